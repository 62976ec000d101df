"""Technologies that companies named in calls, as people entered them: one citation a row.

Transcripts are third parties' copies, so that nothing is read from them by rule: a person says who
named what, when, how often and in which sense. A row that cannot be used is quarantined alone.

Columns, in any order: company, technology (of registry/technologies.yml), mention_class, mentions
(sentences that name it in that sense), document (kind and title of the company's own), accession
and url (where it is), stated_date (the day on which it was said), read_at (where a person read it,
if elsewhere), entered_date, confidence. May be empty, or not there: accession, url, read_at.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from pipelines.contracts.raw import RAW_TECHNOLOGY_STATEMENTS
from pipelines.sources import statement_files
from pipelines.sources.base import Contents, FilesSource, Publisher
from pipelines.sources.statement_files import (
    TECHNOLOGY,
    Kind,
    StatementsFile,
    contents,
    names_column,
    parsed,
    statements_files,
)
from pipelines.sources.technology_statements.rows import OPTIONAL, REQUIRED, read_row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.registry import Registry
    from pipelines.settings import Settings
    from pipelines.sources.document import Parsed

NAME = "technology_statements"
TABLE = RAW_TECHNOLOGY_STATEMENTS

_KIND = Kind(NAME, TABLE, REQUIRED, OPTIONAL, "company, technology, class and document")


def parser_inputs(registry: Registry) -> str:
    """The companies with their calendars, and the technologies, that a row may name."""
    companies = sorted((each.company_id, each.fiscal_year_end) for each in registry.companies)
    return repr((companies, sorted(each.technology_id for each in registry.technologies)))


def read(registry: Registry, settings: Settings) -> Contents:
    """The files as they are, and the days in them that are still to come."""
    files = [file for file in statements_files(settings) if names_column(file, TECHNOLOGY)]
    return contents(files, settings, partial(parse, registry=registry))


def parse(
    files: Iterable[StatementsFile], registry: Registry, day: dt.date | None = None
) -> Parsed:
    """The rows of the files; of two rows that say the same the first, in the order of the files.

    Args:
        files: the files.
        registry: companies and technologies that a row may name.
        day: rows that are dated later are refused; the day of now (UTC) unless given.
    """
    day = day or statement_files.today()
    return parsed(
        _KIND,
        files,
        read_row=lambda cells, place: read_row(cells, place, registry, day),
        is_followed=lambda cells: _is_followed(cells, registry),
        companies=registry.company_by_id,
    )


def _is_followed(cells: dict[str, str], registry: Registry) -> bool:
    """Whether the registry has company and technology: a person may follow fewer than we ship."""
    watched = {each.technology_id for each in registry.technologies}
    return cells["company"] in registry.company_by_id and cells["technology"] in watched


SOURCE = FilesSource(
    name=NAME,
    table=TABLE,
    period="stated_date",
    publishers=(
        Publisher(
            name="Calls of companies, and who copies them",
            gives="which technologies were named, when and in which sense, a citation a row",
            appears="when a person enters them",
            terms="counts with their citation; no sentence is copied",
        ),
    ),
    parser_inputs=parser_inputs,
    read=read,
    rhythm=None,
)
