"""How large others say the market for compute is, a citation a row.

Columns, in any order: estimate_by (whose estimate), speaker (company: whose it is says so; analyst:
a person in a call says that the company did; third_party: neither), estimate_kind (annual;
cumulative: years together; quarterly; stock: of no period; ambiguous: the document does not say),
is_kind_said (yes; no: it is read so), definition (what is counted, in a few own words), period
(2028, 2026-2031, to 2030, 2025Q4, or the document's words where it names no year), low_usd,
high_usd (of one period: two years are two rows), bound (as_stated, nearly, over: no high_usd),
document, url, stated (2026-08-18, 2026-08, 2026 or 2026-08/2026-09, as precise as it is known),
seen_date (where the day is not known: a day on which a copy held it), read_at, entered_date,
confidence, note. May be empty, or not there: url, seen_date, read_at, note.
"""

from __future__ import annotations

from pipelines.contracts.raw import RAW_MARKET_ESTIMATES
from pipelines.sources.base import Publisher
from pipelines.sources.market_estimates.rows import MAY_BE_EMPTY, OPTIONAL, REQUIRED, read_row
from pipelines.sources.statement_source import Kind, statements_source

SOURCE = statements_source(
    Kind(
        source="market_estimates",
        table=RAW_MARKET_ESTIMATES,
        mark="estimate_by",
        required=REQUIRED,
        optional=OPTIONAL,
        may_be_empty=MAY_BE_EMPTY,
        repeated="estimate_by, stated, definition and period",
        read_row=read_row,
        names_companies=False,
    ),
    period="stated_to",
    publishers=(
        Publisher(
            name="Companies, analysts and research firms that say how large the market is",
            gives="their estimates, each with its definition and a citation",
            appears="when a person enters them",
            terms="figures with their citation; Epoch AI's under CC BY 4.0; no text is copied",
        ),
    ),
)
