"""Two marts that carry a generation number, and the processes that publish and read them.

`python numbered_marts.py ROLE DATA_DIR [ARGUMENT]`, with the roles

- `read-database` and `read-parquet`: read in a loop, print a line after the first pass and, once
  a file `stop` appears, what they saw;
- `publish-forever`: print a line after each;
- `publish-limited`: write files of at most ARGUMENT bytes, as on a full disk; print the error.
"""

from __future__ import annotations

import itertools
import json
import resource
import sys
from pathlib import Path

import duckdb
import polars as pl

from pipelines.publish import building, publishing
from pipelines.settings import Settings
from pipelines.storage import connections

TABLES = ("fct_one", "fct_two")


def fill(settings: Settings, generation: int) -> None:
    """Put the marts of a generation into the warehouse, with the manifest that tells of them."""
    settings.dbt_target_dir.mkdir(parents=True, exist_ok=True)
    with connections.connect_warehouse(settings, read_only=False) as connection:
        connection.execute("create schema if not exists marts")
        for name in TABLES:
            connection.execute(
                f"create or replace table marts.{name} as select range as id, "
                f"{generation}::integer as generation from range(2000)"
            )
    nodes = {
        name: {
            "resource_type": "model",
            "alias": name,
            "schema": "marts",
            "description": "One row per id.",
            "config": {"meta": {"key": ["id"]}},
            "columns": {},
        }
        for name in TABLES
    }
    manifest = settings.dbt_target_dir / "manifest.json"
    manifest.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")


def generations_in_database(settings: Settings) -> set[int]:
    """The generations that one open database shows; more than one is torn."""
    with duckdb.connect(str(settings.published_path), read_only=True) as connection:
        found: set[int] = set()
        for name in TABLES:
            rows = connection.execute(
                f"select generation, count(*) from marts.{name} group by generation"
            ).fetchall()
            assert all(count == 2000 for _, count in rows), rows
            found |= {generation for generation, _ in rows}
        return found


def generations_in_parquet(settings: Settings) -> set[int]:
    """The generations that the files behind the link show, resolved once."""
    directory = settings.parquet_dir.resolve()
    found: set[int] = set()
    for name in TABLES:
        frame = pl.read_parquet(directory / f"{name}.parquet")
        assert frame.height == 2000, frame.height
        found |= set(frame["generation"].unique())
    return found


def _read(settings: Settings, role: str) -> None:
    look = generations_in_database if role == "read-database" else generations_in_parquet
    stop = settings.data_dir / "stop"
    torn, seen, passes = [], set(), 0
    is_last = False
    while not is_last:
        is_last = stop.exists()
        found = look(settings)
        if passes == 0:
            print("reading", flush=True)
        passes += 1
        seen |= found
        if len(found) != 1:
            torn.append(sorted(found))
    print(json.dumps({"passes": passes, "torn": torn, "seen": sorted(seen)}))


def _publish_forever(settings: Settings) -> None:
    for generation in itertools.count(1):
        fill(settings, generation)
        publishing.publish(settings, {}, f"generation {generation}")
        print("published", flush=True)


def _publish_limited(settings: Settings, limit: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        publishing.publish(settings, {}, "limited")
    except building.PublishError as error:
        print(error)


if __name__ == "__main__":
    chosen, directory, *rest = sys.argv[1:]
    where = Settings(data_dir=Path(directory))
    if chosen == "publish-forever":
        _publish_forever(where)
    elif chosen == "publish-limited":
        _publish_limited(where, int(rest[0]))
    else:
        _read(where, chosen)
