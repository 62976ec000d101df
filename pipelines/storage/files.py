"""Writes a whole file or nothing: what a killed run, a full disk or a reader may rely on.

A Parquet file holds the digest of itself, its seal: Parquet's own checksums are optional and
nobody checks them, and a file cut off or overwritten later must not be read for what it was.
"""

from __future__ import annotations

import hashlib
import io
import os
from typing import TYPE_CHECKING

from pipelines.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import polars as pl

_SEAL = "ledger.seal"
# Where the digest will stand, while it is taken.
_UNSEALED = b"0" * 64


class StorageError(LedgerError):
    """A file that cannot be written or read: names it and says what to do."""


class DamagedFile(StorageError):
    """A file whose content is not what was written."""


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
        content,
        compression="zstd",
        statistics=True,
        metadata={**(metadata or {}), _SEAL: _UNSEALED.decode()},
    )
    unsealed = content.getvalue()
    # The footer comes last, so the last such place is the seal's.
    before, _, after = unsealed.rpartition(_UNSEALED)
    seal = hashlib.sha256(unsealed).hexdigest().encode()
    replace_file(path, before + seal + after)


def read_parquet(path: Path) -> pl.DataFrame:
    """The frame of a Parquet file that `replace_parquet` wrote.

    Raises:
        FileNotFoundError: there is no such file.
        DamagedFile: it is not, or not any more, what was written.
        StorageError: it cannot be read.
    """
    import polars as pl  # noqa: PLC0415

    content = _sealed_content(path)
    try:
        return pl.read_parquet(content)
    except pl.exceptions.PolarsError as error:
        raise _damaged(path) from error


def read_parquet_metadata(path: Path) -> dict[str, str]:
    """What the writer noted in a Parquet file; raises as `read_parquet` does."""
    import polars as pl  # noqa: PLC0415

    return pl.read_parquet_metadata(_sealed_content(path))


def is_damaged(path: Path) -> bool:
    """Whether there is a file that is not what `replace_parquet` wrote there."""
    try:
        _sealed_content(path)
    except FileNotFoundError:
        return False
    except DamagedFile:
        return True
    return False


def _sealed_content(path: Path) -> io.BytesIO:
    import polars as pl  # noqa: PLC0415

    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StorageError(
            f"{path}: cannot be read ({error.strerror}): correct the permissions there, then "
            "run again"
        ) from error
    try:
        seal = pl.read_parquet_metadata(io.BytesIO(content)).get(_SEAL, "").encode()
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        raise _damaged(path) from error
    if not seal:
        return io.BytesIO(content)  # an earlier version of the ledger wrote it
    before, _, after = content.rpartition(seal)
    if hashlib.sha256(before + _UNSEALED + after).hexdigest().encode() != seal:
        raise _damaged(path)
    return io.BytesIO(content)


def _damaged(path: Path) -> DamagedFile:
    return DamagedFile(
        f"{path}: is damaged (its content does not match its digest): `ledger run` writes it anew"
    )
