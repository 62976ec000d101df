"""The published refusals."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import (
    ExpectToHoldTheRowsOf,
)
from expectations.patterns import SENTENCE
from expectations.suite import Run
from pipelines.contracts.normalized import REFUSALS

KEY = REFUSALS.key
READS = (REFUSALS.full_name,)


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectColumnValuesToMatchRegex(
            column="reason",
            regex=SENTENCE,
            description="every refusal gives its reason in a sentence that ends with a full stop",
            meta={"check": "reasons_are_sentences"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="action",
            regex=SENTENCE,
            description="every refusal gives its action in a sentence that ends with a full stop",
            meta={"check": "actions_are_sentences"},
        ),
        ExpectToHoldTheRowsOf(
            columns=list(KEY),
            second_table=REFUSALS.full_name,
            tables=str(run.tables),
            description="what the rules refused is visible, all of it (rule 12)",
            meta={"check": "every_refusal_is_published"},
        ),
    ]
