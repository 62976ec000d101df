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

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from pipelines.contracts.raw import RAW_MODEL_COMPANY_REVENUE
from pipelines.sources import statement_files
from pipelines.sources.base import Contents, FilesSource, Publisher
from pipelines.sources.model_company_revenue.rows import OPTIONAL, REQUIRED, read_row
from pipelines.sources.statement_files import (
    PROJECTED_BY,
    Kind,
    StatementsFile,
    contents,
    names_column,
    parsed,
    statements_files,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.registry import Registry
    from pipelines.settings import Settings
    from pipelines.sources.document import Parsed

NAME = "model_company_revenue"
TABLE = RAW_MODEL_COMPANY_REVENUE

_KIND = Kind(NAME, TABLE, REQUIRED, OPTIONAL, "company, kind, date and document")


def parser_inputs(registry: Registry) -> str:
    """The companies that a row may name."""
    return repr(sorted(each.model_company_id for each in registry.model_companies))


def read(registry: Registry, settings: Settings) -> Contents:
    """The files as they are, and the days in them that are still to come."""
    files = [file for file in statements_files(settings) if names_column(file, PROJECTED_BY)]
    return contents(files, settings, partial(parse, registry=registry))


def parse(
    files: Iterable[StatementsFile], registry: Registry, day: dt.date | None = None
) -> Parsed:
    """The rows of the files; of two rows that say the same the first, in the order of the files.

    Args:
        files: the files.
        registry: who sells AI.
        day: reports that are dated later are refused; the day of now (UTC) unless given.
    """
    day = day or statement_files.today()
    sellers = {each.model_company_id for each in registry.model_companies}
    return parsed(
        _KIND,
        files,
        read_row=lambda cells, place: read_row(cells, place, registry, day),
        is_followed=lambda cells: cells["company"] in sellers,
        companies=(),  # none of companies.yml
    )


SOURCE = FilesSource(
    name=NAME,
    table=TABLE,
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
    read=read,
    rhythm=None,
)
