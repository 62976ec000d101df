"""The closing rate of Taiwan's central bank, as the recorded rows give it: TWD for one USD, daily.

Nobody is asked for it live: the bank's own service has no stable address.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from pipelines.sources.document import SourceError, refuse_page
from pipelines.sources.fx_rates.rate_rows import Rates, csv_lines, days

if TYPE_CHECKING:
    from pipelines.sources.document import Refusal
    from pipelines.sources.fx_rates.rate_rows import Quote

CURRENCY = "TWD"
COLUMNS = ("date", CURRENCY)


def parse_cbc(body: bytes, what: str) -> tuple[list[Quote], list[Refusal]]:
    """The quotes of every day, and what is refused alone.

    Raises:
        SourceError: the body is empty, cut off, no such CSV, has a day out of order, or nothing
            that can be used.
    """
    refuse_page(body, what, "CSV")
    text = body.decode("utf-8-sig", "replace")
    try:
        lines = csv_lines(text)
    except csv.Error as error:
        raise SourceError(f"{what}: the CSV cannot be read ({error}): it is damaged") from None
    header = lines[0] if lines else []
    if tuple(header) != COLUMNS:
        raise SourceError(
            f"{what}: the columns are {', '.join(header)[:120]}, not {', '.join(COLUMNS)}: it is "
            "not a history of the central bank's rate"
        )
    rates, width = Rates(what), len(COLUMNS)
    for day, line in days(lines[1:], text, width, rates):
        rates.add((CURRENCY, "USD", CURRENCY), "day", day, line[1])
    return rates.found()
