"""A small published file, made of the tables that dbt built, without a run of the pipeline."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import duckdb
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.support.suite_world import World

PUBLISHED_AT = dt.datetime(2026, 8, 20, 12, 30)


def marts_of(world: World) -> World:
    """The tables that a published file holds, by their names: those of `marts` without schema."""
    return {
        name.removeprefix("marts."): frame
        for name, frame in world.items()
        if name.startswith(("marts.", "bi."))
    } | {"publication": pl.DataFrame({"published_at": [PUBLISHED_AT], "run_id": ["run-1"]})}


def publish(data_dir: Path, marts: Mapping[str, pl.DataFrame]) -> None:
    """Put a file of these marts in the place of the published one, in one step."""
    data_dir.mkdir(parents=True, exist_ok=True)
    made = data_dir / "made.duckdb"
    made.unlink(missing_ok=True)
    with duckdb.connect(str(made)) as connection:
        connection.execute("create schema marts")
        connection.execute("create schema bi")
        for name, frame in marts.items():
            connection.register("frame", frame)
            table = name if name.startswith("bi.") else f"marts.{name}"
            connection.execute(f"create table {table} as from frame")
            connection.unregister("frame")
    made.replace(data_dir / "ledger.duckdb")
