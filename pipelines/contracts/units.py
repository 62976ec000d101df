"""In which unit a published column is, told by its name and type: the house's naming of columns.

Not here: what a column means, which its description says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_BY_NAME = (
    (re.compile(r"(^|_)usd(_|$)"), "US dollars"),
    (re.compile(r"_pct(_|$)"), "percent"),
    (re.compile(r"_days$"), "days"),
    (re.compile(r"^fx_rate$"), "US dollars for one unit of the currency"),
    (re.compile(r"(^|_)ratio$|^(trailing_)?capex_to_"), "ratio"),
    (re.compile(r"^matched_index$"), "100 at its start"),
    (re.compile(r"^(quarters_published)$"), "quarters"),
    (
        re.compile(r"^mentions$|_mentions$|^(mention|affirmative|conditional|boilerplate)_count$"),
        "mentions",
    ),
    (
        re.compile(r"^(companies|spenders|suppliers)_|_companies(_|$)"),
        "companies",
    ),
)
# Amounts whose unit stands in a column beside them.
_UNIT_COLUMNS = ("currency", "unit")


def unit_of(column: str, data_type: str, columns: Collection[str]) -> str:
    """The unit of a column's values; empty where they have none, such as names.

    Args:
        column: its name.
        data_type: its type, as DuckDB names it.
        columns: the names of all columns of its table.
    """
    if data_type.startswith("TIMESTAMP"):
        return "UTC"
    if data_type in ("VARCHAR", "BOOLEAN", "DATE"):
        return ""
    named = next((unit for pattern, unit in _BY_NAME if pattern.search(column)), None)
    if named is not None:
        return named
    if data_type.startswith("DECIMAL"):
        beside = next((name for name in _UNIT_COLUMNS if name in columns), None)
        return f"as `{beside}` says" if beside else "as its column is"
    return ""
