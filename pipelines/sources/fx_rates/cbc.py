"""The closing rate of Taiwan's central bank, as the recorded rows give it: TWD for one USD, daily.

Nobody is asked for it live: the bank's own service has no stable address.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from pipelines.sources.document import SourceError, refuse_non_json
from pipelines.sources.fx_rates.h10 import days, rate

if TYPE_CHECKING:
    from pipelines.sources.fx_rates.h10 import Quote

CURRENCY = "TWD"
COLUMNS = ("date", CURRENCY)


def parse_cbc(body: bytes, what: str) -> list[Quote]:
    """The quotes of every day.

    Raises:
        SourceError: the body is empty, cut off, no such CSV, has a day twice or out of order, or
            holds a text that is not a rate.
    """
    refuse_non_json(body, what)
    lines = list(csv.reader(io.StringIO(body.decode("utf-8", "replace"), newline="")))
    if tuple(lines[0]) != COLUMNS:
        raise SourceError(
            f"{what}: the columns are {', '.join(lines[0])[:120]}, not {', '.join(COLUMNS)}: it is "
            "not a history of the central bank's rate"
        )
    return [
        (CURRENCY, "USD", CURRENCY, "day", day, value)
        for day, line in days(lines[1:], len(COLUMNS), what)
        if (value := rate(line[1], what, day)) is not None
    ]
