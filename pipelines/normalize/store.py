"""Reads the raw tables, normalises them, writes the normalised tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines import tables
from pipelines.contracts import COMPANIES, RAW_SEC_COMPANY_FACTS, RAW_SEC_FILINGS, SEGMENTS, table
from pipelines.normalize.dimensions import companies, segments
from pipelines.normalize.series import normalize

if TYPE_CHECKING:
    from pipelines.registry import Registry
    from pipelines.settings import Settings


def normalize_all(registry: Registry, settings: Settings) -> dict[str, int]:
    """Write every normalised table and return its rows by `schema.table`.

    Raises:
        pipelines.files.StorageError: a raw table cannot be read, or nothing can be written.
    """
    raw = tables.read(RAW_SEC_COMPANY_FACTS, settings)
    filings = tables.read(RAW_SEC_FILINGS, settings)
    result = normalize(raw, filings, registry)
    frames = {
        COMPANIES.full_name: companies(registry, raw),
        SEGMENTS.full_name: segments(registry),
        **{f"normalized.{name}": frame for name, frame in vars(result).items()},
    }
    for full_name, frame in frames.items():
        tables.write(table(full_name), frame, settings)
    return {full_name: frame.height for full_name, frame in frames.items()}
