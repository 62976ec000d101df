"""The suppliers of the small world further on: their tables as dbt would leave them."""

from __future__ import annotations

import polars as pl

from tests.support.claim_world import World

MONEY = pl.Decimal(18, 2)
RATE = pl.Decimal(18, 12)
CELL = ["company_id", "revenue_line_id", "fiscal_year", "fiscal_quarter"]
QUARTER = ["company_id", "fiscal_year", "fiscal_quarter"]
ONE = pl.lit(1).cast(RATE)


def supplier_warehouse(world: World) -> World:
    """Staging and intermediate tables of the suppliers."""
    lines = world["normalized.revenue_lines"].with_columns(may_count=pl.col("counts"))
    by_line = _by_line(world, lines)
    return {
        "staging.stg_registry__revenue_lines": lines,
        "staging.stg_sec_segment_facts__customer_shares": world["normalized.customer_shares"],
        "staging.stg_taiwan_monthly_revenue__months": _months(world),
        "intermediate.int_revenue_lines__nested": lines.filter(
            pl.col("parent_line_id").is_not_null()
        ).select(
            "revenue_line_id", containing_line_id="parent_line_id", distance=pl.lit(1, pl.Int32)
        ),
        "intermediate.int_supplier_revenue_versions__by_line": by_line,
        "intermediate.int_revenue_lines__counted": _counted(by_line),
    }


def supplier_marts(world: World, warehouse: World, totals: pl.DataFrame) -> World:
    """The marts of the suppliers; `totals` is fct_capex_totals."""
    by_line = warehouse["intermediate.int_supplier_revenue_versions__by_line"]
    counted = warehouse["intermediate.int_revenue_lines__counted"]
    versions = _versions(by_line, counted)
    revenue = versions.filter(pl.col("known_to").is_null()).drop("known_to", "change_cause")
    segments = _segments(revenue)
    years = _years(world, warehouse, revenue)
    months = _month_versions(world, warehouse)
    return {
        "marts.dim_revenue_lines": warehouse["staging.stg_registry__revenue_lines"].with_columns(
            line_path=pl.concat_str(
                pl.coalesce(pl.col("parent_line_id") + "/", pl.lit("")), "revenue_line_id"
            )
        ),
        "marts.fct_supplier_revenue_versions": versions,
        "marts.fct_supplier_revenue": revenue,
        # No year is restated.
        "marts.fct_supplier_revenue_annual": years,
        "marts.fct_supplier_revenue_annual_versions": years,
        "marts.fct_segment_revenue": segments,
        "marts.fct_segment_capture": _capture(segments, totals),
        "marts.fct_monthly_revenue": months.filter(pl.col("known_to").is_null()),
        "marts.fct_monthly_revenue_versions": months,
        "marts.fct_customer_concentration": world["normalized.customer_shares"],
    }


def supplier_lineage(world: World, warehouse: World, marts: World) -> list[pl.DataFrame]:
    """Operands of the suppliers' marts, with fx_rate; the rest of the columns as they come."""
    operands = world["normalized.operands"]
    no_rate = pl.lit(None).cast(RATE).alias("fx_rate")
    revenue = marts["marts.fct_supplier_revenue"]
    published = pl.concat(
        [
            marts[f"marts.fct_supplier_revenue_{mart}"].select("lineage_id")
            for mart in ("versions", "annual_versions")
        ]
    )
    single = operands.join(
        published.unique(), on="lineage_id", how="semi"
    ).with_columns(no_rate)  # fmt: skip
    summed = (
        marts["marts.fct_segment_revenue"]
        .select("segment_id", "calendar_quarter", total_id="lineage_id")
        .join(
            revenue.filter("in_segment_total").select(
                "segment_id", "calendar_quarter", "lineage_id", "currency", "fx_rate"
            ),
            on=["segment_id", "calendar_quarter"],
        )
        .join(operands, on="lineage_id")
        .sort("total_id", "lineage_id", "operand_order")
        .with_columns(
            lineage_id=pl.col("total_id"),
            operand_order=pl.int_range(1, pl.len() + 1).over("total_id").cast(pl.Int32),
            fx_rate=pl.when(pl.col("currency") != "USD").then("fx_rate"),
        )
    )
    months = marts["marts.fct_monthly_revenue_versions"].select(
        "lineage_id",
        "value",
        source=pl.lit("taiwan_monthly_revenue"),
        concept=pl.lit("twse:MonthlyRevenue"),
        unit=pl.lit("TWD"),
        period_start="month",
        period_end="month_end",
        document=pl.format("report of {}", "report_month"),
    )
    pages = warehouse["staging.stg_taiwan_monthly_revenue__months"].select(
        "lineage_id", "report_url"
    )
    months = months.join(pages, on="lineage_id")
    shares = marts["marts.fct_customer_concentration"].select(
        "lineage_id",
        "accession",
        "period_start",
        "period_end",
        source=pl.lit("sec_segment_facts"),
        cik=pl.lit(1002, pl.Int64),
        concept=pl.lit("us-gaap:ConcentrationRiskPercentage"),
        unit=pl.lit("percent"),
        value=pl.col("share_pct").cast(MONEY),
    )
    firsts = [
        frame.with_columns(
            operand_order=pl.lit(1, pl.Int32), sign=pl.lit(1, pl.Int32), dimensions=pl.lit("")
        )
        for frame in (months, shares)
    ]
    return [single, summed, *firsts]


def _months(world: World) -> pl.DataFrame:
    return world["normalized.monthly_revenue"].with_columns(
        lineage_id=pl.format("{}:monthly_revenue:{}:v{}", "company_id", "month_end", "version")
    )


def _by_line(world: World, lines: pl.DataFrame, kind: str = "quarter") -> pl.DataFrame:
    rates = world["normalized.period_rates"].select(
        "period_start", "period_end", "usd_per_unit", currency="currency"
    )
    quarters = (
        world["normalized.versions"]
        .filter(period_kind=kind)
        .join(
            lines.drop("reason"),
            on=["company_id", "metric_id"],
        )
        .rename({"unit": "currency"})
        .join(rates, on=["currency", "period_start", "period_end"], how="left")
    )
    return quarters.with_columns(
        fx_rate=pl.coalesce("usd_per_unit", ONE),
        value_usd=_dollars("usd_per_unit"),
        first_reported_value=pl.col("value"),
        is_restated=pl.lit(value=False),
    ).sort(*CELL, "version")


def _years(world: World, warehouse: World, revenue: pl.DataFrame) -> pl.DataFrame:
    cell = ["company_id", "revenue_line_id", "fiscal_year"]
    quarters = revenue.group_by(cell).agg(
        quarters_published=pl.len().cast(pl.Int32), quarters_sum=pl.col("value").sum().cast(MONEY)
    )
    lines = warehouse["staging.stg_registry__revenue_lines"]
    years = _by_line(world, lines, "year").join(
        quarters.with_columns(
            quarters_sum=pl.when(pl.col("quarters_published") == 4).then("quarters_sum")
        ),
        on=cell,
        how="left",
        maintain_order="left",
    )
    difference = (pl.col("value") - pl.col("quarters_sum")).cast(MONEY)
    return years.with_columns(
        quarters_difference=difference,
        quarters_difference_cause=pl.when(difference != 0).then(pl.lit("recast_in_progress")),
    )


def _dollars(rate: str) -> pl.Expr:
    converted = (pl.col("value") * pl.col(rate)).round(2)
    return pl.when(pl.col("currency") == "USD").then("value").otherwise(converted).cast(MONEY)


def _counted(by_line: pl.DataFrame) -> pl.DataFrame:
    is_replaced = pl.col("revenue_line_id") == "bet_total"
    has_parent = pl.col("parent_line_id").is_not_null()
    return by_line.filter("may_count").select(
        *CELL,
        line_path=pl.when(has_parent)
        .then(pl.format("{}/{}", "parent_line_id", "revenue_line_id"))
        .otherwise("revenue_line_id"),
        has_narrower_lines=is_replaced,
        replaced_from=pl.when(is_replaced).then("known_from"),
    )


def _versions(by_line: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    earlier = by_line.select(
        "company_id", "revenue_line_id", "fiscal_quarter",
        fiscal_year=pl.col("fiscal_year") + 1, year_earlier_value=pl.col("value"),
    )  # fmt: skip
    joined = by_line.join(counted, on=CELL, how="left").join(earlier, on=CELL, how="left")
    counts = pl.col("may_count") & pl.col("replaced_from").is_null()
    old, new = (pl.col(name).cast(pl.Float64) for name in ("year_earlier_value", "value"))
    return joined.with_columns(
        ticker=pl.col("company_id"),
        is_countable=pl.col("may_count"),
        in_segment_total=counts,
        counted_as=pl.when(counts).then(pl.lit("line")),
        yoy_pct=100 * (new - old) / old,
        growth_basis=pl.when(old.is_not_null()).then(pl.lit("as_reported")),
    ).sort(*CELL, "version")


def _segments(revenue: pl.DataFrame) -> pl.DataFrame:
    narrow = ~pl.col("is_broad")
    cell = ["segment_id", "calendar_quarter"]
    totals = (
        revenue.filter("in_segment_total")
        .group_by(*cell, calendar_quarter_end=pl.col("period_end"))
        .agg(
            pl.col("value_usd").sum().cast(MONEY),
            value_usd_excluding_broad=pl.when(narrow.any()).then(
                pl.col("value_usd").filter(narrow).sum()
            ),
            companies_reporting=pl.col("company_id").n_unique().cast(pl.Int32),
        )
        .sort(*cell)
    )
    earlier = totals.select(
        "segment_id",
        calendar_quarter_end=pl.col("calendar_quarter_end").dt.offset_by("1y").dt.month_end(),
        matched_earlier_usd=pl.col("value_usd"),
    )
    joined = totals.join(
        earlier, on=["segment_id", "calendar_quarter_end"], how="left", maintain_order="left"
    )
    old, new = (pl.col(name).cast(pl.Float64) for name in ("matched_earlier_usd", "value_usd"))
    return joined.with_columns(
        companies_expected=pl.col("companies_reporting"),
        matched_companies=pl.col("companies_reporting"),
        matched_usd=pl.col("value_usd"),
        matched_yoy_pct=100 * (new - old) / old,
        lineage_id=pl.format("segment:{}:{}", *cell),
    )


def _capture(segments: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    capex = totals.select(
        "calendar_quarter", "basis",
        capex_usd="value_usd", capex_lineage_id="lineage_id",
        spenders_reporting="companies_reporting", spenders_expected="companies_expected",
    )  # fmt: skip
    revenue, spent = (pl.col(n).cast(pl.Float64) for n in ("segment_revenue_usd", "capex_usd"))
    return (
        segments.select(
            "segment_id", "calendar_quarter", "lineage_id", segment_revenue_usd="value_usd",
            suppliers_reporting="companies_reporting", suppliers_expected="companies_expected",
        )
        .join(capex, on="calendar_quarter")
        .with_columns(ratio=revenue / spent, is_complete_panel=pl.lit(value=True))
    )  # fmt: skip


def _month_versions(world: World, warehouse: World) -> pl.DataFrame:
    versions = warehouse["staging.stg_taiwan_monthly_revenue__months"].rename({"unit": "currency"})
    rates = world["normalized.period_rates"].select(
        "currency", "usd_per_unit", month="period_start", month_end="period_end"
    )
    earlier = versions.filter(pl.col("known_to").is_null()).select(
        "company_id",
        month=pl.col("month").dt.offset_by("1y"),
        year_earlier_value=pl.col("value"),
    )
    old, new = (pl.col(name).cast(pl.Float64) for name in ("year_earlier_value", "value"))
    return (
        versions.join(rates, on=["currency", "month", "month_end"], how="left")
        .join(earlier, on=["company_id", "month"], how="left")
        .with_columns(
            fx_rate=pl.col("usd_per_unit"),
            value_usd=_dollars("usd_per_unit"),
            yoy_pct=100 * (new - old) / old,
        )
        .sort("company_id", "month", "version")
    )
