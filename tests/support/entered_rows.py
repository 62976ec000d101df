"""Rows of a kind of statements, as a person's file holds them, and what is said of a wrong one."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.registry import Registry, load_registry
from pipelines.settings import PACKAGE_DIR
from pipelines.sources.statement_files import StatementsFile
from pipelines.sources.statement_source import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.sources.document import Parsed
    from pipelines.sources.statement_source import StatementsSource

REGISTRY = load_registry(PACKAGE_DIR / "registry")
TODAY = dt.date(2026, 11, 26)


def body(*rows: Mapping[str, str], header: list[str] | None = None) -> bytes:
    """The rows as a CSV file whose columns are those of the first, or the given ones."""
    text = io.StringIO()
    writer = csv.DictWriter(text, header or list(rows[0]), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@dataclass(frozen=True, slots=True)
class EnteredRows:
    """A source of rows that people enter, with one of them that can be used."""

    source: StatementsSource
    good: Mapping[str, str]

    def parse(
        self,
        *rows: Mapping[str, str],
        name: str = "own/mine.csv",
        registry: Registry = REGISTRY,
    ) -> Parsed:
        """The rows, read from a file of this name."""
        return self.read(StatementsFile(name, body(*rows)), registry=registry)

    def read(self, *files: StatementsFile, registry: Registry = REGISTRY) -> Parsed:
        """The rows of files."""
        return parse(self.source.kind, files, registry, TODAY)

    def row(self, **cells: str) -> dict[str, object]:
        """The good row with these cells, which is read."""
        parsed = self.parse({**self.good, **cells})
        assert parsed.quarantined["reason"].to_list() == []
        [row] = parsed.frame.to_dicts()
        return row

    def said_of(self, **cells: str) -> str:
        """What is said of the good row with these cells, beside which the good one publishes."""
        parsed = self.parse({**self.good, **cells}, self.good)
        assert parsed.frame["file"].to_list() == ["own/mine.csv:3"], "the row beside it publishes"
        [reason] = parsed.quarantined["reason"]
        assert reason.startswith("own/mine.csv line 2, column ")
        return str(reason)
