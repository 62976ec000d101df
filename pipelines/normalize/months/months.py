"""Monthly revenue with its versions, and calendar quarters as the sum of three months.

A month is first known from its own report; the next month's report and next year's repeat it as
comparatives, and a comparative that says something else is a restatement. Which column of which
report speaks is decided by when it became public, never by what is known today.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.normalized import MONTHLY_REVENUE, REFUSALS
from pipelines.normalize.refusals import sources
from pipelines.registry import ROC_EPOCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.registry import Company

UNIT = "TWD"
EMPTY_COMPARATIVE = "empty_comparative"
REPORT_DATE_END = "report_date_end"
DUE_DATE_END = "due_date_end"

# The Market Observation Post System shows the reports of a month on four pages: of each exchange,
# by issuer. Before 2013 (102 of the calendar of the Republic of China) the pages were others.
_PAGES = "https://mopsov.twse.com.tw/nas/t21"
_MARKETS = {"twse": "sii", "tpex": "otc"}
_ISSUERS = {"domestic": "0", "foreign": "1"}
_FIRST_PAGES = dt.date(2013, 1, 1)

# Reports are dated by the day in Taipei; one counts as public only when that day is over.
_TAIPEI = "Asia/Taipei"
_LAST_SECOND = dt.time(23, 59, 59)

_MONTHS_IN_QUARTER = 3

_OPERAND_SCHEMA: dict[str, pl.DataType] = {
    "month": pl.Date(),
    "month_end": pl.Date(),
    "value": pl.Decimal(18, 2),
    "document": pl.String(),
    "statement": pl.String(),
    "report_url": pl.String(),
    "confidence": pl.String(),
    "known_from": pl.Datetime("us"),
    "known_from_basis": pl.String(),
}

QUARTERS_SCHEMA: dict[str, pl.DataType] = {
    "company_id": pl.String(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "version": pl.Int32(),
    "value": pl.Decimal(18, 2),
    "unit": pl.String(),
    "known_from": pl.Datetime("us"),
    "known_from_basis": pl.String(),
    "known_to": pl.Datetime("us"),
    "operands": pl.List(pl.Struct(_OPERAND_SCHEMA)),
}


def end_of_day_in_taipei(day: pl.Expr) -> pl.Expr:
    """The last second of a day in Taipei, as UTC without a zone."""
    return (
        day.dt.combine(_LAST_SECOND)
        .dt.replace_time_zone(_TAIPEI)
        .dt.convert_time_zone("UTC")
        .dt.replace_time_zone(None)
        .cast(pl.Datetime("us"))
    )


def document(report_month: pl.Expr) -> pl.Expr:
    """The identifier of a monthly report, such as `monthly revenue report 2025-02`."""
    return pl.lit("monthly revenue report ") + report_month.dt.strftime("%Y-%m")


def is_empty_comparative() -> pl.Expr:
    """Whether a report states 0 for another month than its own.

    So the exchanges fill the comparative of a company that did not exist or did not report yet;
    as a figure it would be growth without bound.
    """
    return (pl.col("statement") != "current") & (pl.col("value") == 0)


def of_empty_months(raw: pl.DataFrame) -> pl.DataFrame:
    """A refusal for each month that only a comparative of 0 states.

    Args:
        raw: rows of `RAW_TAIWAN_MONTHLY_REVENUE`.
    """
    empty = (
        raw.filter(is_empty_comparative())
        .join(
            raw.filter(~is_empty_comparative()),
            on=["company_id", "month"],
            how="anti",
            maintain_order="left",
        )
        .sort("company_id", "month", "report_month", "report_date")
        .unique(["company_id", "month"], keep="first", maintain_order=True)
    )
    return empty.select(
        table_name=pl.lit("fct_monthly_revenue"),
        key=pl.format("{} {}", "company_id", pl.col("month").dt.strftime("%Y-%m")),
        subject=pl.lit("monthly_revenue"),
        company_id="company_id",
        rule=pl.lit(EMPTY_COMPARATIVE),
        reason=pl.format(
            "The report of {} states 0 for {} beside its own month, and no report of that month "
            "is at hand: the company did not exist or did not report then.",
            pl.col("report_month").dt.strftime("%Y-%m"),
            pl.col("month").dt.strftime("%Y-%m"),
        ),
        **sources(pl.lit(None)),
    ).select(REFUSALS.polars_schema.keys())


def monthly_revenue(raw: pl.DataFrame, companies: Iterable[Company]) -> pl.DataFrame:
    """Each month of each company as it stood from when until when.

    A figure becomes public at the end of the day of its report in Taipei. A report that repeats
    what stands makes no version; of two on one day the report about the later month stands.

    Args:
        raw: rows of `RAW_TAIWAN_MONTHLY_REVENUE`.
        companies: of the registry, whose listings tell the kind of issuer, and so the page of a
            report on the exchange that published it.

    Returns:
        Rows of `contracts.MONTHLY_REVENUE`.
    """
    of_month = ("company_id", "month")
    figures = (
        raw.filter(~is_empty_comparative())
        .with_columns(
            known_from=end_of_day_in_taipei(pl.col("report_date")),
            known_from_basis=pl.when(pl.col("report_date_basis") == "due")
            .then(pl.lit(DUE_DATE_END))
            .otherwise(pl.lit(REPORT_DATE_END)),
        )
        .sort(*of_month, "known_from", "report_month", "statement")
        .unique([*of_month, "known_from"], keep="last", maintain_order=True)
    )
    is_repeated = (pl.col("value") == pl.col("value").shift(1)).over(of_month)
    return MONTHLY_REVENUE.conform(
        _with_report_url(figures.filter(~is_repeated.fill_null(False)), companies).with_columns(
            month_end=pl.col("month").dt.month_end(),
            version=pl.int_range(1, pl.len() + 1).over(of_month),
            unit=pl.lit(UNIT),
            known_to=pl.col("known_from").shift(-1).over(of_month),
        )
    )


def _with_report_url(figures: pl.DataFrame, companies: Iterable[Company]) -> pl.DataFrame:
    listings = pl.DataFrame(
        [
            (company.company_id, market, page_market, _ISSUERS[listing.issuer])
            for company in companies
            for market, page_market in _MARKETS.items()
            if (listing := company.listing_on(market)) is not None
        ],
        schema=dict.fromkeys(("company_id", "market", "page_market", "page_issuer"), pl.String),
        orient="row",
    )
    month = pl.col("report_month")
    page = pl.format(
        f"{_PAGES}/{{}}/t21sc03_{{}}_{{}}_{{}}.html",
        "page_market", month.dt.year() - ROC_EPOCH, month.dt.month(), "page_issuer",
    )  # fmt: skip
    return figures.join(
        listings, on=["company_id", "market"], how="left", maintain_order="left"
    ).with_columns(report_url=pl.when(month >= _FIRST_PAGES).then(page))


def quarters_from_months(monthly: pl.DataFrame) -> pl.DataFrame:
    """Calendar quarters whose three months are known, each as it stood from when until when.

    The first version starts when the last of the three months became public; a later one where
    the sum changed. A quarter that lacks a month has no row.

    Args:
        monthly: rows of `contracts.MONTHLY_REVENUE`.

    Returns:
        One row per company, calendar quarter and version, in `QUARTERS_SCHEMA`:

        - company_id; period_start and period_end, the first and last day of the quarter;
        - version, 1 upwards; value, the sum, in unit;
        - known_from (UTC), the newest among its operands, with that one's known_from_basis;
          known_to, when the next version replaced it, null while it stands;
        - operands, three structs in order of the months: month and month_end, value, document
          (the report, see `document`), statement (its column), report_url, confidence, known_from
          and its basis.
    """
    rows = monthly.with_columns(
        document=document(pl.col("report_month")), quarter=pl.col("month").dt.truncate("1q")
    ).sort("company_id", "quarter", "known_from", "month")
    quarters: list[dict[str, object]] = []
    for (company_id, start), group in rows.group_by(["company_id", "quarter"], maintain_order=True):
        versions = list(_versions(group))
        ends = [version["known_from"] for version in versions[1:]] + [None]
        # A quarter without all its months has no version, and one end too many.
        for number, (version, known_to) in enumerate(zip(versions, ends, strict=False), start=1):
            head = {"company_id": company_id, "period_start": start, "version": number}
            quarters.append({**head, **version, "known_to": known_to})
    return pl.DataFrame(quarters, schema=QUARTERS_SCHEMA).sort(
        "company_id", "period_start", "version"
    )


def _versions(group: pl.DataFrame) -> Iterator[dict[str, object]]:
    """The versions of one quarter, from its months' versions in order of `known_from`."""
    standing: dict[dt.date, dict[str, object]] = {}
    said: object = None
    for (known_from,), changes in group.group_by(["known_from"], maintain_order=True):
        for row in changes.iter_rows(named=True):
            standing[row["month"]] = row
        if len(standing) < _MONTHS_IN_QUARTER:
            continue
        operands = [
            {name: standing[month][name] for name in _OPERAND_SCHEMA} for month in sorted(standing)
        ]
        value = sum(operand["value"] for operand in operands)  # type: ignore[misc]
        if value == said:
            continue
        said = value
        yield {
            "period_end": operands[-1]["month_end"],
            "value": value,
            "unit": UNIT,
            "known_from": known_from,
            "known_from_basis": max(operands, key=_newest)["known_from_basis"],
            "operands": operands,
        }


def _newest(operand: dict[str, object]) -> tuple[object, bool]:
    """The order of operands by when they became public; a due day is the weaker word."""
    return operand["known_from"], operand["known_from_basis"] == DUE_DATE_END
