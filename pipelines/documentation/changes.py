"""The page of what changed in the data: the newest publications, cell by cell where few differ."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from pipelines.documentation.writing import cell, page, table
from pipelines.storage import connections

if TYPE_CHECKING:
    from pipelines.settings import Settings

PLACE = "data/changes.md"

_PUBLICATIONS = 10  # the newest
# Of a publication that changes more, a person reads the counts.
_CELLS = 30

_COUNTED = """
select run_id, max(changed_at)::date as day, table_name, change, cause, count(*)
from fct_changes
where run_id in (
    select run_id from fct_changes group by run_id order by max(changed_at) desc limit ?
)
group by run_id, table_name, change, cause
order by max(max(changed_at)) over (partition by run_id) desc, table_name, change, cause
"""
_EACH = """
select table_name, key, change, old_value, new_value, cause
from fct_changes
where run_id = ? and change <> 'new'
order by table_name, key
limit ?
"""


def pages(settings: Settings) -> dict[str, str]:
    """The page, by its place on the site.

    Raises:
        WarehouseError: nothing is published yet.
    """
    blocks = []
    with connections.connect_published(settings) as connection:
        _, [[published]] = connections.query(connection, "select published_at from publication")
        _, counted = connections.query(connection, _COUNTED, [_PUBLICATIONS])
        for (run_id, day), rows in groupby(counted, key=lambda row: row[:2]):
            told = [
                (f"`{name}`", change, cause, f"{count:,}")
                for *_, name, change, cause, count in rows
            ]
            header = ("table", "change", "cause", "cells")
            blocks += [f"## {day}, run {run_id[:8]}", table(header, told, "   r")]
            _, cells = connections.query(connection, _EACH, [run_id, _CELLS + 1])
            if 0 < len(cells) <= _CELLS:
                blocks.append(_each(cells))
    return {
        PLACE: page(
            "What changed in the data",
            f"As published on {published:%Y-%m-%d} at {published:%H:%M} UTC. Every publication is "
            "compared with the one before, cell by cell: `fct_changes` has each cell that became "
            "new, changed, was withdrawn, or is known since another moment, and why. What changed "
            "in the code and the commands is in the changelog.",
            *(
                blocks
                or ["This is the first publication of this data directory: all of it is new."]
            ),
        )
    }


def _each(cells: list[tuple[Any, ...]]) -> str:
    rows = [
        (f"`{name}`", cell(key), change, _amount(old), _amount(new), cause)
        for name, key, change, old, new, cause in cells
    ]
    return table(("table", "row", "change", "before", "after", "cause"), rows, "   rr")


def _amount(value: Any) -> str:
    return "" if value is None else f"{value:,}"
