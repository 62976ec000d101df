"""Queries on the published file, opened and closed for each, read-only.

What a query gave is kept for as long as the file stays the one that was asked.
"""

from __future__ import annotations

import functools
import os
import threading
from typing import TYPE_CHECKING, Any

import streamlit as st

from pipelines.settings import load_settings
from pipelines.storage.connections import connect_published, frame_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import polars as pl

    from pipelines.settings import Settings

# DuckDB gives a second connection to a path the database that the first has open there, though
# another file may stand under that path since: one query at a time reads the file of now.
READING = threading.Lock()


def settings() -> Settings:
    """The settings, read again only where the environment is another."""
    return _settings(tuple(sorted(os.environ.items())))


@functools.lru_cache(maxsize=1)
def _settings(_environment: tuple[tuple[str, str], ...]) -> Settings:
    return load_settings()


def identity() -> str:
    """What tells the published file of now from the one before it; empty if there is none."""
    try:
        stat = settings().published_path.stat()
    except FileNotFoundError:
        return ""
    return f"{stat.st_dev}-{stat.st_ino}-{stat.st_mtime_ns}-{stat.st_size}"


def rows(sql: str, **parameters: Any) -> pl.DataFrame:
    """What a query on the marts gives; its parameters are written `$name`.

    Raises:
        WarehouseError: nothing is published yet, or the query is wrong.
    """
    [found] = tables([sql], **parameters)
    return found


def tables(queries: Sequence[str], **parameters: Any) -> list[pl.DataFrame]:
    """What several queries with the same parameters give, of one file.

    Raises:
        WarehouseError: nothing is published yet, or a query is wrong.
    """
    return _tables(tuple(queries), parameters, identity())


@st.cache_data(show_spinner=False, max_entries=400)
def _tables(
    queries: tuple[str, ...], parameters: dict[str, Any], of_file: str
) -> list[pl.DataFrame]:
    with READING, connect_published(settings()) as connection:
        return [frame_of(connection, sql, parameters) for sql in queries]


def published_at() -> dt.datetime:
    """When the file was built (UTC)."""
    moment: dt.datetime = rows("select published_at from publication").item()
    return moment
