"""The choice of the concept that speaks for a metric in each filing."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.suite import Run

KEY = ("company_id", "metric_id", "source_reference", "candidates")

_AMBIGUOUS = "ambiguous"
_CAPEX = "capex_cash"


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    spenders = [each.company_id for each in run.registry.companies if each.is_spender]
    return [
        gxe.ExpectColumnValuesToNotBeInSet(
            column="rule",
            value_set=[_AMBIGUOUS],
            row_condition=(Column("metric_id") == _CAPEX) & Column("company_id").is_in(spenders),
            description="one concept speaks for capex_cash in every filing of a spender",
            meta={"check": "capex_of_spenders_is_unambiguous", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToNotBeInSet(
            column="rule",
            value_set=[_AMBIGUOUS],
            row_condition=(Column("metric_id") != _CAPEX)
            | Column("company_id").is_not_in(spenders),
            severity="warning",
            description="one concept speaks for every other metric in every filing",
            meta={"check": "other_concepts_are_unambiguous"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="concept",
            row_condition=Column("rule") != _AMBIGUOUS,
            description="a filing has a concept where the rule is not ambiguous",
            meta={"check": "clear_choices_name_a_concept"},
        ),
        gxe.ExpectColumnValuesToBeNull(
            column="concept",
            row_condition=Column("rule") == _AMBIGUOUS,
            description="a filing lacks a concept where the rule is ambiguous",
            meta={"check": "ambiguous_choices_name_no_concept"},
        ),
    ]
