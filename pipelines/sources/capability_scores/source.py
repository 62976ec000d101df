"""How capable models are on published scales, as people entered it: one citation a row.

A score is a model's; the names under which price lists offer exactly that model stand beside it.
Nothing is matched by likeness: a name that nobody entered has no score, and a model without a name
is counted nowhere and refused by name. A row that cannot be used is quarantined alone.

Columns, in any order: scale, model (as the scale names it), score, scored_date (the day of the copy
of the scale), listed_as (provider:model, joined by `;`, as price lists have them), document, url,
read_at (where a person read it), entered_date, confidence. May be empty, or not there: listed_as,
url, read_at.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pipelines.contracts.raw import RAW_CAPABILITY_SCORES
from pipelines.sources import statement_files
from pipelines.sources.base import Contents, FilesSource, Publisher
from pipelines.sources.capability_scores.rows import OPTIONAL, REQUIRED, read_row
from pipelines.sources.statement_files import (
    SCALE,
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

NAME = "capability_scores"
TABLE = RAW_CAPABILITY_SCORES

_KIND = Kind(NAME, TABLE, REQUIRED, OPTIONAL, "scale, model and day")


def read(registry: Registry, settings: Settings) -> Contents:
    """The files as they are, and the days in them that are still to come."""
    del registry
    files = [file for file in statements_files(settings) if names_column(file, SCALE)]
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
    period="scored_date",
    publishers=(
        Publisher(
            name="Epoch AI, Epoch Capabilities Index",
            url="https://epoch.ai/data",
            gives="one score of a model over many benchmarks",
            appears="when a person enters it",
            terms="CC BY 4.0",
        ),
        Publisher(
            name="Artificial Analysis, Intelligence Index",
            url="https://artificialanalysis.ai/",
            gives="the same on a scale of its own: the check on Epoch's",
            appears="when a person enters it",
            terms="free with attribution; figures of one day",
        ),
    ),
    read=read,
    rhythm=None,
)
