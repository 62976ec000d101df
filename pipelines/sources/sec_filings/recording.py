"""Turns submissions that a person has into recorded filings by filer.

Keeps those whose facts count, in the layout of `replay.py`. What was recorded before stays.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.archive import recorded
from pipelines.sources.discovery import known_filings
from pipelines.sources.document import cik_name
from pipelines.sources.recording.filer_bodies import (
    PAGE,
    SUBMISSIONS,
    filer_of,
    is_body_of,
    kind_of_body,
    text_of,
)
from pipelines.sources.recording.kinds import ReportRecording, Written
from pipelines.sources.sec_filings import replay
from pipelines.sources.sec_filings import source as sec_filings

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.registry import Company, Registry
    from pipelines.sources.recording.files import File

# Forms whose facts count (rule 4 of the design), with their amendments.
_PERIODIC_FORMS = frozenset({"10-K", "10-KT", "10-Q", "10-QT", "20-F", "40-F"})
_CURRENT_FORMS = frozenset({"6-K", "8-K"})


class FilingsRecording(ReportRecording):
    """Gathers what the bodies list, then writes it per CIK."""

    def __init__(self, registry: Registry, out_dir: Path) -> None:
        self.refused = []
        self._registry = registry
        self._out_dir = out_dir
        self._companies: dict[int, Company] = {}
        self._filings: dict[int, list[pl.DataFrame]] = defaultdict(list)

    def takes(self, file: File, body: bytes) -> bool:
        """Whether it is a body of submissions, or a page of older ones."""
        del file
        return is_body_of(body, SUBMISSIONS, PAGE)

    def add(self, file: File, body: bytes) -> None:
        """Gather one body.

        Raises:
            SourceError: it cannot be used, or is about a filer that the registry does not have.
        """
        kind, stated = kind_of_body(body)
        cik, company = filer_of(file, stated, self._registry)
        parsed = sec_filings.parse(body, company.company_id, cik, is_page=kind == PAGE)
        self._companies[cik] = company
        self._filings[cik].append(parsed.frame)
        self.refused += [(file.place, reason) for reason in parsed.quarantined["reason"]]

    def write(self) -> list[Written]:
        """Write what was gathered, with what was recorded before.

        Of a current report it counts whether facts of it are recorded, so facts come first.

        Raises:
            StorageError: a recorded file cannot be written, or is of another layout.
        """
        written = []
        for cik, frames in sorted(self._filings.items()):
            company = self._companies[cik]
            filings = _united_filings([*frames, *_recorded_filings(self._out_dir, company, cik)])
            in_facts = known_filings(self._out_dir, cik, apart_from=replay.NAME)
            filings = _counting(filings, frozenset(each.accession for each in in_facts))
            rows = [_filing_row(row) for row in filings.iter_rows(named=True)]
            recorded.write_rows(replay.path(self._out_dir, cik), replay.COLUMNS, rows)
            newest = str(filings["report_date"].max() or "")
            written.append(Written(replay.NAME, company.company_id, cik, len(rows), newest))
        return written


def _united_filings(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """The union, each filing once, as the newest copy has it: its times are the best proven."""
    dated = [frame.with_columns(copy_date=pl.lit(frame["filed_date"].max())) for frame in frames]
    return (
        pl.concat(dated)
        .sort("copy_date", *frames[0].columns, descending=True, nulls_last=True)
        .unique("accession", keep="first", maintain_order=True)
        .drop("copy_date")
        .sort("filed_date", "accession")
    )


def _counting(filings: pl.DataFrame, in_facts: frozenset[str]) -> pl.DataFrame:
    """The filings whose facts count; current reports only if they hold structured facts."""
    form = pl.col("form").str.strip_suffix("/A")
    has_facts = pl.col("is_inline_xbrl") | pl.col("accession").is_in(list(in_facts))
    return filings.filter(
        form.is_in(list(_PERIODIC_FORMS)) | (form.is_in(list(_CURRENT_FORMS)) & has_facts)
    )


def _recorded_filings(out_dir: Path, company: Company, cik: int) -> list[pl.DataFrame]:
    if not replay.path(out_dir, cik).is_file():
        return []
    body = recorded.render(out_dir, replay.NAME, cik_name(cik), replay.REPLAY)
    return [sec_filings.parse(body, company.company_id, cik).frame]


def _filing_row(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["accession"],
        row["form"],
        text_of(row["filed_date"]),
        text_of(row["report_date"]),
        f"{row['accepted_at']:%Y-%m-%dT%H:%M:%S}+00:00",
        text_of(row["primary_document"]),
        str(int(row["is_inline_xbrl"])),
    )


RECORDING = FilingsRecording
