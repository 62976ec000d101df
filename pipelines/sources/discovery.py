"""The sources that there are: a folder beside this file with a `source.py` is one.

Nothing else lists them, so that deleting a folder removes its source.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.sources.base import AnySource
    from pipelines.sources.recording.kinds import Recording
    from pipelines.sources.xbrl.identity import KnownFiling

_HERE = Path(__file__).parent


def sources() -> list[AnySource]:
    """The `SOURCE` of every folder, by name."""
    return [source_named(name) for name in _with_module("source")]


def source_named(name: str) -> AnySource:
    """The `SOURCE` of a folder."""
    found: AnySource = _module(name, "source").SOURCE
    return found


def recordings() -> list[type[Recording]]:
    """The `RECORDING` of every folder with a `recording.py`, by the source's name."""
    return [_module(name, "recording").RECORDING for name in _with_module("recording")]


def known_filings(out_dir: Path, cik: int, apart_from: str = "") -> list[KnownFiling]:
    """The filings of a filer that sources have recorded, by the `known_filings.py` of each.

    What lists filings speaks before what only names the filing of its facts.

    Args:
        out_dir: the recorded data.
        cik: the filer.
        apart_from: a source that is not asked.
    """
    found: dict[str, KnownFiling] = {}
    said = [
        each
        for name in _with_module("known_filings")
        if name != apart_from
        for each in _module(name, "known_filings").known_filings(out_dir, cik)
    ]
    for each in sorted(said, key=lambda each: each.is_inferred):
        found.setdefault(each.accession, each)
    return list(found.values())


def _module(name: str, module: str) -> Any:
    return import_module(f"{__package__}.{name}.{module}")


def _with_module(module: str) -> list[str]:
    return sorted(
        path.parent.name
        for path in _HERE.glob(f"*/{module}.py")
        if (path.parent / "source.py").is_file()
    )
