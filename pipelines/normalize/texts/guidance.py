"""What companies guide of their capital expenditure: sentences of filings, and entered rows.

A period that is guided twice on one day has one row: an amount stands before a direction, a filing
before a row that a person entered. Two amounts of one day that differ are refused, from the moment
on which the second was known. How sentences are read is in `pipelines/text/guidance/`; which
statement replaces which is told by the mart.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.contracts.normalized import GUIDANCE, REFUSALS
from pipelines.normalize.facts.publication_time import (
    ACCEPTED,
    FILED_DATE_END,
    end_of_day_in_new_york,
)
from pipelines.normalize.facts.statements import ENTERED_DATE_END, STATED_DATE_END
from pipelines.normalize.refusals import sources
from pipelines.normalize.texts.accounting_changes import with_comparable_amounts
from pipelines.normalize.texts.sayings import (
    REPEATED_IN_AMENDMENT,
    STATEMENT,
    with_known_from,
    without_repeats,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from pipelines.registry import Registry

GUIDANCE_CONTRADICTS = "guidance_contradicts"
GUIDANCE_WITHOUT_HORIZON = "guidance_without_horizon"
HORIZON_IS_OVER = "horizon_is_over"

NOT_STATED = "not_stated"

_DOCUMENTS, _STATEMENTS = "sec_documents", "guidance_statements"
_MART = "fct_capex_guidance"
_KEY = ("company_id", "horizon", "basis", "issued_date")
_NEW_YORK = "America/New_York"
# What words come to on which basis: net of proceeds, and a headline that is no sum of tagged facts.
_BASIS_OF_WORDS = {"cash": "cash", "net": "cash_net", "gross": "company_stated"}
# Words that name no basis.
_BARE = "capital expenditures"
# What a row says of a change, and since when that is known.
_OF_CHANGE = (
    "change_cause", "supersedes_low_usd", "supersedes_high_usd", "known_from", "known_from_basis"
)  # fmt: skip
# Which way, as against how much of revenue.
_WAYS = ("up", "down", "flat")


@dataclass(frozen=True, slots=True)
class Guided:
    """What companies guide.

    Attributes:
        guidance: `normalized.guidance`.
        refusals: what counts nowhere, as rows of `normalized.refusals`.
    """

    guidance: pl.DataFrame
    refusals: pl.DataFrame


def guidance(
    found: pl.DataFrame, statements: pl.DataFrame, filings: pl.DataFrame, registry: Registry
) -> Guided:
    """Guidance by company, horizon, basis and day.

    Args:
        found: `raw.sec_documents`.
        statements: `raw.guidance_statements`.
        filings: `raw.sec_filings`, for acceptance times.
        registry: companies with their headline basis, which guidance is of where its words name
            none.

    A filing is known from its acceptance, an entered row from the end of its day in New York, or
    from that of its entry where nobody noted that day.
    """
    said = _of_documents(found, filings, registry)
    counted, repeated = without_repeats(said, "horizon")
    placed = counted.filter(pl.col("horizon_end_date") >= pl.col("issued_date"))
    entered = _of_statements(statements, filings)
    both = pl.concat([placed, entered], how="diagonal_relaxed")
    versions, contradictions = _standing(both.sort(*_KEY, "known_from", "source").to_dicts())
    names = list(GUIDANCE.polars_schema)
    schema = pl.Schema({**both.schema, "version": pl.Int16(), "known_to": pl.Datetime("us")})
    frame = with_comparable_amounts(pl.DataFrame(versions, schema=schema))
    refused = [
        _refusals(
            repeated,
            REPEATED_IN_AMENDMENT,
            "The {} {} repeats {} sentences that guide {} of the filing that it amends: each "
            "counts once.",
        ),
        _refusals(
            counted.filter(pl.col("horizon").is_null()).with_columns(horizon=pl.lit("capex")),
            GUIDANCE_WITHOUT_HORIZON,
            "The {} {} guides capital expenditure in {} sentences that do not say for when ({}).",
        ),
        _refusals(
            counted.filter(pl.col("horizon_end_date") < pl.col("issued_date")),
            HORIZON_IS_OVER,
            "The {} {} speaks in {} sentences of {}, which was over: that is no guidance.",
        ),
        _of_contradictions(contradictions),
    ]
    return Guided(GUIDANCE.conform(frame.select(names)), pl.concat(refused))


def _of_documents(found: pl.DataFrame, filings: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Sentences of filings that guide, dated and on a basis."""
    headlines = pl.DataFrame(
        [(each.company_id, each.headline_basis) for each in registry.companies],
        schema={"company_id": pl.String, "headline_basis": pl.String},
        orient="row",
    )
    words = pl.col("basis_kind")
    composite = pl.col("headline_basis").is_in(["with_finance_leases", "company_stated"])
    stated = (
        # With leases as the company itself adds them up, if it does.
        pl.when((words == "with_finance_leases") & composite)
        .then("headline_basis")
        .when(words == "with_finance_leases")
        .then(pl.lit("company_stated"))
        # "Cash capital expenditures" are net of proceeds where that is the company's headline.
        .when((words == "cash") & (pl.col("headline_basis") == "cash_net"))
        .then(pl.lit("cash_net"))
        .otherwise(words.replace_strict(_BASIS_OF_WORDS, default=None, return_dtype=pl.String))
    )
    dated = with_known_from(found.filter(pl.col("finding") == "guidance"), filings)
    in_new_york = (
        pl.col("known_from").dt.replace_time_zone("UTC").dt.convert_time_zone(_NEW_YORK).dt.date()
    )
    return (
        dated.join(headlines, on="company_id", how="left", maintain_order="left")
        .with_columns(stated_basis=stated)
        .with_columns(
            source=pl.lit(_DOCUMENTS),
            source_reference=pl.col("accession"),
            basis_words=pl.col("basis"),
            basis=pl.coalesce("stated_basis", "headline_basis", pl.lit(NOT_STATED)),
            is_basis_stated=pl.col("stated_basis").is_not_null(),
            issued_date=pl.when(pl.col("known_from_basis") == ACCEPTED)
            .then(in_new_york)
            .otherwise("filed_date"),
        )
    )


def _of_statements(statements: pl.DataFrame, filings: pl.DataFrame) -> pl.DataFrame:
    """Entered rows, dated; a filing that a row cites dates it."""
    accepted = filings.select("accession", "cik", "form", "filed_date", "accepted_at").unique(
        "accession", keep="first"
    )
    joined = statements.join(accepted, on="accession", how="left", maintain_order="left")
    said = end_of_day_in_new_york(pl.coalesce("issued_date", "filed_date"))
    entered = end_of_day_in_new_york(pl.col("entered_date"))
    in_new_york = (
        pl.col("accepted_at").dt.replace_time_zone("UTC").dt.convert_time_zone(_NEW_YORK).dt.date()
    )
    return joined.with_columns(
        source=pl.lit(_STATEMENTS),
        source_reference=pl.col("file"),
        exhibit=pl.lit(STATEMENT),
        is_basis_stated=(pl.col("basis") != NOT_STATED)
        & (pl.col("basis_words").str.to_lowercase() != _BARE),
        known_from=pl.coalesce("accepted_at", said, entered),
        known_from_basis=pl.when(pl.col("accepted_at").is_not_null())
        .then(pl.lit(ACCEPTED))
        .when(pl.col("issued_date").is_not_null())
        .then(pl.lit(STATED_DATE_END))
        .when(pl.col("filed_date").is_not_null())
        .then(pl.lit(FILED_DATE_END))
        .otherwise(pl.lit(ENTERED_DATE_END)),
        issued_date=pl.coalesce("issued_date", in_new_york, "filed_date", "entered_date"),
    )


def _standing(
    rows: Iterable[dict[str, Any]],
) -> tuple[list[dict[str, Any]], list[list[dict[str, Any]]]]:
    """What stood of each day since when, of rows in the order of their keys, and contradictions."""
    versions, contradictions = [], []
    for _, of_day in groupby(rows, key=lambda row: tuple(row[name] for name in _KEY)):
        said = list(of_day)
        spans = list(_spans(said))
        versions += [
            {**row, "version": n, "known_to": end} for n, (row, end) in enumerate(spans, 1)
        ]
        best = _best(said)
        if _contradict(best):
            contradictions.append(best)
    return versions, contradictions


def _spans(said: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dt.datetime | None]]:
    """The rows of one day that stood, with the time until which each did."""
    moments = sorted({row["known_from"] for row in said})
    standing: list[tuple[dt.datetime | None, dict[str, Any] | None]] = []
    for moment in moments:
        best = _best([row for row in said if row["known_from"] <= moment])
        stands = None if _contradict(best) else _with_cause(best)
        if not standing or standing[-1][1] != stands:
            standing.append((moment, stands))
    for (_, row), (end, _) in pairwise([*standing, (None, None)]):
        if row is not None:
            yield row, end


def _best(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of the strongest kind, of which the first speaks: the earlier known, filed, placed.

    An amount stands before a way, and a way before a share of revenue or a bare repetition.
    """
    rank = min(_rank(row) for row in said)
    return sorted(
        (row for row in said if _rank(row) == rank),
        key=lambda row: (row["known_from"], row["source"] != _DOCUMENTS, row["position"] or 0),
    )


def _with_cause(best: list[dict[str, Any]]) -> dict[str, Any]:
    """The row that speaks, with why the amount moved where another that agrees says it.

    A filing has the amount alone, and who read the call that it is of an accounting change.
    """
    [speaks, *others] = best
    told = next((row for row in others if row["change_cause"] is not None), None)
    if speaks["change_cause"] is not None or told is None:
        return speaks
    return speaks | {name: told[name] for name in _OF_CHANGE}


def _rank(row: dict[str, Any]) -> int:
    if row["low_usd"] is not None or row["high_usd"] is not None:
        return 0
    return 1 if row["direction"] in _WAYS else 2


def _contradict(best: list[dict[str, Any]]) -> bool:
    return len({(row["low_usd"], row["high_usd"], _way(row)) for row in best}) > 1


def _way(row: dict[str, Any]) -> str | None:
    return row["direction"] if _rank(row) == 1 else None


def _refusals(sentences: pl.DataFrame, rule: str, reason: str) -> pl.DataFrame:
    """One refusal for each filing and horizon, told of form, filing, number and horizon."""
    each = ("company_id", "horizon", "accession", "form")
    told = sentences.group_by(each, maintain_order=True).agg(sentences=pl.len())
    return told.select(
        table_name=pl.lit(_MART),
        key=pl.format("{} {} {}", "company_id", "horizon", "accession"),
        subject="horizon",
        company_id="company_id",
        rule=pl.lit(rule),
        reason=pl.format(reason, "form", "accession", "sentences", "horizon"),
        **sources(pl.col("accession")),
    ).select(REFUSALS.polars_schema.keys())


def _of_contradictions(contradictions: list[list[dict[str, Any]]]) -> pl.DataFrame:
    """One refusal for each day that guides a period twice, and differently."""
    told = pl.DataFrame(
        [
            {
                **{name: best[0][name] for name in _KEY},
                "reference": best[0]["source_reference"],
                "ranges": "; ".join(_told(row) for row in best),
            }
            for best in contradictions
        ],
        schema={
            **{name: GUIDANCE.polars_schema[name] for name in _KEY},
            "reference": pl.String,
            "ranges": pl.String,
        },
    )
    return told.select(
        table_name=pl.lit(_MART),
        key=pl.format("{} {} {} {}", *_KEY),
        subject="horizon",
        company_id="company_id",
        rule=pl.lit(GUIDANCE_CONTRADICTS),
        reason=pl.format(
            "Of {} capital expenditure of {} ({}) was guided differently on {}: {}. None stands.",
            "company_id",
            "horizon",
            "basis",
            "issued_date",
            "ranges",
        ),
        **sources(pl.col("reference")),
    ).select(REFUSALS.polars_schema.keys())


def _told(row: dict[str, Any]) -> str:
    ends = [row["low_usd"], row["high_usd"]]
    amounts = " to ".join(f"{end:,.0f}" for end in dict.fromkeys(ends) if end is not None)
    return f"{amounts or row['direction']} ({row['source_reference']})"
