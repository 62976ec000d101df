"""Annualised revenue of those who sell AI, as people entered it: one citation a row.

Model companies file nothing: what is known of their revenue is what they or newspapers say. A
person enters each report; a row that cannot be used is quarantined alone.

Columns, in any order: company (of registry/model_companies.yml), kind (run_rate: a month's or
quarter's revenue made annual by who says it; recurring_revenue: subscriptions of a year;
annualized_period: the revenue of a stated period, made annual by whoever entered it; annual_actual:
the revenue of the year that ends on the day; projection), as_of_date (the day that the figure is
of; of a projection the last day of its period), annualized_revenue_usd, qualifier (about; above:
at least that much; below: not yet reached), projected_by (of a projection: who), document (who
reports it, and in what), url, stated_date (the day of the report), seen_date (where that is not
known: a day on which a copy held it), undated_reason, read_at (where a person read it, if
elsewhere), entered_date, confidence, note. May be empty, or not there: url, seen_date,
undated_reason, read_at, note. What is known from no day is known from the day it was entered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.contracts.raw import RAW_MODEL_COMPANY_REVENUE
from pipelines.sources.base import Publisher
from pipelines.sources.model_company_revenue.rows import MAY_BE_EMPTY, OPTIONAL, REQUIRED, read_row
from pipelines.sources.statement_source import Kind, statements_source

if TYPE_CHECKING:
    from pipelines.registry import Registry
    from pipelines.sources.statement_source import Cells


def parser_inputs(registry: Registry) -> str:
    """The companies that a row may name."""
    return repr(sorted(each.model_company_id for each in registry.model_companies))


def is_followed(cells: Cells, registry: Registry) -> bool:
    """Whether the registry has the company among those that sell AI."""
    return cells["company"] in {each.model_company_id for each in registry.model_companies}


SOURCE = statements_source(
    Kind(
        source="model_company_revenue",
        table=RAW_MODEL_COMPANY_REVENUE,
        mark="projected_by",
        required=REQUIRED,
        optional=OPTIONAL,
        may_be_empty=MAY_BE_EMPTY,
        repeated="company, kind, date and document",
        read_row=read_row,
        is_followed=is_followed,
        names_companies=False,
    ),
    period="as_of_date",
    publishers=(
        Publisher(
            name="Reports on model companies, Epoch AI's table of them among these",
            gives="annualised revenue as companies and newspapers state it, a citation a row",
            appears="when a person enters them",
            terms="figures with their citation; Epoch AI's under CC BY 4.0; no text is copied",
        ),
    ),
    parser_inputs=parser_inputs,
)
