"""Which documents of a filing's folder state its facts: the instance and the label linkbase.

Source of the names: the EDGAR Filer Manual, volume II, 6.5 (`<ticker>-<yyyymmdd>.xml`, linkbases
with `_cal`, `_def`, `_lab`, `_pre`), and the SEC's own renderer, which extracts the facts of an
inline document as `<document>_htm.xml`. What the documents say is not read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.sources.document import SourceError, load_json

if TYPE_CHECKING:
    from collections.abc import Iterable

# A name goes into an address, so it is one plain file name.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*", re.ASCII)
_SIZE = re.compile(r"\d{1,15}", re.ASCII)
_CLASSIC = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*-\d{8}\.xml", re.ASCII)
_EXTRACTED = "_htm.xml"
_LABELS = "_lab.xml"


@dataclass(frozen=True, slots=True)
class Folder:
    """The documents to read: the instance, and the label linkbase where there is one."""

    instance: str
    labels: str | None


def files_of(index: bytes, what: str) -> dict[str, int]:
    """The files that a folder's `index.json` lists, with their sizes (0 where not stated).

    Raises:
        SourceError: it is no JSON, or not in the shape of EDGAR's index.
    """
    document = load_json(index, what)
    directory = document.get("directory")
    items = directory.get("item") if isinstance(directory, dict) else None
    if not isinstance(items, list):
        raise SourceError(f"{what}: lists no files: EDGAR has changed, or it is another document")
    files = {}
    for item in items:
        name = item.get("name") if isinstance(item, dict) else None
        if isinstance(name, str) and _NAME.fullmatch(name):
            files[name] = _size(item.get("size"))
    return files


def _size(stated: object) -> int:
    """The size that an index states, as text or as a number; 0 if it states none."""
    text = f"{stated:d}" if isinstance(stated, int) and 0 <= stated < 10**15 else stated
    return int(text) if isinstance(text, str) and _SIZE.fullmatch(text) else 0


def choose(files: dict[str, int]) -> Folder | None:
    """The instance and the label linkbase among these files; None if there is no instance.

    The renderer's extract outranks a classic instance, and the largest speaks where there are
    several: a filing of several inline documents has one extract for each, and exhibits have
    small ones (trap N4). Renderer reports (`R1.xml`), the filing summary and the linkbases are
    no instances.
    """
    instance = _largest((name for name in files if name.endswith(_EXTRACTED)), files) or _largest(
        (name for name in files if _CLASSIC.fullmatch(name)), files
    )
    if instance is None:
        return None
    stem = instance.removesuffix(_EXTRACTED).removesuffix(".xml")
    own = f"{stem}{_LABELS}"
    linkbases = [name for name in files if name.endswith(_LABELS)]
    return Folder(instance, own if own in files else _largest(linkbases, files))


def _largest(names: Iterable[str], files: dict[str, int]) -> str | None:
    return max(names, key=lambda name: (files[name], name), default=None)
