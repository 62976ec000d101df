"""The sources that there are: a folder beside this file with a `source.py` is one.

Nothing else lists them, so that deleting a folder removes its source.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from pipelines.sources.base import AnySource
    from pipelines.sources.recording.reports import ReportRecording

_HERE = Path(__file__).parent


def sources() -> list[AnySource]:
    """The `SOURCE` of every folder, by name."""
    return [
        cast("AnySource", import_module(f"{__package__}.{name}.source").SOURCE)
        for name in _with_module("source")
    ]


def report_recordings() -> dict[str, type[ReportRecording]]:
    """The `RECORDING` of every folder with a `reports.py`, by the source's name."""
    found = {
        name: import_module(f"{__package__}.{name}.reports").RECORDING
        for name in _with_module("reports")
    }
    return cast("dict[str, type[ReportRecording]]", found)


def _with_module(module: str) -> list[str]:
    return sorted(
        path.parent.name
        for path in _HERE.glob(f"*/{module}.py")
        if (path.parent / "source.py").is_file()
    )
