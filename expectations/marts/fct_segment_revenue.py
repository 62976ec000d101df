"""What is claimed of the segments' totals: complete panels, exact sums (rules 6 and 9)."""

from __future__ import annotations

import datetime as dt

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import LINEAGE
from expectations.measures import counted, missing, name_of

_TABLE = "marts.fct_segment_revenue"
_REVENUE = "marts.fct_supplier_revenue"
_CELL = ["segment_id", "calendar_quarter"]
_ITEM = name_of(*_CELL)

# As of `fct_capex_totals`: by then every large filer's report of the quarter is due.
_COMPLETE_AFTER_DAYS = 106

# Each line of an operand's conversion is rounded to the cent.
_CENT = 0.01


def recomputed(frames: Frames) -> pl.DataFrame:
    """The totals beside the sums over the lines that count, made anew."""
    lines = frames[_REVENUE].filter(pl.col("in_segment_total") & pl.col("value_usd").is_not_null())
    narrow = ~pl.col("is_broad")
    sums = lines.group_by(_CELL).agg(
        sum_usd=pl.col("value_usd").sum(),
        narrow_sum_usd=pl.col("value_usd").filter(narrow).sum(),
        narrow_lines=narrow.sum(),
        companies=pl.col("company_id").n_unique(),
    )
    return frames[_TABLE].join(sums, on=_CELL, how="full", coalesce=True).sort(_CELL)


def _unequal(frames: Frames) -> pl.DataFrame:
    bad = pl.col("value_usd") != pl.col("sum_usd")
    return counted(frames.derive(recomputed), bad, _ITEM, by="segment_id")


def _unequal_narrow(frames: Frames) -> pl.DataFrame:
    value = pl.col("value_usd_excluding_broad")
    bad = (
        pl.when(pl.col("narrow_lines") > 0)
        .then(value != pl.col("narrow_sum_usd"))
        .otherwise(value.fill_null(0) != 0)
    )
    return counted(frames.derive(recomputed), bad, _ITEM, by="segment_id")


def _miscounted(frames: Frames) -> pl.DataFrame:
    bad = (pl.col("companies_reporting") != pl.col("companies")) | (
        pl.col("companies_reporting") < 1
    )
    return counted(frames.derive(recomputed), bad, _ITEM, by="segment_id")


def _absent_segments(frames: Frames) -> pl.DataFrame:
    segments = pl.DataFrame(
        {"segment_id": [segment.segment_id for segment in frames.registry.segments]},
        schema={"segment_id": pl.String},
    )
    return missing(segments, frames[_TABLE], ["segment_id"], name_of("segment_id"))


def _wrong_growth(frames: Frames) -> pl.DataFrame:
    """Growth that is not the matched panel's, or of a panel larger than the one that reports."""
    old, new = (pl.col(name).cast(pl.Float64) for name in ("matched_earlier_usd", "matched_usd"))
    right = (pl.col("matched_yoy_pct") - 100 * (new - old) / old).abs() < 1e-6
    bad = ~right | (pl.col("matched_companies") > pl.col("companies_reporting"))
    rows = frames[_TABLE].filter(pl.col("matched_yoy_pct").is_not_null())
    return counted(rows, bad, _ITEM, by="segment_id")


def _not_recomputed(frames: Frames) -> pl.DataFrame:
    """Totals that their operands, each at its rate, miss by more than the cents rounded."""
    operands = (
        frames[LINEAGE]
        .group_by("lineage_id")
        .agg(
            total=(
                pl.col("sign")
                * pl.col("value").cast(pl.Float64)
                * pl.col("fx_rate").cast(pl.Float64).fill_null(1.0)
            ).sum(),
            operands=pl.len(),
        )
    )
    joined = frames[_TABLE].join(operands, on="lineage_id", how="left", maintain_order="left")
    difference = (pl.col("total") - pl.col("value_usd").cast(pl.Float64)).abs()
    # Floats carry sixteen digits: a hundred billion dollars to the hundredth of a cent.
    bad = difference > _CENT * pl.col("operands") + 1e-12 * pl.col("total").abs()
    return counted(joined, bad, _ITEM, by="segment_id")


def _newest_complete(frames: Frames) -> pl.DataFrame:
    """item and companies_absent of the newest quarter whose reports are all due, by segment."""
    due = frames.ran_at.date() - dt.timedelta(days=_COMPLETE_AFTER_DAYS)
    complete = frames[_TABLE].filter(pl.col("calendar_quarter_end") <= due)
    newest = complete.filter(
        pl.col("calendar_quarter_end") == pl.col("calendar_quarter_end").max().over("segment_id")
    )
    absent = pl.col("companies_expected") - pl.col("companies_reporting")
    return newest.sort(_CELL).select(item=_ITEM, companies_absent=absent.cast(pl.Int64))


SUITE = Suite(
    claims=(
        Claim(
            name="every_segment_reports",
            severity="warning",
            expected="there is revenue of at least one company for every registered segment",
            prepare=_absent_segments,
        ),
        Claim(
            name="totals_are_exact",
            severity="error",
            expected="each total is the exact sum of the lines that count in its segment",
            prepare=_unequal,
        ),
        Claim(
            name="totals_without_broad_lines_are_exact",
            severity="error",
            expected="value_usd_excluding_broad is the exact sum of the lines that are not broad",
            prepare=_unequal_narrow,
        ),
        Claim(
            name="companies_are_counted",
            severity="error",
            expected="companies_reporting counts the companies in the sum, each once",
            prepare=_miscounted,
        ),
        Claim(
            name="no_more_report_than_expected",
            severity="error",
            expected="companies_reporting never exceeds companies_expected (rule 9)",
            prepare=lambda frames: counted(
                frames[_TABLE],
                pl.col("companies_reporting") > pl.col("companies_expected"),
                _ITEM,
                by="segment_id",
            ),
        ),
        Claim(
            name="growth_is_of_the_matched_panel",
            severity="error",
            expected="matched_yoy_pct is the change of the companies in both quarters (rule 9)",
            prepare=_wrong_growth,
        ),
        Claim(
            name="values_recompute",
            severity="error",
            expected=f"the operands in {LINEAGE}, each at its rate, add up to value_usd",
            prepare=_not_recomputed,
        ),
        Claim(
            name="newest_complete_quarter_is_full",
            severity="warning",
            is_about_age=True,
            expected=(
                f"every expected company reports for the newest quarter that ended at least "
                f"{_COMPLETE_AFTER_DAYS} days before the run"
            ),
            prepare=_newest_complete,
            expectations=lambda gxe: [
                gxe.ExpectColumnValuesToBeBetween(column="companies_absent", max_value=0)
            ],
        ),
    )
)
