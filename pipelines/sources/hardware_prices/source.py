"""What chips cost at their release and how fast they reckon, a citation a row.

Columns, in any order: hardware, manufacturer, released_date, market (data_center, workstation,
consumer), price_usd (of one chip at its release), flops (operations a second, dense), precision
(tensor_16, half_16, single_32), power_watts, document, table_date (the day of the table that was
read), url, read_at, price_source (where the table has the price from), entered_date, confidence.
May be empty, or not there: power_watts, url, read_at, price_source.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pipelines.contracts.raw import RAW_HARDWARE_PRICES
from pipelines.sources import statement_files
from pipelines.sources.base import Contents, FilesSource, Publisher
from pipelines.sources.hardware_prices.rows import OPTIONAL, REQUIRED, read_row
from pipelines.sources.statement_files import (
    HARDWARE,
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

NAME = "hardware_prices"
TABLE = RAW_HARDWARE_PRICES

_KIND = Kind(NAME, TABLE, REQUIRED, OPTIONAL, "hardware and day of the table")


def read(registry: Registry, settings: Settings) -> Contents:
    """The files as they are, and the days in them that are still to come."""
    del registry
    files = [file for file in statements_files(settings) if names_column(file, HARDWARE)]
    return contents(files, settings, parse)


def parse(files: Iterable[StatementsFile], day: dt.date | None = None) -> Parsed:
    """The rows of the files; of two rows that say the same the first, in the order of the files.

    Args:
        files: the files.
        day: rows that are dated later are refused; the day of now (UTC) unless given.
    """
    day = day or statement_files.today()
    return parsed(
        _KIND,
        files,
        read_row=lambda cells, place: read_row(cells, place, day),
        is_followed=lambda _: True,
        companies=(),
    )


SOURCE = FilesSource(
    name=NAME,
    table=TABLE,
    period="released_date",
    publishers=(
        Publisher(
            name="Epoch AI, Machine Learning Hardware",
            url="https://epoch.ai/data/machine-learning-hardware",
            gives="release price and performance of chips",
            appears="when a person enters it",
            terms="CC BY 4.0",
        ),
    ),
    read=read,
    rhythm=None,
)
