"""The published companies."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.patterns import GIVEN
from expectations.suite import Run

KEY = ("company_id",)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectTableRowCountToEqual(
            value=len(run.registry.companies),
            description="there are as many companies as the registry has",
            meta={"check": "rows_are_kept"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="ticker",
            regex=GIVEN,
            description="every company has a ticker",
            meta={"check": "tickers_are_given"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="company_name",
            regex=GIVEN,
            description="every company has a name",
            meta={"check": "names_are_given"},
        ),
    ]
