"""What a table that Python writes is declared by: its grain, key, columns and types.

Not here: the tables themselves, one module a stage.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings


class Type(Enum):
    """A column type, as polars holds it and as DuckDB names it.

    MONEY holds sixteen digits before the point and cents after it, which DuckDB stores in
    64 bits; FILED_NUMBER holds any number a filing states, per-share figures included; RATE holds
    an exchange rate. FLOAT is for ratios and statistics alone.
    Instants are UTC without a zone, so that no session setting can shift them.
    """

    TEXT = (pl.String(), "VARCHAR")
    INTEGER = (pl.Int64(), "BIGINT")
    SMALL_INTEGER = (pl.Int32(), "INTEGER")
    BOOLEAN = (pl.Boolean(), "BOOLEAN")
    DATE = (pl.Date(), "DATE")
    INSTANT = (pl.Datetime("us"), "TIMESTAMP")
    MONEY = (pl.Decimal(18, 2), "DECIMAL(18,2)")
    FILED_NUMBER = (pl.Decimal(38, 10), "DECIMAL(38,10)")
    RATE = (pl.Decimal(18, 12), "DECIMAL(18,12)")
    FLOAT = (pl.Float64(), "DOUBLE")

    def __init__(self, polars: pl.DataType, duckdb: str) -> None:
        self.polars = polars
        self.duckdb = duckdb


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, type, what it says, and whether it may be null."""

    name: str
    type: Type
    description: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `schema.name`, a description that opens with its grain, and its columns.

    `key` names the columns that tell two rows apart. `partitioned` tables lie as one Parquet
    file per company, the others as a single file. `history` are the columns beside `columns`
    that say which archived bodies state a row: no body states them, and they are there once the
    bodies are united.
    """

    schema: str
    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    partitioned: bool = False
    history: tuple[Column, ...] = ()

    @property
    def full_name(self) -> str:
        """`schema.name`, which is also the Dagster asset key."""
        return f"{self.schema}.{self.name}"

    @property
    def polars_schema(self) -> dict[str, pl.DataType]:
        """Column name to polars type, in order."""
        return {column.name: column.type.polars for column in self.columns}

    def empty(self) -> pl.DataFrame:
        """A frame of this table without rows."""
        return pl.DataFrame(schema=self.polars_schema)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with exactly this table's columns and types, sorted by its key.

        Raises:
            ValueError: a column is missing, or a value that may not be null is null.
            polars.exceptions.InvalidOperationError: a value does not fit its type.
        """
        missing = [name for name in self.polars_schema if name not in frame.columns]
        if missing:
            raise ValueError(f"{self.full_name}: the frame lacks {', '.join(missing)}")
        shaped = frame.select(
            pl.col(name).cast(dtype, strict=True) for name, dtype in self.polars_schema.items()
        )
        required = [column.name for column in self.columns if not column.nullable]
        counts = shaped.select(pl.col(required).null_count()).row(0, named=True)
        nulls = [f"{name} ({count})" for name, count in counts.items() if count]
        if nulls:
            raise ValueError(f"{self.full_name}: null in {', '.join(nulls)}")
        return shaped.sort(self.key, nulls_last=False, maintain_order=True)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns as they lie on disk: those of the bodies, then those of the history."""
        return (*self.columns, *self.history)

    def united(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`conform`, with the columns of the history, null where the frame lacks them."""
        whole = replace(self, columns=self.all_columns, history=())
        absent = [each for each in self.history if each.name not in frame.columns]
        return whole.conform(
            frame.with_columns(pl.lit(None, each.type.polars).alias(each.name) for each in absent)
        )

    def directory(self, settings: Settings) -> Path:
        """Where this table's Parquet files lie."""
        roots = {
            "raw": settings.raw_dir,
            "normalized": settings.normalized_dir,
            "analysis": settings.analysis_dir,
        }
        return roots[self.schema] / self.name
