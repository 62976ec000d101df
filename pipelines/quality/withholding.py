"""Which figures failed checks of company scope withhold, and how far.

A failing row names its company and, as far as its table does, the series, concept, period and
filing. Just that is withheld first. Where the check still fails on what is left, or nothing at
hand matches, the next wider thing is: the filing's figures of the year, the year, the series, at
last the company. What is said of a company holds of a thing that is none as well, such as a chip
or who sells AI (`contracts/items.py`): its rows of a day and file first, at last all of it. What is
then done with the figures is in `normalize/leaving_out.py`, and when all this happens in
`settling.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts import lineage_ids
from pipelines.contracts.items import ITEMS
from pipelines.contracts.normalized import WITHHELD
from pipelines.errors import LedgerError
from pipelines.normalize.leaving_out import (
    CHECK_FAILED,
    CUSTOMER_SHARE,
    MONTHLY_REVENUE,
    PLACE,
    TEXT,
    as_places,
    matched,
    numbered,
)
from pipelines.registry.composed_series import METRICS_OF_SERIES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipelines.contracts.items import Item
    from pipelines.registry import Registry

# All of a company, or of what is none.
_WHOLE = ("company_id", "item")
# What a failing row says of its figures, from all it says to its company alone.
_RUNGS: tuple[tuple[str, ...], ...] = (
    PLACE,
    ("company_id", "item", "metric_id", "fiscal_year", "source_reference"),
    ("company_id", "item", "metric_id", "fiscal_year"),
    ("company_id", "item", "metric_id"),
    _WHOLE,
)

# Of a series of two metrics, the second is what its row adds to the row of the first.
_METRIC_OF_SERIES = {series: metrics[-1] for series, metrics in METRICS_OF_SERIES.items()}
_COMPOSITES = [series for series, metrics in METRICS_OF_SERIES.items() if len(metrics) > 1]
_TABLES_OF = {
    MONTHLY_REVENUE: (
        "raw.taiwan_monthly_revenue",
        "normalized.monthly_revenue",
        "marts.fct_monthly_revenue",
        "marts.fct_monthly_revenue_versions",
    ),
    CUSTOMER_SHARE: ("normalized.customer_shares", "marts.fct_customer_concentration"),
    TEXT: (
        "raw.sec_documents",
        "raw.technology_statements",
        "raw.guidance_statements",
        "normalized.documents",
        "normalized.technology_mentions",
        "normalized.guidance",
        "marts.fct_technology_mentions",
        "marts.fct_capex_guidance",
        "marts.fct_guidance_accuracy",
        "marts.fct_guidance_revisions",
    ),
}
_CHECK = ("table_name", "check_name")
# How many failing rows a reason names.
_MOST_NAMED = 3
# A check that fails for more companies than this share of the registry's is not a slip of theirs.
_MOST_COMPANIES = 0.5
_FEW_COMPANIES = 2


class TooManyFail(LedgerError):
    """A check of company scope fails for so many companies that the fault is not theirs."""


class CannotBeWithheld(LedgerError):
    """A check of company scope fails, and leaving figures out does not mend it."""


def company_of(failing: pl.DataFrame) -> pl.DataFrame:
    """Failing rows with their company, which a lineage id names where the row itself does not.

    Or with `item`, what they are of where their table is of no company (`contracts/items.py`).
    """
    return failing.with_columns(item=_of_table(lambda item: item.named)).with_columns(
        company_id=pl.when(pl.col("item").is_null()).then(
            pl.coalesce("company_id", lineage_ids.company())
        )
    )


def _of_table(told: Callable[[Item], pl.Expr]) -> pl.Expr:
    """What `told` says of a failing row by the item whose rows its table holds; else null."""
    said = pl.lit(None)
    for item in ITEMS:
        is_of = pl.col("table_name").is_in(item.tables)
        said = pl.when(is_of).then(told(item)).otherwise(said)
    return said


def places(failing: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """The figures that failing rows are about.

    Args:
        failing: `expectations.read_failing`.
        registry: for the series of revenue lines.

    Returns:
        `PLACE`, with table_name, check_name and failing_row; one row a figure and check.
    """
    series = {line.revenue_line_id: line.metric_id for line in registry.revenue_lines}
    # An operand of a series of two metrics is told by its concept, not by what it is added to.
    of_lineage = pl.when(
        pl.col("concept").is_null() | ~lineage_ids.series().is_in(_COMPOSITES)
    ).then(lineage_ids.series())
    named = pl.coalesce("metric_id", "revenue_line_id", "basis", of_lineage)
    metric = named.replace(_METRIC_OF_SERIES).replace(series)
    for pseudo, names in _TABLES_OF.items():
        metric = pl.when(pl.col("table_name").is_in(names)).then(pl.lit(pseudo)).otherwise(metric)
    found = company_of(failing)
    is_item = pl.col("item").is_not_null()
    resolved = found.with_columns(
        metric_id=pl.when(~is_item).then(metric),
        # A quarter's or year's own row names its last day; a month is named by its first.
        period_end=pl.when(is_item)
        .then(_of_table(lambda item: pl.col(item.day)))
        .otherwise(pl.coalesce("period_end", pl.col("month").dt.month_end())),
        source_reference=pl.coalesce("file", "source_reference", "accession"),
    )
    return (
        as_places(resolved)
        .group_by(*PLACE, *_CHECK)
        .agg(failing_row=_told(pl.col("failing_row")))
        .sort(*PLACE, *_CHECK)
    )


def _told(rows: pl.Expr) -> pl.Expr:
    """The first rows by name, and how many more there are."""
    distinct = rows.drop_nulls().unique(maintain_order=True)
    more = distinct.len().cast(pl.Int64) - _MOST_NAMED
    named = distinct.head(_MOST_NAMED).str.join("; ")
    return pl.when(more > 0).then(pl.format("{}; and {} more", named, more)).otherwise(named)


def require_few(failing: pl.DataFrame, registry: Registry, at_hand: Callable[[str], int]) -> None:
    """Refuse to withhold where a check fails for most companies, or for none that is known.

    Args:
        failing: `expectations.read_failing`.
        registry: whose companies are known.
        at_hand: how many rows there are of what a table of no company tells of.

    Raises:
        TooManyFail: the fault is one of structure; names the check.
    """
    known = [company.company_id for company in registry.companies]
    most = max(_FEW_COMPANIES, int(_MOST_COMPANIES * len(known)))
    found = company_of(failing)
    of_items = found.filter(pl.col("item").is_not_null())
    for (table, check), rows in of_items.group_by(_CHECK, maintain_order=True):
        all_rows = at_hand(str(table))
        if rows.height > max(_FEW_COMPANIES, int(_MOST_COMPANIES * all_rows)):
            raise TooManyFail(
                f"{table}: {check} fails on {rows.height} of {all_rows} rows, which is not a slip "
                "of one of them: see `ledger quality`"
            )
    judged = (
        found.filter(pl.col("item").is_null())
        .group_by(_CHECK, maintain_order=True)
        .agg(
            companies=pl.col("company_id").n_unique(),
            strangers=(~pl.col("company_id").is_in(known)).fill_null(value=True).sum(),
        )
    )
    for table, check, companies, strangers in judged.iter_rows():
        if strangers:
            raise TooManyFail(
                f"{table}: {check} fails on rows of no company of the registry, so no company's "
                "figures can be withheld for it: see `ledger quality`"
            )
        if companies > most:
            raise TooManyFail(
                f"{table}: {check} fails for {companies} of {len(known)} companies, which is not a "
                "slip of one company: see `ledger quality`"
            )


def withhold(
    withheld: pl.DataFrame, doubtful: pl.DataFrame, figures: Sequence[pl.DataFrame]
) -> pl.DataFrame:
    """What is withheld, with what the doubtful rows add to it.

    Args:
        withheld: `normalized.withheld` so far.
        doubtful: made by `places`.
        figures: the tables of figures that are still used, with columns of `PLACE`: each doubtful
            row takes the narrowest rung that leaves something of them out. None where nothing
            was normalised yet: each row is then withheld as narrow as it is.

    Raises:
        CannotBeWithheld: even all figures of its company leave nothing more out.
    """
    if not figures:
        return _added(withheld, doubtful)
    left, added = doubtful, []
    # A thing of no company that fails a check again, though rows of it are out, goes whole.
    known = withheld.filter(pl.col("item").is_not_null()).select("item", *_CHECK)
    fails_again = left.join(known, on=["item", *_CHECK], how="semi")
    left = left.join(known, on=["item", *_CHECK], how="anti")
    left = pl.concat([left, _widened(fails_again, _WHOLE)])
    for rung in _RUNGS:
        wider = _widened(left, rung)
        hits = _hits(wider, figures)
        added.append(wider.filter(hits))
        left = left.filter(~hits)
    if left.height:
        table, check, company = left.select(*_CHECK, pl.coalesce(*_WHOLE)).row(0)
        raise CannotBeWithheld(
            f"{table}: {check} fails on {company} though all that it rests on is withheld "
            f"({left.item(0, 'failing_row')}): see `ledger quality`"
        )
    return _added(withheld, pl.concat(added))


def _widened(doubtful: pl.DataFrame, rung: Sequence[str]) -> pl.DataFrame:
    """The rows with no more than what a rung says."""
    return doubtful.with_columns(
        pl.lit(None, doubtful.schema[name]).alias(name) for name in PLACE if name not in rung
    )


def _hits(doubtful: pl.DataFrame, figures: Sequence[pl.DataFrame]) -> pl.Series:
    """Whether each doubtful row matches any figure."""
    hit = pl.Series("hit", [False] * doubtful.height, dtype=pl.Boolean)
    for number in range(doubtful.height):
        row = doubtful.slice(number, 1).with_row_index("withheld_by")
        hit[number] = any(
            matched(frame, row)["withheld_by"].is_not_null().any() for frame in figures
        )
    return hit


def _added(withheld: pl.DataFrame, doubtful: pl.DataFrame) -> pl.DataFrame:
    new = (
        doubtful.group_by(*PLACE, *_CHECK)
        .agg(failing_rows=_told(pl.col("failing_row")))
        .with_columns(rule=pl.lit(CHECK_FAILED), figures=pl.lit(0, pl.Int64))
    )
    both = pl.concat([withheld, WITHHELD.conform(new)])
    return WITHHELD.conform(both.unique(WITHHELD.key, keep="first", maintain_order=True))


def not_withheld(doubtful: pl.DataFrame, withheld: pl.DataFrame) -> pl.DataFrame:
    """The doubtful rows whose figures no row of `withheld`, as narrow or wider, leaves out."""
    return doubtful.filter(matched(doubtful, numbered(withheld))["withheld_by"].is_null())


def sentences(withheld: pl.DataFrame) -> tuple[str, ...]:
    """What is withheld or held, a sentence for each company and check."""
    told = (
        withheld.group_by(pl.coalesce(*_WHOLE).alias("whose"), "rule", *_CHECK)
        .agg(pl.col("figures").sum(), rows=_told(pl.col("failing_rows")))
        .sort("whose", "rule", *_CHECK)
    )
    return tuple(
        f"{company}: {figures:,} figures withheld, since {table} {check} fails: {rows}"
        if rule == CHECK_FAILED
        else f"{company}: stays as it was last published, since {figures:,} published figures "
        f"would be withdrawn and no ruling or refusal says why: {rows}"
        for company, rule, table, check, figures, rows in told.iter_rows()
    )
