"""Quarters that three monthly reports make, as observations of the company's revenue.

The bridge from `months.py`, which knows months and reports, to `versions.py`, which decides
what stands beside filings and statements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.normalize.series.periods import QUARTER, with_periods
from pipelines.normalize.series.quarters import SUM_OF_MONTHS
from pipelines.registry.revenue_lines import TOTAL_SERIES

if TYPE_CHECKING:
    from pipelines.normalize.series.periods import Calendars

SOURCE = "taiwan_monthly_revenue"
CONCEPT = "report:MonthlyRevenue"
FORM = "report"

# Reports state thousands.
_ROUNDING_UNIT = 1_000


def month_observations(
    quarters: pl.DataFrame, calendars: Calendars, like: pl.DataFrame
) -> pl.DataFrame:
    """The quarters as observations of the series `revenue`, with the columns of `like`.

    Args:
        quarters: from `months.quarters_from_months`.
        calendars: of the companies; one whose fiscal quarters are not the
            calendar's has no quarters here.
        like: observations from `quarters.derived`.
    """
    placed = with_periods(quarters, calendars).filter(pl.col("fiscal_quarter").is_not_null())
    observed = placed.with_columns(
        metric_id=pl.lit(TOTAL_SERIES),
        period_kind=pl.lit(QUARTER),
        rounding_unit=pl.lit(_ROUNDING_UNIT, dtype=pl.Int64),
        concept=pl.lit(CONCEPT),
        source=pl.lit(SOURCE),
        source_reference=pl.format("{}:{}:{}", pl.lit(SOURCE), "company_id", "period_end"),
        form=pl.lit(FORM),
        is_comparative=pl.lit(value=False),
        derivation=pl.lit(SUM_OF_MONTHS),
        long_source=pl.lit(SOURCE),
        long_known_from=pl.col("known_from"),
        long_document=pl.col("operands").list.last().struct.field("document"),
    )
    # The three operands lie beside; none of them is the longer or the shorter one.
    missing = [
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in like.schema.items()
        if name not in observed.columns
    ]
    return observed.with_columns(missing).select(like.columns).cast(like.schema)


def month_operands(
    versions: pl.DataFrame, quarters: pl.DataFrame, like: pl.DataFrame
) -> pl.DataFrame:
    """The three months behind each version that monthly reports made, in their order.

    Args:
        versions: every version, with lineage_id and derivation.
        quarters: from `months.quarters_from_months`.
        like: operands of other versions, whose columns and types these get.

    Returns:
        Operands, with report_url and confidence beside the columns of `like`.
    """
    operands = (
        versions.filter(pl.col("derivation") == SUM_OF_MONTHS)
        .select("lineage_id", "company_id", "period_end", "known_from")
        .join(
            quarters.select("company_id", "period_end", "known_from", "unit", "operands"),
            on=["company_id", "period_end", "known_from"],
            maintain_order="left",
        )
        .drop("known_from", "period_end")
        .explode("operands")
        .unnest("operands")
        .with_columns(
            operand_order=pl.int_range(1, pl.len() + 1).over("lineage_id"),
            sign=pl.lit(1),
            source=pl.lit(SOURCE),
            cik=pl.lit(None, dtype=pl.Int64),
            concept=pl.lit(CONCEPT),
            dimensions=pl.lit(""),
            accession=pl.lit(None, dtype=pl.String),
            element_id=pl.lit(None, dtype=pl.String),
            document=pl.format("{}, {} column", "document", "statement"),
            period_start=pl.col("month"),
            period_end=pl.col("month_end"),
        )
    )
    return (
        operands.select(like.columns)
        .cast(like.schema)
        .hstack(operands.select("report_url", "confidence"))
    )
