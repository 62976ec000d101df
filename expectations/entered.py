"""What is expected of tables of rows that people enter, in one place each.

Words that are given besides go into `meta` (`suite.py`): the scope, or a name of the check's own.
Not here: what several tables of other kinds must meet (`shared.py`). Imports Great Expectations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from great_expectations import expectations as gxe

from expectations.custom import ExpectDaysBetweenToBeBetween
from expectations.patterns import GIVEN
from pipelines.sources.statement_files import CONFIDENCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from expectations.suite import Run


def companies_are_registered(run: Run, description: str) -> Any:
    """Of rows of companies."""
    return gxe.ExpectColumnValuesToBeInSet(
        column="company_id",
        value_set=sorted(run.registry.company_by_id),
        description=description,
        meta={"check": "companies_are_registered", "scope": "company"},
    )


def confidence_is_given(**meta: str) -> Any:
    """How sure whoever entered the row is of it."""
    return gxe.ExpectColumnValuesToBeInSet(
        column="confidence",
        value_set=list(CONFIDENCES),
        description=f"confidence is one of {', '.join(CONFIDENCES)}",
        meta={"check": "confidence_is_given", **meta},
    )


def documents_are_named(description: str, **meta: str) -> Any:
    """Where a row has its figure from."""
    return gxe.ExpectColumnValuesToMatchRegex(
        column="document",
        regex=GIVEN,
        description=description,
        meta={"check": "documents_are_named", **meta},
    )


def entered_after_it_was_said(said: str, description: str, **meta: str) -> Any:
    """The day of entry, beside that in the column `said`, where there is one."""
    return ExpectDaysBetweenToBeBetween(
        start=said,
        end="entered_date",
        min_days=0,
        description=description,
        meta={"check": "entered_after_it_was_said", **meta},
    )


def rows_are_unique(key: Sequence[str], description: str, check: str = "key_is_unique") -> Any:
    """What tells rows apart."""
    return gxe.ExpectCompoundColumnsToBeUnique(
        column_list=list(key), description=description, meta={"check": check}
    )
