"""Writes a whole file or nothing: what a killed run, a full disk or a reader may rely on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pipelines.archive.errors import unwritable

if TYPE_CHECKING:
    from pathlib import Path


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
