"""How large others say the market for compute is: kinds that nothing adds."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.suite import Run

KEY = ("estimate_by", "stated", "definition", "period")


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToNotBeNull(
            column="calendar_quarter",
            row_condition=Column("estimate_kind") == "quarterly",
            description="a quarterly estimate is of one calendar quarter",
            meta={"check": "quarterly_estimates_have_a_quarter", "scope": "company"},
        ),
        gxe.ExpectColumnPairValuesToBeEqual(
            column_A="first_year",
            column_B="last_year",
            ignore_row_if="either_value_is_missing",
            row_condition=Column("estimate_kind") == "annual",
            description="an annual estimate is of one year where a year is named",
            meta={"check": "annual_estimates_are_of_one_year", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="high_usd",
            row_condition=Column("bound") == "over",
            description="an estimate of more than a figure has no upper end",
            meta={"check": "bounds_have_one_end", "scope": "company"},
        ),
    ]
