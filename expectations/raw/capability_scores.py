"""Scores of models on published scales, as people entered them."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.entered import (
    confidence_is_given,
    documents_are_named,
    entered_after_it_was_said,
    rows_are_unique,
)
from expectations.suite import Run
from pipelines.contracts.raw import RAW_CAPABILITY_SCORES
from pipelines.sources.capability_scores.rows import SCALES

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
            meta={"check": "scales_are_known", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="score",
            min_value=float(_LEAST),
            max_value=float(_MOST),
            description=f"a score lies from {_LEAST} to {_MOST}",
            meta={"check": "scores_are_on_their_scale", "scope": "company"},
        ),
        documents_are_named("every score names the publication that states it", scope="company"),
        gxe.ExpectColumnValuesToNotMatchRegex(
            column="listed_as",
            regex=r":(batch|free)(;|$)",
            description="no score is of a batch or free tier",
            meta={"check": "offers_are_at_full_price", "scope": "company"},
        ),
        entered_after_it_was_said(
            "scored_date",
            "no score is entered before the day of its scale",
            check="entered_after_it_was_scored",
            scope="company",
        ),
        confidence_is_given(scope="company"),
        rows_are_unique(KEY, "a copy of a scale scores a model once", "scores_are_unique"),
    ]
