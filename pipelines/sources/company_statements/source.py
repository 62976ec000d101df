"""Figures that a person entered from a company's own words: CSV files, one citation a row.

Which files there are is in `sources/statement_files.py`. A row that cannot be used is quarantined
alone, with everything that is wrong with it, and the rest publishes; a file that is no such CSV, or
no file, is one refusal. What outranks a statement is decided in `normalize/`.

Columns, in any order: company, line (a revenue line or a metric of the registry), period_start,
period_end, value, unit, rounding, document (kind and title of the company's own), accession and url
(where it is), stated_date (its day), undated_reason (why it has none), read_at (where a person read
it, if elsewhere), entered_date, confidence (high; medium where a copy or a summary was read; low
where a blog was, or the figure was worked out: published, and in no total). May be empty, or not
there: accession, url, stated_date, undated_reason, read_at.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pipelines.contracts.raw import RAW_COMPANY_STATEMENTS
from pipelines.sources.base import Publisher
from pipelines.sources.company_statements.statement_rows import (
    EARLIER_NAMES,
    OPTIONAL,
    REQUIRED,
    read_row,
)
from pipelines.sources.statement_source import Kind, statements_source

if TYPE_CHECKING:
    from pipelines.registry import Registry
    from pipelines.sources.statement_source import Cells


def parser_inputs(registry: Registry) -> str:
    """The companies, lines, metrics and currencies that a row may name."""
    lines = (
        (each.company_id, each.revenue_line_id, each.metric_id) for each in registry.revenue_lines
    )
    companies = (
        (each.company_id, each.currencies_from(dt.date.min, "USD")) for each in registry.companies
    )
    named = (lines, companies, registry.metric_by_id, registry.currencies)
    return repr([sorted(each) for each in named])


def is_followed(cells: Cells, registry: Registry) -> bool:
    """Whether the registry has the company and the line."""
    known = registry.metric_by_id.keys() | registry.revenue_line_by_id.keys()
    return cells["company"] in registry.company_by_id and cells["line"] in known


SOURCE = statements_source(
    Kind(
        source="company_statements",
        table=RAW_COMPANY_STATEMENTS,
        mark="",
        required=REQUIRED,
        optional=OPTIONAL,
        called="figure",
        repeated="company, line, period and document",
        read_row=read_row,
        is_followed=is_followed,
        earlier_names=EARLIER_NAMES,
    ),
    period="period_end",
    publishers=(
        Publisher(
            name="Companies, and who copies them",
            gives="figures of releases, calls and reports that no tag holds, a citation a row",
            appears="when a person enters them",
            terms="single figures with their citation; no prose and no table is copied",
        ),
    ),
    parser_inputs=parser_inputs,
)
