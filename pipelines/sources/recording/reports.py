"""What `reports.py` of a source's folder has to offer: recording of reports that are the source's.

The SEC's documents are not these: one of them says which filing another belongs to, so they are
sorted out together (`documents.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.registry import Registry
    from pipelines.sources.recording.files import File


class ReportRecording(Protocol):
    """Gathers the reports of one source, then writes them as recorded data."""

    def __init__(self, registry: Registry, out_dir: Path) -> None: ...

    @property
    def refused(self) -> list[tuple[str, str]]:
        """What was left out of reports that were used: place and reason."""

    def takes(self, file: File, body: bytes) -> bool:
        """Whether it is of the kind of the source's reports."""

    def add(self, file: File, body: bytes) -> None:
        """Gather one; raises `SourceError` if it cannot be used."""

    def write(self) -> list[tuple[str, int]]:
        """Write what was gathered: the name of each file, without its ending, and its rows."""
