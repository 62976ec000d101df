"""The declarative layer: what a claim and a suite are, and the frames a claim may look at.

A claim measures with polars, exactly, and hands Great Expectations a small frame of what it
measured: counts of offenders, residuals, distinct values. Not here: ways to measure that
several suites share (`measures.py`), and running (`runner.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    import polars as pl

    from pipelines.registry import Registry

Severity = Literal["error", "warning"]
Scope = Literal["company", "structure"]

# The schemas whose tables the suites of a stage check; between Parquet and marts dbt alone checks.
STAGES: dict[str, tuple[str, ...]] = {
    "raw": ("raw",),
    "normalized": ("normalized",),
    "warehouse": (),
    "marts": ("marts",),
}


class Frames:
    """The tables as a run sees them, each loaded once; with the registry and the run's time.

    Attributes:
        registry: the world as registered.
        run_id: the run that checks.
        ran_at: when it checks, UTC without a zone.
    """

    def __init__(
        self,
        load: Callable[[str], pl.DataFrame],
        registry: Registry,
        run_id: str,
        ran_at: dt.datetime,
    ) -> None:
        self.registry = registry
        self.run_id = run_id
        self.ran_at = ran_at
        self._load = load
        self._tables: dict[str, pl.DataFrame] = {}
        self._derived: dict[Callable[[Frames], pl.DataFrame], pl.DataFrame] = {}

    def __getitem__(self, table: str) -> pl.DataFrame:
        """The table `schema.name`; what the caller's `load` raises goes through."""
        if table not in self._tables:
            self._tables[table] = self._load(table)
        return self._tables[table]

    def derive(self, build: Callable[[Frames], pl.DataFrame]) -> pl.DataFrame:
        """The frame that `build` makes of these frames, made once for all claims."""
        if build not in self._derived:
            self._derived[build] = build(self)
        return self._derived[build]


def none_offend(gxe: Any, column: str = "offending") -> list[Any]:
    """A frame made by `measures.counted` counts no offenders.

    On the sum, not on each value: that takes a third of the time.
    """
    return [gxe.ExpectColumnSumToBeBetween(column=column, min_value=0, max_value=0)]


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that must be true of a table.

    Attributes:
        name: short name, `check_name` in `quality_results`.
        severity: an error keeps what fails from being published; a warning is shown.
        expected: the claim in words, without a full stop.
        prepare: the measured frame: a text column `item` names each row to a person, no value
            is null, at most `runner.MOST_ROWS` rows, no money. Frames made by
            `measures.counted` have checked, offending and examples beside it.
        expectations: the Great Expectations objects on that frame; it gets the module
            `great_expectations.expectations`, so that no suite imports it.
        scope: what an error keeps back. company: the figures in the failing rows, which name
            their company, and nobody else's; the measured frame is made by `measures.counted`
            of a frame with the column company_id. structure: everything downstream and the
            publishing, since keys, contracts, totals or references between tables are broken.
        is_about_age: whether a failure says only how far the data reaches that was fetched.
            Recorded data ages by itself, so there it is acknowledged without an entry in the list.
    """

    name: str
    severity: Severity
    expected: str
    prepare: Callable[[Frames], pl.DataFrame]
    expectations: Callable[[Any], Sequence[Any]] = none_offend
    scope: Scope = "structure"
    is_about_age: bool = False


@dataclass(frozen=True, slots=True)
class Suite:
    """The claims about one table; `discovery` fills in the table from the file's name."""

    claims: tuple[Claim, ...]
    table: str = ""
