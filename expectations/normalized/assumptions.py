"""What the size of the market rests on besides figures, as registered."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.suite import Run
from pipelines.contracts.normalized import ASSUMPTIONS

KEY = ASSUMPTIONS.key

_SHARES = ["share_on_segments", "data_center_share", "share_of_market"]
_PARTS = ["spending_of_others", "growth_beyond_guidance", *_SHARES]


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnDistinctValuesToEqualSet(
            column="assumption_id",
            value_set=sorted(each.assumption_id for each in run.registry.assumptions),
            description="the assumptions are those of the registry",
            meta={"check": "assumptions_are_the_registrys"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="part",
            value_set=_PARTS,
            description="an assumption enters the estimate at one of its parts",
            meta={"check": "parts_are_known"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="base_value",
            column_B="low_value",
            or_equal=True,
            description="the base case takes no less than the lower end",
            meta={"check": "base_is_not_below_low"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="high_value",
            column_B="base_value",
            or_equal=True,
            description="the base case takes no more than the upper end",
            meta={"check": "base_is_not_above_high"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="high_value",
            max_value=1,
            row_condition=Column("part").is_in(_SHARES),
            description="a share is at most one",
            meta={"check": "shares_are_at_most_one"},
        ),
    ]
