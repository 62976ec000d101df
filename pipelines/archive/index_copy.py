"""A copy of the index, kept at the end of each run: bodies alone do not say whose they are.

The index itself is written and read by `store.py`.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from pipelines.storage.files import unwritable

if TYPE_CHECKING:
    from pathlib import Path

INDEX = "index.sqlite"
_COPY = "index.copy.sqlite"


def copy_index(directory: Path) -> None:
    """Keep a copy of the index, if there is one, for `restore_index`.

    Raises:
        StorageError: it cannot be written; the copy before stays.
    """
    if not (directory / INDEX).exists():
        return
    beside = directory / f".{_COPY}.incoming"
    try:
        with (
            closing(sqlite3.connect(directory / INDEX)) as index,
            closing(sqlite3.connect(beside)) as copy,
        ):
            index.backup(copy)
        beside.replace(directory / _COPY)
    except OSError as error:
        raise unwritable(error, beside) from error


def restore_index(directory: Path) -> None:
    """Put the copy of the index in place of a damaged one, which is set aside.

    Without a copy the index begins anew, and the bodies are archived again as they come.

    Raises:
        OSError: the directory cannot be written.
    """
    index = directory / INDEX
    index.replace(index.with_name(f"{INDEX}.damaged"))
    index.with_name(f"{INDEX}-journal").unlink(missing_ok=True)
    copy = directory / _COPY
    if copy.exists():
        beside = directory / f".{INDEX}.incoming"
        shutil.copyfile(copy, beside)
        beside.replace(index)
