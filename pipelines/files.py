"""Writes a whole file or nothing: what a killed run, a full disk or a reader may rely on."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

from pipelines.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import polars as pl


class StorageError(LedgerError):
    """A file that cannot be written or read: names it and says what to do."""


def unwritable(error: OSError, path: Path) -> StorageError:
    """The sentence for a full disk or a read-only directory."""
    return StorageError(
        f"{path}: cannot be written ({error.strerror or error}): free space or correct the "
        "permissions there, then run again; the data written before is untouched"
    )


def replace_file(path: Path, content: bytes) -> None:
    """Put the content in place of the file, by writing beside it and renaming over it.

    Raises:
        StorageError: it cannot be written; the file is as it was.
    """
    incoming = path.with_name(f".{path.name}.{os.getpid()}.incoming")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with incoming.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            incoming.replace(path)
        finally:
            incoming.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(error, path) from error


def replace_parquet(
    path: Path, frame: pl.DataFrame, metadata: Mapping[str, str] | None = None
) -> None:
    """Put a frame in place of a Parquet file; the same frame makes the same bytes.

    Raises:
        StorageError: it cannot be written; the file is as it was.
    """
    content = io.BytesIO()
    frame.write_parquet(
        content, compression="zstd", statistics=True, metadata=dict(metadata or {}) or None
    )
    replace_file(path, content.getvalue())
