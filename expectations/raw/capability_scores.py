"""Scores of models on published scales, as people entered them."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectDaysBetweenToBeBetween
from expectations.patterns import GIVEN
from expectations.suite import Run
from pipelines.contracts.raw import RAW_CAPABILITY_SCORES
from pipelines.sources.capability_scores.rows import SCALES
from pipelines.sources.statement_files import CONFIDENCES

KEY = RAW_CAPABILITY_SCORES.key
_LEAST = min(least for least, _ in SCALES.values())
_MOST = max(most for _, most in SCALES.values())


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    del run
    return [
        gxe.ExpectColumnValuesToBeInSet(
            column="scale",
            value_set=sorted(SCALES),
            description=f"a scale is one of {', '.join(sorted(SCALES))}",
            meta={"check": "scales_are_known"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="score",
            min_value=float(_LEAST),
            max_value=float(_MOST),
            description=f"a score lies from {_LEAST} to {_MOST}",
            meta={"check": "scores_are_on_their_scale"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="document",
            regex=GIVEN,
            description="every score names the publication that states it",
            meta={"check": "documents_are_named"},
        ),
        gxe.ExpectColumnValuesToNotMatchRegex(
            column="listed_as",
            regex=r":(batch|free)(;|$)",
            description="no score is of a batch or free tier",
            meta={"check": "offers_are_at_full_price"},
        ),
        ExpectDaysBetweenToBeBetween(
            start="scored_date",
            end="entered_date",
            min_days=0,
            description="no score is entered before the day of its scale",
            meta={"check": "entered_after_it_was_scored"},
        ),
        gxe.ExpectColumnValuesToBeInSet(
            column="confidence",
            value_set=list(CONFIDENCES),
            description=f"confidence is one of {', '.join(CONFIDENCES)}",
            meta={"check": "confidence_is_given"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="a copy of a scale scores a model once",
            meta={"check": "scores_are_unique"},
        ),
    ]
