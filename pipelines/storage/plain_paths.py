"""Places and names for what libraries take for syntax in a path.

Dagster makes a database URL of its home, in which `?`, `%` and `#` lead elsewhere, and offers no
way to quote them: it gets such a path through a symbolic link. DuckDB puts the name of its
write-ahead log before a question mark, takes a backslash for a slash, and resolves links first:
in such a folder it writes no database. Links and files lie in the system's folder for temporary
files; a run makes anew what is missing there. Who reads paths as they are gets them as they are.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from pipelines.storage.files import StorageError, unwritable

# Letters and digits of any script, and what no URL, template or pattern gives a meaning.
_PLAIN = re.compile(r"[\w/.\-+@,= ~]*")
# What DuckDB does not take as a part of a name.
_NO_DATABASE = re.compile(r"[?\\]")


def plain(path: Path) -> Path:
    """The path itself, or the same place by the name of a link to its folder.

    Args:
        path: absolute, in a folder that exists; its own name must be plain.

    Raises:
        StorageError: the link cannot be made.
    """
    if _PLAIN.fullmatch(str(path)):
        return path
    link = _place_of(path.parent).with_suffix(".link")
    try:
        _make_own_folder(link.parent)
        if not (link.is_symlink() and link.readlink() == path.parent):
            beside = link.with_suffix(f".{os.getpid()}")
            beside.unlink(missing_ok=True)
            beside.symlink_to(path.parent, target_is_directory=True)
            beside.replace(link)
    except OSError as error:
        raise unwritable(error, link) from error
    return link / path.name


def database_folder(folder: Path) -> Path:
    """The folder itself, or one that stands for it, in which DuckDB can write a database.

    Raises:
        StorageError: it cannot be made.
    """
    if not _NO_DATABASE.search(str(folder)):
        return folder
    place = _place_of(folder)
    try:
        _make_own_folder(place.parent)
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise unwritable(error, place) from error
    return place


def _place_of(folder: Path) -> Path:
    own = Path(tempfile.gettempdir()) / f"compute-ledger-{os.getuid()}"
    return own / hashlib.sha256(os.fsencode(folder)).hexdigest()[:24]


def _make_own_folder(folder: Path) -> None:
    """The folder that is this user's alone."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise StorageError(f"{folder}: is somebody else's; remove it or set TMPDIR to your own")
