"""What is claimed of segment revenue against capital expenditure: ratios, never sums (rule 7)."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, missing, name_of

_TABLE = "marts.fct_segment_capture"
_SEGMENTS = "marts.fct_segment_revenue"
_TOTALS = "marts.fct_capex_totals"
_CELL = ["segment_id", "calendar_quarter", "basis"]
_ITEM = name_of(*_CELL)


def _wrong_ratios(frames: Frames) -> pl.DataFrame:
    revenue, capex = (
        pl.col(name).cast(pl.Float64) for name in ("segment_revenue_usd", "capex_usd")
    )
    right = (pl.col("ratio") - revenue / capex).abs() < 1e-9 * (1 + pl.col("ratio").abs())
    bad = pl.when(capex > 0).then(~right).otherwise(pl.col("ratio").is_not_null())
    return counted(frames[_TABLE], bad, _ITEM, by="segment_id")


def _unlike_their_marts(frames: Frames) -> pl.DataFrame:
    """Rows whose sides are not the totals that the other two marts publish."""
    segments = frames[_SEGMENTS].select(
        "segment_id",
        "calendar_quarter",
        true_revenue="value_usd",
        true_suppliers="companies_reporting",
    )
    totals = frames[_TOTALS].select(
        "calendar_quarter",
        "basis",
        true_capex="value_usd",
        true_spenders="companies_reporting",
    )
    joined = (
        frames[_TABLE]
        .join(segments, on=["segment_id", "calendar_quarter"], how="left", maintain_order="left")
        .join(totals, on=["calendar_quarter", "basis"], how="left", maintain_order="left")
    )
    bad = (
        (pl.col("segment_revenue_usd") != pl.col("true_revenue"))
        | (pl.col("capex_usd") != pl.col("true_capex"))
        | (pl.col("suppliers_reporting") != pl.col("true_suppliers"))
        | (pl.col("spenders_reporting") != pl.col("true_spenders"))
    )
    return counted(joined, bad, _ITEM, by="segment_id")


def _wrong_panels(frames: Frames) -> pl.DataFrame:
    full = (pl.col("suppliers_reporting") == pl.col("suppliers_expected")) & (
        pl.col("spenders_reporting") == pl.col("spenders_expected")
    )
    bad = (
        (pl.col("is_complete_panel") != full)
        | (pl.col("suppliers_reporting") > pl.col("suppliers_expected"))
        | (pl.col("spenders_reporting") > pl.col("spenders_expected"))
    )
    return counted(frames[_TABLE], bad, _ITEM, by="segment_id")


def _without_lineage(frames: Frames) -> pl.DataFrame:
    sides = [("lineage_id", _SEGMENTS), ("capex_lineage_id", _TOTALS)]
    named = pl.concat(
        [frames[_TABLE].select(*_CELL, lineage_id=pl.col(column)) for column, _ in sides]
    )
    published = pl.concat([frames[mart].select("lineage_id") for _, mart in sides])
    return missing(named, published, ["lineage_id"], _ITEM, by="segment_id")


SUITE = Suite(
    claims=(
        Claim(
            name="ratios_follow",
            severity="error",
            expected="ratio is segment revenue over capex, and absent where there is no capex",
            prepare=_wrong_ratios,
        ),
        Claim(
            name="sides_are_the_published_totals",
            severity="error",
            expected="both sides, and how many report, are those of their own marts (rule 7)",
            prepare=_unlike_their_marts,
        ),
        Claim(
            name="panels_are_stated",
            severity="error",
            expected="a panel is called complete exactly where all expected companies report",
            prepare=_wrong_panels,
        ),
        Claim(
            name="sides_have_lineage",
            severity="error",
            expected="each side names the lineage of its total",
            prepare=_without_lineage,
        ),
    )
)
