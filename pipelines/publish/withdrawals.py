"""Published figures that a run would withdraw though nobody decided so.

A ruling, a person's own statement taken back, other code, a check or another rule that refuses may
withdraw what stood published. What merely came to hand may not: a document that lacks what an
earlier one said takes nothing back. The company is then held as it was last published
(`holding.py`), and that is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts import lineage_ids
from pipelines.contracts.normalized import WITHHELD
from pipelines.errors import LedgerError
from pipelines.normalize.leaving_out import CHECK_FAILED, TEXT, WITHDRAWAL_BLOCKED
from pipelines.publish import holding
from pipelines.publish.comparing import (
    compared_cells,
    published_evidence,
    published_generation,
    published_origin,
    published_refusals,
)
from pipelines.registry.composed_series import METRICS_OF_SERIES, PARTS_OF_METRIC
from pipelines.storage import fingerprint
from pipelines.storage.connections import reader

if TYPE_CHECKING:
    from pipelines.registry import Registry
    from pipelines.settings import Settings

CHECK = "nothing_is_withdrawn"
_TABLE = "marts.fct_changes"
_MOST_NAMED = 3
# Marts whose cells are withheld under a name that their lineage ids do not hold.
_WITHHELD_AS = {
    "fct_technology_mentions": (TEXT,),
    "fct_capex_guidance": (TEXT,),
}


class WithdrawalBlocked(LedgerError):
    """Published figures would be withdrawn, and holding their company does not keep them."""


def blocked(settings: Settings, registry: Registry, withheld: pl.DataFrame) -> pl.DataFrame:
    """The companies to hold, as rows of `normalized.withheld`; empty if none.

    Args:
        settings: what is published and what the warehouse holds.
        registry: a company that it lacks was taken out by a person.
        withheld: `normalized.withheld` of this run.

    Raises:
        WithdrawalBlocked: a company that is held already would lose figures all the same.
    """
    generation = published_generation(settings)
    if generation is None or not holding.is_kept(settings, generation):
        return WITHHELD.empty()
    known = [company.company_id for company in registry.companies]
    gone = compared_cells(settings).filter(
        (pl.col("change") == "withdrawn") & pl.col("company_id").is_in(known)
    )
    if gone.is_empty():
        return WITHHELD.empty()
    gone = _not_taken_back(gone, settings)
    gone = gone.filter(~_named_by(gone, withheld.filter(pl.col("rule") == CHECK_FAILED)))
    losers = holding.lost(settings, generation, gone["company_id"].unique().to_list())
    has_lost = pl.col("company_id").is_in(pl.Series(sorted(losers), dtype=pl.String).implode())
    told = gone.filter(~has_lost)
    # Where nothing is lost, what is new explains: a ruling, code, or a rule's refusal.
    unexplained = told.clear()
    if told.height and _is_ruled_and_coded_alike(settings):
        unexplained = told.filter(~_refused(told, settings))
    rows = _rows(pl.concat([gone.filter(has_lost), unexplained]))
    held = withheld.filter(pl.col("rule") == WITHDRAWAL_BLOCKED)
    again = rows.join(held, on="company_id", how="semi")
    if again.height:
        company, cells = again.select("company_id", "failing_rows").row(0)
        raise WithdrawalBlocked(
            f"not published, since published figures of {company} would be withdrawn though the "
            f"company is held as it was ({cells}): see what changed beside its documents, such as "
            "exchange rates"
        )
    return rows


def _is_ruled_and_coded_alike(settings: Settings) -> bool:
    """Whether registry and code are those of the last publication."""
    before = published_origin(settings)
    now = (fingerprint.of_rulings(settings), fingerprint.of_code())
    return (before.rulings, before.code) == now


def _not_taken_back(gone: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """The cells without those that rest on statements alone: a person enters and deletes them."""
    evidence = published_evidence(settings, gone["lineage_id"].drop_nulls().unique().to_list())
    stated = evidence.filter("is_statement").select("lineage_id")
    return gone.join(stated, on="lineage_id", how="anti", maintain_order="left")


def _named_by(gone: pl.DataFrame, withheld: pl.DataFrame) -> pl.Series:
    """Whether a failed check withholds figures of the cell's company and series."""
    pairs = set(withheld.select("company_id", "metric_id").iter_rows())
    return _are_about(gone, pairs)


def _are_about(gone: pl.DataFrame, pairs: set[tuple[str, str | None]]) -> pl.Series:
    """Whether one of the pairs of company and series, null for all of it, names each cell."""
    return pl.Series(
        [
            (company, None) in pairs
            or any((company, name) in pairs for name in _names(table, series))
            for table, company, series in gone.select(
                "table_name", "company_id", lineage_ids.series()
            ).iter_rows()
        ],
        dtype=pl.Boolean,
    )


def _names(table: str, series: str | None) -> tuple[str, ...]:
    """The names under which refusals know a series of a mart."""
    made_of = METRICS_OF_SERIES | PARTS_OF_METRIC
    named = () if series is None else (series, *made_of.get(series, ()))
    return (*named, *_WITHHELD_AS.get(table, ()))


def _refused(gone: pl.DataFrame, settings: Settings) -> pl.Series:
    """Whether a refusal that was not published yet is about the cell's company and series."""
    about = ["company_id", "key", "rule", "reason"]
    known = published_refusals(settings)
    new = _refusals_now(settings).join(known, on=about, how="anti", nulls_equal=True)
    pairs = set(new.select("company_id", "subject").iter_rows())
    return _are_about(gone, pairs)


def _refusals_now(settings: Settings) -> pl.DataFrame:
    with reader(settings) as load:
        return load("marts.fct_refusals").select("company_id", "key", "subject", "rule", "reason")


def _rows(gone: pl.DataFrame) -> pl.DataFrame:
    cells = gone.sort("company_id", "table_name", "key", "column_name")
    named = pl.format("{} {}", "table_name", "key")
    rows = cells.group_by("company_id", maintain_order=True).agg(
        figures=pl.len().cast(pl.Int64),
        failing_rows=named.unique(maintain_order=True).head(_MOST_NAMED).str.join("; "),
    )
    absent = [name for name in WITHHELD.polars_schema if name not in rows.columns]
    stated = {"rule": WITHDRAWAL_BLOCKED, "table_name": _TABLE, "check_name": CHECK}
    return WITHHELD.conform(
        rows.with_columns(
            pl.lit(stated.get(name), WITHHELD.polars_schema[name]).alias(name) for name in absent
        )
    )
