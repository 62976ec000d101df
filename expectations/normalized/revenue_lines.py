"""The rulings that place revenue in the value chain (rule 6)."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    ExpectRowsToBeFoundIn,
)
from expectations.patterns import GIVEN
from expectations.suite import Run
from pipelines.contracts.normalized import REVENUE_LINES, SEGMENTS, VERSIONS

KEY = REVENUE_LINES.key
READS = (SEGMENTS.full_name, VERSIONS.full_name)

_COUNTS = Column("counts") == True  # noqa: E712
_IS_TOTAL = Column("scope") == "total_company"
_SUPPLY = ("supplier", "both")


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnDistinctValuesToEqualSet(
            column="revenue_line_id",
            value_set=[each.revenue_line_id for each in run.registry.revenue_lines],
            description=(
                "the table lists the revenue lines of the registry, every company's total "
                "among them, all and no other"
            ),
            meta={"check": "registry_is_complete"},
        ),
        gxe.ExpectColumnValuesToBeUnique(
            column="revenue_line_id",
            description="no two lines share a revenue_line_id",
            meta={"check": "line_id_is_unique"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="is_confirmed",
            value_set=[True],
            row_condition=_COUNTS,
            description="a line that counts is confirmed",
            meta={"check": "counted_lines_are_confirmed"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="segment_id",
            row_condition=_COUNTS,
            description="a line that counts belongs to a segment",
            meta={"check": "counted_lines_are_in_a_segment"},
        ),
        gxe.ExpectColumnValuesToBeUnique(
            column="company_id",
            row_condition=_IS_TOTAL,
            description="no company has two total lines",
            meta={"check": "one_total_a_company"},
        ),
        gxe.ExpectColumnDistinctValuesToEqualSet(
            column="company_id",
            value_set=sorted({each.company_id for each in run.registry.revenue_lines}),
            row_condition=_IS_TOTAL,
            description="every company with a line has a total line",
            meta={"check": "every_company_has_a_total"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="metric_id",
            value_set=["revenue"],
            row_condition=_IS_TOTAL,
            description="a total line is on the metric revenue",
            meta={"check": "totals_are_of_revenue"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["company_id", "parent_line_id"],
            second_table=REVENUE_LINES.full_name,
            second_columns=["company_id", "revenue_line_id"],
            row_condition=Column("parent_line_id").is_not_null(),
            tables=str(run.tables),
            description="the line that contains another is a line of the same company",
            meta={"check": "parents_are_lines"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["segment_id", "sub_segment_id"],
            second_table=SEGMENTS.full_name,
            row_condition=Column("segment_id").is_not_null(),
            tables=str(run.tables),
            description="every line in a segment is in one of its registered sub-segments",
            meta={"check": "sub_segments_are_known"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="reason",
            regex=GIVEN,
            description="every ruling says why it is as it is",
            meta={"check": "rulings_have_reasons"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="valid_to",
            column_B="valid_from",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
            description="no ruling ends before it begins",
            meta={"check": "rulings_hold_on_some_day"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="is_confirmed",
            value_set=[True],
            severity="warning",
            description="somebody confirmed every mapping",
            meta={"check": "lines_are_confirmed"},
        ),
        gxe.ExpectColumnDistinctValuesToContainSet(
            column="company_id",
            value_set=[each.company_id for each in run.registry.companies if each.role in _SUPPLY],
            row_condition=Column("expected_from").is_not_null(),
            severity="warning",
            description="a ruling speaks of the revenue of every registered supplier",
            meta={"check": "suppliers_have_lines"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["company_id", "metric_id"],
            second_table=VERSIONS.full_name,
            second_where={"period_kind": "quarter"},
            row_condition=_COUNTS,
            tables=str(run.tables),
            severity="warning",
            description="every line that counts has at least one quarter on record",
            meta={"check": "counted_lines_have_figures"},
        ),
        # A person may follow one segment alone.
        gxe.ExpectColumnDistinctValuesToContainSet(
            column="segment_id",
            value_set=[each.segment_id for each in run.registry.segments],
            row_condition=_COUNTS,
            severity="warning",
            description="a line of at least one company counts in every segment",
            meta={"check": "segments_have_suppliers"},
        ),
    ]
