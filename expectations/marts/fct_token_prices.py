"""What tokens cost, as listed."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectStepsToBeSmall
from expectations.suite import Run

KEY = ("price_list", "list_date", "provider", "model")

# DeepSeek, Moonshot and xAI have cut prices to a tenth between two lists; a million is a slip.
_MOST_TIMES = 200


def expectations(_: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="input_usd_per_million",
            min_value=0,
            strict_min=True,
            description="no offer reads for nothing",
            meta={"check": "reading_has_a_price", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="output_usd_per_million",
            min_value=0,
            strict_min=True,
            description="no offer writes for nothing",
            meta={"check": "writing_has_a_price", "scope": "company"},
        ),
        *(
            ExpectStepsToBeSmall(
                column=column,
                order="list_date",
                by=["price_list", "provider", "model"],
                most_times=_MOST_TIMES,
                description=(
                    f"no price{of} is more than {_MOST_TIMES} times the one before it, or less so"
                ),
                meta={"check": check, "scope": "company"},
            )
            for column, of, check in (
                ("input_usd_per_million", "", "prices_do_not_leap"),
                ("output_usd_per_million", " of writing", "prices_of_writing_do_not_leap"),
            )
        ),
    ]
