"""How a row that a person enters cites a document of words: its filing, its title.

Shared by the kinds of rows that say what was said (technologies, guidance); figures have days of
their own periods and are read in `company_statements/`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.sources.statement_cells import check_accession, check_addresses
from pipelines.text.guidance.periods import quarter_of

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.registry import Registry
    from pipelines.sources.statement_cells import Faults

# Such as Q3 FY2026, FY26 Q3.
_QUARTER = re.compile(r"\bQ([1-4]) FY((?:20)?\d\d)\b|\bFY((?:20)?\d\d) Q([1-4])\b")


def check_citation(
    cells: dict[str, str], said: dt.date | None, registry: Registry, faults: Faults
) -> None:
    """What cites a document: accession, address, and the quarter that its title names."""
    check_accession(cells, faults)
    check_addresses(cells, faults, "url")
    company = registry.company_by_id.get(cells.get("company", ""))
    named = _QUARTER.search(cells.get("document", ""))
    if company is None or said is None or named is None:
        return
    # Copies of transcripts are often titled by the quarter in which they were held, or by a
    # calendar that is not the company's.
    year, quarter = quarter_of(company.fiscal_calendar, said)
    over = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    says = (int((named[2] or named[3])[-2:]) + 2000, int(named[1] or named[4]))
    if says != over:
        faults.append(
            (
                "document",
                f"says Q{says[1]} FY{says[0]}, and the quarter of {company.company_id} that was "
                f"over on {said} is Q{over[1]} FY{over[0]}: correct the title or the day",
            )
        )
