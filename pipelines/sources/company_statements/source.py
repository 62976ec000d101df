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
from functools import partial
from typing import TYPE_CHECKING

from pipelines.contracts.raw import RAW_COMPANY_STATEMENTS
from pipelines.sources import statement_files
from pipelines.sources.base import Contents, FilesSource, Publisher
from pipelines.sources.company_statements.statement_rows import (
    EARLIER_NAMES,
    OPTIONAL,
    REQUIRED,
    read_row,
)
from pipelines.sources.fx_rates.source import currencies
from pipelines.sources.statement_files import (
    MARKS,
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

NAME = "company_statements"

_KIND = Kind(
    NAME,
    RAW_COMPANY_STATEMENTS,
    REQUIRED,
    OPTIONAL,
    "company, line, period and document",
    EARLIER_NAMES,
)


def parser_inputs(registry: Registry) -> str:
    """The companies, lines, metrics and currencies that a row may name."""
    lines = (
        (each.company_id, each.revenue_line_id, each.metric_id) for each in registry.revenue_lines
    )
    companies = (
        (each.company_id, each.currencies_from(dt.date.min, "USD")) for each in registry.companies
    )
    named = (lines, companies, registry.metric_by_id, currencies(registry))
    return repr([sorted(each) for each in named])


def read(registry: Registry, settings: Settings) -> Contents:
    """The files as they are, and the days in them that are still to come."""
    files = [
        file
        for file in statements_files(settings)
        if not any(names_column(file, mark) for mark in MARKS)
    ]
    return contents(files, settings, partial(parse, registry=registry))


def parse(
    files: Iterable[StatementsFile], registry: Registry, day: dt.date | None = None
) -> Parsed:
    """The rows of the files; of two rows that say the same the first, in the order of the files.

    Args:
        files: the files, see `statements_files`.
        registry: companies, metrics and revenue lines that a row may name.
        day: rows that are dated later are refused; the day of now (UTC) unless given.

    Returns:
        The rows in the shape of `RAW_COMPANY_STATEMENTS`, and what was refused: an item
        is `file:line`, or the file alone where it is no such CSV.
    """
    day = day or statement_files.today()
    return parsed(
        _KIND,
        files,
        read_row=lambda cells, item: read_row(cells, item, registry, day),
        is_followed=lambda cells: _is_followed(cells, registry),
        companies=registry.company_by_id,
    )


def _is_followed(cells: dict[str, str], registry: Registry) -> bool:
    """Whether the registry has the company and the line: a person may follow fewer than we ship."""
    known = registry.metric_by_id.keys() | registry.revenue_line_by_id.keys()
    return cells["company"] in registry.company_by_id and cells["line"] in known


SOURCE = FilesSource(
    name=NAME,
    table=RAW_COMPANY_STATEMENTS,
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
    read=read,
    rhythm=None,
)
