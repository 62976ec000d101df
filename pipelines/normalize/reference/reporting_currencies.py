"""In which currency a company reported when: as registered, else as its filings count.

A filer that changes its reporting currency recasts what it shows for comparison (IAS 21.35 to 37;
Regulation S-X, Rule 3-20), so each period keeps the currency in which it was first reported, and
nothing compares the two but dollars. A filing may restate a year or all of them in a second
currency for convenience; the one of most of its facts is its own.

Not here: what an amount is in dollars (`currency.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.normalize.facts.publication_time import PERIODIC_FORMS, form_base
from pipelines.normalize.series.periods import BANDS, BEFORE_ALL, YEAR, days

if TYPE_CHECKING:
    from pipelines.registry import Registry

DEFAULT = "USD"
_CODE = r"^[A-Z]{3}$"
_SPAN = ("company_id", "valid_from", "currency")


def reporting_currencies(raw: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """`company_id` and `currency`: today's of each company."""
    return (
        dated_currencies(raw, registry)
        .unique("company_id", keep="last", maintain_order=True)
        .select("company_id", "currency")
    )


def dated_currencies(raw: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """`company_id`, `valid_from` and `currency`, in order; every company has a first span.

    What the registry dates is as registered. Else a periodic report whose facts are mostly in
    another currency than those of the report before opens a span with its own period. A
    registered currency that is not the newest of the filings' holds throughout.
    """
    spans = _of_filings(raw)
    newest = dict(
        spans.unique("company_id", keep="last").select("company_id", "currency").iter_rows()
    )
    registered = [
        (company.company_id, valid_from, currency)
        for company in registry.companies
        if company.earlier_reporting_currencies
        or company.reporting_currency not in (None, newest.get(company.company_id))
        or company.company_id not in newest
        for valid_from, currency in company.currencies_from(BEFORE_ALL, DEFAULT)
    ]
    ruled = pl.DataFrame(
        registered,
        schema={"company_id": pl.String, "valid_from": pl.Date, "currency": pl.String},
        orient="row",
    )
    names = pl.DataFrame(
        {"company_id": [company.company_id for company in registry.companies]},
        schema={"company_id": pl.String},
    )
    both = pl.concat([ruled, spans.join(ruled, on="company_id", how="anti", maintain_order="left")])
    return names.join(both, on="company_id", maintain_order="left_right").select(_SPAN)


def split_by_currency(
    facts: pl.DataFrame, spans: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts in the currency that their company reported in when they end, and all others.

    Args:
        facts: has company_id, unit and period_end.
        spans: from `dated_currencies`.
    """
    dated = (
        facts.with_row_index("row")
        .sort("period_end")
        .join_asof(
            spans.sort("valid_from"),
            left_on="period_end",
            right_on="valid_from",
            by="company_id",
            strategy="backward",
            check_sortedness=False,
        )
        .sort("row")
        .drop("row", "valid_from")
    )
    is_own = (pl.col("unit") == pl.col("currency")).fill_null(value=False)
    return dated.filter(is_own).drop("currency"), dated.filter(~is_own)


def _of_filings(raw: pl.DataFrame) -> pl.DataFrame:
    """The spans that filings show; the first of a company begins before all."""
    filing = ("company_id", "accession")
    length = days(pl.col("period_start"), pl.col("period_end"))
    end = pl.col("period_end").max()
    is_own_period = (pl.col("period_end") == end.over("company_id", "accession")) & (
        length <= BANDS[YEAR].longest
    )
    stated = (
        raw.filter(pl.col("unit").str.contains(_CODE))
        .with_columns(is_periodic=form_base(pl.col("form")).is_in(PERIODIC_FORMS))
        # A company that files current reports alone is known by those.
        .filter(pl.col("is_periodic") | ~pl.col("is_periodic").any().over("company_id"))
        .with_columns(own_start=pl.when(is_own_period).then("period_start"))
        .group_by(*filing, "unit")
        .agg(
            pl.len(),
            pl.col("filed_date").first(),
            end=end,
            start=pl.col("own_start").min(),
        )
        .sort(*filing, "len", "unit", descending=[False, False, True, False])
        .group_by(filing, maintain_order=True)
        .agg(
            pl.col("unit", "filed_date").first(),
            pl.col("end").max(),
            pl.col("start").drop_nulls().first(),
        )
        .sort("company_id", "end", "filed_date", "accession")
    )
    of_company = "company_id"
    before = pl.col("unit").shift().over(of_company)
    # What the report before covered stays in its currency.
    covered = pl.col("end").shift().over(of_company).dt.offset_by("1d")
    return (
        stated.with_columns(
            valid_from=pl.when(before.is_null())
            .then(pl.lit(BEFORE_ALL))
            .otherwise(pl.max_horizontal(pl.coalesce("start", "end"), covered))
        )
        .filter(pl.col("unit").ne_missing(before))
        .select("company_id", "valid_from", currency="unit")
    )
