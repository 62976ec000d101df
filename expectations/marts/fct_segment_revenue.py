"""Revenue of the tiers of each segment: totals of one tier, growth of one panel (rule 9)."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.bounds import COMPLETE_AFTER_DAYS, newest_complete_quarter
from expectations.custom import ExpectGrowthToFollow
from expectations.shared import no_total_holds_two_tiers
from expectations.suite import Run

KEY = ("segment_id", "tier", "calendar_quarter")
READS = ("marts.fct_supplier_revenue",)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnDistinctValuesToContainSet(
            column="segment_id",
            value_set=[each.segment_id for each in run.registry.segments],
            severity="warning",
            description="there is revenue of at least one company for every registered segment",
            meta={"check": "every_segment_reports"},
        ),
        no_total_holds_two_tiers(run, KEY, "segment and tier"),
        ExpectGrowthToFollow(
            group=list(KEY),
            column="matched_yoy_pct",
            earlier="matched_earlier_usd",
            later="matched_usd",
            description="matched_yoy_pct is the change of what both quarters state (rule 9)",
            meta={"check": "growth_is_of_the_matched_panel"},
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="tickers_missing",
            row_condition=Column("calendar_quarter") == newest_complete_quarter(run.ran_at.date()),
            severity="warning",
            description=(
                "every expected company reports for the newest quarter that ended at least "
                f"{COMPLETE_AFTER_DAYS} days before the run"
            ),
            meta={"check": "newest_complete_quarter_is_full", "about": "age"},
        ),
    ]
