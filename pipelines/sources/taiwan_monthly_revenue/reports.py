"""Which documents `ledger record` gives to this source: published reports, tables of months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.sources.taiwan_monthly_revenue.month_table import MonthTables, is_table
from pipelines.sources.taiwan_monthly_revenue.recording import MonthRecording

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.registry import Registry
    from pipelines.sources.recording.files import File

_BEFORE_JSON = b"\xef\xbb\xbf \t\r\n"


class MonthReports:
    """Reports of a month as one of the exchanges published them, and tables of months."""

    def __init__(self, registry: Registry, out_dir: Path) -> None:
        self._months = MonthRecording(registry, out_dir)
        self._tables = MonthTables(registry, out_dir)

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Rows of reports that were left out: place and reason."""
        return self._months.refused

    def takes(self, file: File, body: bytes) -> bool:
        """Whether it is a table of rows: the SEC's JSON is an object."""
        is_list = body[:64].lstrip(_BEFORE_JSON).startswith(b"[")
        return is_table(body) or file.suffix == ".csv" or is_list

    def add(self, file: File, body: bytes) -> None:
        """Gather one document.

        Raises:
            SourceError: it cannot be used.
        """
        if is_table(body):
            self._tables.add(body)
        else:
            self._months.add(file, body)

    def write(self) -> list[tuple[str, int]]:
        """Write what was gathered: the name of each file, without its ending, and its rows.

        Raises:
            StorageError: a file cannot be written.
        """
        return [*self._months.write(), *self._tables.write()]


RECORDING = MonthReports
