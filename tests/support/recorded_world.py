"""The recorded tables, and the same tables as a naive reading of the filings would have them.

A mutant of a trap is a world in which one table, or one rule, is as somebody who fell into the
trap would have made it. It is worth something only if the honest world passes the same check.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache

import polars as pl

from pipelines.contracts import TABLES
from pipelines.contracts.model import Table
from pipelines.normalize.store import normalized_tables
from pipelines.quality import checking as quality
from pipelines.registry import Registry, load_registry
from pipelines.settings import Settings
from tests.support.checked import outcomes
from tests.support.dbt_checks import rows_found

# After the newest recorded filing and the newest statement that was entered.
CHECKED_AT = dt.datetime(2026, 11, 24, 12)


@dataclass(frozen=True)
class World:
    """Tables by `schema.table`: those that were changed, and the recorded ones for the rest."""

    registry: Registry
    load: Callable[[str], pl.DataFrame]
    changed: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self.changed[table] if table in self.changed else self.load(table)

    def with_table(self, table: str, frame: pl.DataFrame) -> World:
        """This world with another table of the same columns in the place of one; it must differ."""
        before = self[table]
        assert frame.schema == before.schema
        assert not frame.equals(before), "the mutant changes nothing"
        return replace(self, changed={**self.changed, table: frame})

    def where(self, table: str, chosen: pl.Expr, **values: pl.Expr) -> World:
        """This world with columns of the chosen rows, at least one, set anew."""
        frame = self[table]
        return self.with_table(
            table,
            frame.with_columns(
                pl.when(chosen).then(value).otherwise(name).cast(frame.schema[name]).alias(name)
                for name, value in values.items()
            ),
        )

    def without(self, table: str, dropped: pl.Expr) -> World:
        """This world without the chosen rows, at least one."""
        return self.with_table(table, self[table].filter(~dropped))

    def with_row(self, table: str, **values: object) -> World:
        """This world with one more row, null in the columns that are not named."""
        frame = self[table]
        row = pl.DataFrame([values]).select(
            pl.col(name).cast(dtype) if name in values else pl.lit(None, dtype).alias(name)
            for name, dtype in frame.schema.items()
        )
        return self.with_table(table, pl.concat([frame, row]))

    def only(self, *company_ids: str) -> World:
        """A world in which no other company is registered or files, normalised on its own."""
        registry = replace(
            self.registry,
            companies=tuple(c for c in self.registry.companies if c.company_id in company_ids),
            suppliers=tuple(s for s in self.registry.suppliers if s.company_id in company_ids),
        )
        assert len(registry.companies) == len(company_ids)
        of_companies = {
            table.full_name: frame.filter(pl.col("company_id").is_in(company_ids))
            for table in TABLES
            if table.schema == "raw"
            for frame in [self[table.full_name]]
            if "company_id" in frame.columns
        }
        return World(registry, self.load, of_companies).normalized()

    def normalized(self) -> World:
        """This world with its normalised tables made anew, by the rules as they are now."""

        def read(table: Table) -> pl.DataFrame:
            return self[table.full_name]

        return replace(self, changed={**self.changed, **normalized_tables(self.registry, read)})


@contextmanager
def recorded_world(settings: Settings) -> Iterator[World]:
    """Every table of a run, of every stage, each read once."""
    with quality.open_tables(settings) as load:
        yield World(load_registry(settings.registry_dir), cache(load))


@dataclass(frozen=True)
class Checks:
    """Puts checks to worlds: expectations, and dbt's tests as compiled in a run."""

    tests: Mapping[tuple[str, str], str]

    def caught(self, check: str, honest: World, mutant: World) -> str:
        """What the check, `schema.table name`, says of the mutant; it must not say it honestly.

        A warning may name others in the honest world already; then it must name more.
        """
        table, name = check.split(" ")
        if (table, name) in self.tests:
            assert rows_found(self.tests[table, name], honest.__getitem__).is_empty()
            found = rows_found(self.tests[table, name], mutant.__getitem__)
            assert found.height, f"{check} passes the mutant"
            return "; ".join(" ".join(map(str, row)) for row in found.rows())
        before, after = (
            outcomes(table, world.__getitem__, world.registry, CHECKED_AT)[name]
            for world in (honest, mutant)
        )
        assert not after.passed, f"{check} passes the mutant"
        for outcome in (before, after):
            assert "could not be checked" not in outcome.observed, outcome.observed
        if not before.passed:
            assert before.severity == "warning", f"{check} fails honestly: {before.observed}"
            assert after.failing.height > before.failing.height, (
                f"{check} names no more than before: {before.observed}"
            )
        return after.observed
