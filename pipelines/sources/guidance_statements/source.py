"""Capital expenditure that companies guided, as people entered it: one citation a row.

What is said in calls alone is in no filing, and transcripts are third parties' copies: a person
says who guided what, for when and on which basis. A row that cannot be used is quarantined alone.

Columns, in any order: company, horizon (FY2026, CY2026, FY2026Q3, 2026H2, each quarter of FY2026),
kind (range, point, lower_bound, upper_bound, direction, reiteration), low and high (whole amounts;
equal of a point, one of a bound, none of the other two), currency (USD), direction (up, down or
flat, of a direction), basis (of capital expenditure, or not_stated), basis_words (what it counts,
in the spender's own words), supersedes_low and supersedes_high (the range that it says to replace),
change_cause (accounting_change, where what counts changed and not what is spent), document (kind
and title of the company's own), accession and url (where it is), issued_date (the day on which it
was said), undated_reason (why it has none), read_at (where a person read it, if elsewhere),
entered_date, confidence, note (what the amounts do not say). May be empty, or not there: all but
company, horizon, kind, currency, basis, basis_words, document, entered_date and confidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.contracts.raw import RAW_GUIDANCE_STATEMENTS
from pipelines.sources.base import Publisher
from pipelines.sources.guidance_statements.rows import OPTIONAL, REQUIRED, read_row
from pipelines.sources.statement_source import Kind, statements_source

if TYPE_CHECKING:
    from pipelines.registry import Registry
    from pipelines.sources.statement_source import Cells


def parser_inputs(registry: Registry) -> str:
    """The companies that a row may name, with their calendars."""
    return repr(sorted((each.company_id, each.fiscal_year_end) for each in registry.companies))


def is_followed(cells: Cells, registry: Registry) -> bool:
    """Whether the registry has the company."""
    return cells["company"] in registry.company_by_id


SOURCE = statements_source(
    Kind(
        source="guidance_statements",
        table=RAW_GUIDANCE_STATEMENTS,
        mark="horizon",
        required=REQUIRED,
        optional=OPTIONAL,
        repeated="company, horizon, basis, document and day",
        read_row=read_row,
        is_followed=is_followed,
    ),
    period="issued_date",
    publishers=(
        Publisher(
            name="Calls and releases of companies, and who copies them",
            gives="which capital expenditure was guided, for when and on which basis, a citation "
            "a row",
            appears="when a person enters them",
            terms="figures with their citation; no sentence is copied",
        ),
    ),
    parser_inputs=parser_inputs,
)
