"""Technologies that companies named in calls, as people entered them: one citation a row.

Transcripts are third parties' copies, so that nothing is read from them by rule: a person says who
named what, when, how often and in which sense. A row that cannot be used is quarantined alone.

Columns, in any order: company, technology (of registry/technologies.yml), mention_class, mentions
(sentences that name it in that sense), document (kind and title of the company's own), accession
and url (where it is), stated_date (the day on which it was said), read_at (where a person read it,
if elsewhere), entered_date, confidence. May be empty, or not there: accession, url, read_at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.contracts.raw import RAW_TECHNOLOGY_STATEMENTS
from pipelines.sources.base import Publisher
from pipelines.sources.statement_source import Kind, statements_source
from pipelines.sources.technology_statements.rows import OPTIONAL, REQUIRED, read_row

if TYPE_CHECKING:
    from pipelines.registry import Registry
    from pipelines.sources.statement_source import Cells


def parser_inputs(registry: Registry) -> str:
    """The companies with their calendars, and the technologies, that a row may name."""
    companies = sorted((each.company_id, each.fiscal_year_end) for each in registry.companies)
    return repr((companies, sorted(each.technology_id for each in registry.technologies)))


def is_followed(cells: Cells, registry: Registry) -> bool:
    """Whether the registry has company and technology."""
    watched = {each.technology_id for each in registry.technologies}
    return cells["company"] in registry.company_by_id and cells["technology"] in watched


SOURCE = statements_source(
    Kind(
        source="technology_statements",
        table=RAW_TECHNOLOGY_STATEMENTS,
        mark="technology",
        required=REQUIRED,
        optional=OPTIONAL,
        repeated="company, technology, class and document",
        read_row=read_row,
        is_followed=is_followed,
    ),
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
)
