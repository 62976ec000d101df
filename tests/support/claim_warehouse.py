"""The same small world further on: staging, intermediate and marts, as dbt would leave them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import polars as pl

from pipelines.contracts.published import FCT_CHANGES
from tests.support.claim_revenue import supplier_lineage, supplier_marts, supplier_warehouse
from tests.support.claim_world import World

MONEY = pl.Decimal(18, 2)
VERSION_CELL = ["company_id", "basis", "period_kind", "period_end"]
SECOND = {
    "with_finance_leases": ("ACM", "finance_lease_principal", 1),
    "cash_net": ("BET", "capex_proceeds", -1),
}


def warehouse_tables(world: World) -> World:
    """Staging and intermediate tables of the world."""
    by_basis = _versions_by_basis(world["normalized.versions"])
    return {
        **supplier_warehouse(world),
        "intermediate.int_filings__identified": _filings(world["raw.sec_filings"]),
        "intermediate.int_capex_versions__by_basis": by_basis,
        "intermediate.int_capex_operands__by_basis": _operands(
            by_basis, world["normalized.operands"]
        ),
        "intermediate.int_restatements__compared": _restatements(world["normalized.versions"]),
    }


def mart_tables(world: World, warehouse: World) -> World:
    """The marts of the world."""
    companies = world["normalized.companies"]
    by_basis = warehouse["intermediate.int_capex_versions__by_basis"]
    versions = _capex(by_basis.filter(period_kind="quarter"), companies)
    capex = versions.filter(pl.col("known_to").is_null()).drop("known_to", "change_cause")
    totals = _totals(capex)
    restatements = warehouse["intermediate.int_restatements__compared"].with_columns(
        ticker=pl.col("company_id"),
        delta_pct=100 * pl.col("delta_usd").cast(pl.Float64) / pl.col("old_usd").cast(pl.Float64),
    )
    years = _years(by_basis)
    suppliers = supplier_marts(world, warehouse, totals)
    return {
        **suppliers,
        "marts.dim_companies": companies,
        "marts.dim_segments": world["normalized.segments"],
        "marts.dim_filings": warehouse["intermediate.int_filings__identified"],
        "marts.fct_capex": capex,
        "marts.fct_capex_versions": versions,
        "marts.fct_capex_annual": years.filter(pl.col("known_to").is_null()),
        "marts.fct_capex_annual_versions": years,
        "marts.fct_capex_totals": totals,
        "marts.fct_restatements": restatements,
        "marts.fct_refusals": world["normalized.refusals"].with_columns(
            ticker=pl.lit("BET"), action=pl.lit("Fetch the filing.")
        ),
        "marts.fct_changes": _changes(),
        "marts.lineage": _lineage(world, warehouse, capex, totals, suppliers),
    }


def _changes() -> pl.DataFrame:
    """One cell of each kind of change, of one publication."""
    kinds = [
        ("new", None, 5), ("changed", 5, 6), ("withdrawn", 6, None), ("known_from_moved", 6, 6)
    ]  # fmt: skip
    rows = [
        {
            "run_id": "run",
            "changed_at": dt.datetime(2026, 8, 1),
            "table_name": "fct_capex",
            "key": f"BET cash 2026 {number}",
            "column": "value_usd",
            "change": change,
            "old_value": old,
            "new_value": new,
            "old_known_from": None if old is None else dt.datetime(2026, 7, 1),
            "new_known_from": None if new is None else dt.datetime(2026, 7, 2),
            "cause": "new_filing",
        }
        for number, (change, old, new) in enumerate(kinds, start=1)
    ]
    frame = pl.DataFrame(rows, schema_overrides={"old_value": MONEY, "new_value": MONEY})
    absent = {name: None for name in FCT_CHANGES.polars_schema if name not in frame.columns}
    return FCT_CHANGES.conform(frame.with_columns(**absent))


def _url(accession: str = "accession", cik: str = "cik") -> pl.Expr:
    return pl.format(
        "https://www.sec.gov/Archives/edgar/data/{}/{}/{}-index.htm",
        cik,
        pl.col(accession).str.replace_all("-", ""),
        accession,
    )


def _filings(filings: pl.DataFrame) -> pl.DataFrame:
    return filings.rename({"report_date": "period_end"}).with_columns(url=_url())


def _versions_by_basis(versions: pl.DataFrame) -> pl.DataFrame:
    parts = {"first_lineage_id": pl.col("lineage_id")}
    single = [
        versions.filter(metric_id=metric).with_columns(
            **parts,
            basis=pl.lit(basis),
            second_lineage_id=pl.lit(None, dtype=pl.String),
            second_sign=pl.lit(None, dtype=pl.Int32),
        )
        for metric, basis in (
            ("capex_cash", "cash"),
            ("finance_lease_principal", "finance_lease_principal"),
        )
    ]
    composite = []
    for basis, (company, metric, sign) in SECOND.items():
        second = versions.filter(metric_id=metric, company_id=company).select(
            "period_kind", "period_end", second_value=pl.col("value"),
            second_lineage_id=pl.col("lineage_id"),
        )  # fmt: skip
        composite.append(
            versions.filter(metric_id="capex_cash", company_id=company)
            .join(second, on=["period_kind", "period_end"])
            .with_columns(
                **parts,
                basis=pl.lit(basis),
                value=(pl.col("value") + sign * pl.col("second_value")).cast(MONEY),
                second_sign=pl.lit(sign, dtype=pl.Int32),
                lineage_id=pl.format(
                    "{}:{}:{}:{}:v{}", "company_id", pl.lit(basis), "period_kind", "period_end",
                    "version",
                ),
            )
            .drop("second_value")
        )  # fmt: skip
    columns = single[0].drop("metric_id", "concept").columns
    frame = (
        pl.concat([frame.select(columns) for frame in (*single, *composite)])
        .with_columns(value_usd=pl.col("value"), fx_rate=pl.lit(Decimal(1)))
        .rename({"unit": "currency"})
    )
    first = pl.col("value_usd").sort_by("version").first().over(VERSION_CELL)
    return frame.with_columns(
        first_reported_usd=first, is_restated=pl.col("value_usd") != first
    ).sort(*VERSION_CELL, "version")


def _operands(by_basis: pl.DataFrame, operands: pl.DataFrame) -> pl.DataFrame:
    parts = pl.concat(
        [
            by_basis.select(
                "lineage_id",
                part_order=pl.lit(order),
                part_id=pl.col(f"{side}_lineage_id"),
                part_sign=pl.col("second_sign") if side == "second" else pl.lit(1, pl.Int32),
            )
            for order, side in enumerate(("first", "second"))
        ]
    ).drop_nulls("part_id")
    return (
        parts.join(operands.rename({"lineage_id": "part_id"}), on="part_id")
        .sort("lineage_id", "part_order", "operand_order")
        .with_columns(
            sign=pl.col("sign") * pl.col("part_sign"),
            operand_order=pl.int_range(1, pl.len() + 1).over("lineage_id").cast(pl.Int32),
        )
        .drop("part_order", "part_id", "part_sign")
    )


def _years(by_basis: pl.DataFrame) -> pl.DataFrame:
    """Versions of years; a recast reaches a year and all its quarters, so their numbers agree."""
    cell = ["company_id", "basis", "fiscal_year", "version"]
    quarters = (
        by_basis.filter(period_kind="quarter")
        .group_by(cell)
        .agg(quarters_sum_usd=pl.col("value_usd").sum())
    )
    return (
        by_basis.filter(period_kind="year")
        .join(quarters, on=cell, maintain_order="left")
        .with_columns(
            ticker=pl.col("company_id"),
            quarters_difference_usd=(pl.col("value_usd") - pl.col("quarters_sum_usd")).cast(MONEY),
            quarters_difference_cause=pl.lit(None, dtype=pl.String),
        )
    )


def _restatements(versions: pl.DataFrame) -> pl.DataFrame:
    cell = ["company_id", "metric_id", "period_kind", "period_end"]
    ordered = versions.sort(*cell, "version")
    return (
        ordered.with_columns(
            old_usd=pl.col("value").shift().over(cell),
            new_usd=pl.col("value"),
            old_accession=pl.col("accession").shift().over(cell),
            new_accession=pl.col("accession"),
        )
        .filter(pl.col("version") > 1)
        .with_columns(delta_usd=(pl.col("new_usd") - pl.col("old_usd")).cast(MONEY))
    )


def _capex(quarters: pl.DataFrame, companies: pl.DataFrame) -> pl.DataFrame:
    standing = quarters.filter(pl.col("known_to").is_null()).select(
        "company_id", "basis", "value_usd", "is_restated",
        number=pl.col("fiscal_year") * 4 + pl.col("fiscal_quarter"),
    )  # fmt: skip
    cells = quarters.with_columns(
        number=pl.col("fiscal_year") * 4 + pl.col("fiscal_quarter"),
        ticker=pl.col("company_id"),
        is_in_panel=pl.lit(value=True),
    )
    for back in range(1, 5):
        cells = cells.join(
            standing.with_columns(number=pl.col("number") + back).rename(
                {"value_usd": f"back_{back}", "is_restated": f"is_restated_{back}"}
            ),
            on=["company_id", "basis", "number"],
            how="left",
            maintain_order="left",
        )
    old, new = pl.col("back_4").cast(pl.Float64), pl.col("value_usd").cast(pl.Float64)
    total = pl.col("value_usd") + pl.col("back_1") + pl.col("back_2") + pl.col("back_3")
    return cells.with_columns(
        year_earlier_usd=pl.col("back_4"),
        yoy_pct=100 * (new - old) / old,
        growth_basis=pl.when(old.is_not_null()).then(
            pl.sum_horizontal("is_restated", "is_restated_4").replace_strict(
                {0: "as_reported", 1: "one_side_restated", 2: "restated"}, return_dtype=pl.String
            )
        ),
        trailing_four_quarters_usd=total.cast(MONEY),
    ).drop(
        "number", *(f"{name}_{back}" for name in ("back", "is_restated") for back in range(1, 5))
    )


def _totals(capex: pl.DataFrame) -> pl.DataFrame:
    return (
        capex.group_by("calendar_quarter", "basis", calendar_quarter_end=pl.col("period_end"))
        .agg(
            value_usd=pl.col("value_usd").sum().cast(MONEY),
            companies_reporting=pl.len().cast(pl.Int32),
            companies_expected=pl.len().cast(pl.Int32),
        )
        .with_columns(lineage_id=pl.format("total:{}:{}", "basis", "calendar_quarter"))
        .sort("basis", "calendar_quarter")
    )


def _lineage(
    world: World, warehouse: World, capex: pl.DataFrame, totals: pl.DataFrame, suppliers: World
) -> pl.DataFrame:
    own = warehouse["intermediate.int_capex_operands__by_basis"]
    restated = (
        world["normalized.operands"]
        .join(warehouse["intermediate.int_restatements__compared"], on="lineage_id", how="semi")
        .join(own, on="lineage_id", how="anti")
    )
    summed = (
        totals.select("basis", "calendar_quarter", total_id=pl.col("lineage_id"))
        .join(
            capex.select("basis", "calendar_quarter", "lineage_id"),
            on=["basis", "calendar_quarter"],
        )
        .join(own, on="lineage_id")
        .sort("total_id", "lineage_id", "operand_order")
        .with_columns(
            lineage_id=pl.col("total_id"),
            operand_order=pl.int_range(1, pl.len() + 1).over("total_id").cast(pl.Int32),
        )
    )
    columns = [*world["normalized.operands"].columns, "fx_rate"]
    own_parts = [own, restated, summed, *supplier_lineage(world, warehouse, suppliers)]
    return (
        pl.concat(own_parts, how="diagonal_relaxed")
        .select(columns)
        .unique(["lineage_id", "operand_order"], maintain_order=True)
        .with_columns(url=pl.coalesce("report_url", _url()))
    )
