"""Which documents `ledger record` gives to this source: published reports, tables of months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.sources.recording.kinds import ReportRecording, WrittenReport
from pipelines.sources.taiwan_monthly_revenue import replay
from pipelines.sources.taiwan_monthly_revenue.month_reports import MonthRecording
from pipelines.sources.taiwan_monthly_revenue.month_table import MonthTables, is_table

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.registry import Registry
    from pipelines.sources.recording.files import File

_BEFORE_JSON = b"\xef\xbb\xbf \t\r\n"


class MonthReports(ReportRecording):
    """Reports of a month as one of the exchanges published them, and tables of months."""

    def __init__(self, registry: Registry, out_dir: Path) -> None:
        self._months = MonthRecording(registry, out_dir)
        self._tables = MonthTables(registry, out_dir)
        # Rows of reports that were left out.
        self.refused = self._months.refused

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

    def write(self) -> list[WrittenReport]:
        """Write what was gathered, a file a month and exchange.

        Raises:
            StorageError: a file cannot be written.
        """
        written = [*self._months.write(), *self._tables.write()]
        return [WrittenReport(replay.NAME, *each) for each in written]


RECORDING = MonthReports
