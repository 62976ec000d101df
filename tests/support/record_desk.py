"""Documents that a person has, to be recorded, and what is recorded of them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from pipelines.archive import recorded
from pipelines.archive.recorded import Replay
from pipelines.registry import load_registry
from pipelines.settings import Settings
from pipelines.sources import recorded_filers
from pipelines.sources.document import Parsed
from pipelines.sources.recording.documents import RecordSummary, record
from tests.support.api_bodies import CIK, alphabet, registry


class RecordDesk:
    """A folder of documents, and one to record into."""

    def __init__(self, directory: Path) -> None:
        self.documents = directory / "documents"
        self.out = directory / "recorded"
        self.documents.mkdir()
        self.registry = registry(alphabet(1288776))

    def add(self, body: bytes, name: str | None = None) -> Path:
        path = self.documents / (name or f"{len(list(self.documents.iterdir()))}.json")
        path.write_bytes(body)
        return path

    def record(self) -> RecordSummary:
        return record([self.documents], self.registry, self.out)

    def rows(self, source: str, cik: int = CIK) -> list[dict[str, str]]:
        with recorded_filers.path_of(self.out, source, cik).open(newline="") as file:
            return list(csv.DictReader(file))

    def bytes(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.out)): path.read_bytes()
            for path in sorted(self.out.rglob("*"))
            if path.is_file()
        }


def assert_shipped_rows_parse(
    name: str, replay: Replay, parse: Callable[[bytes, str, int], Parsed]
) -> None:
    """The recorded rows of each filer come through the source's own parser, all of them."""
    settings = Settings()
    registry = load_registry(settings.registry_dir)
    companies = {cik: company for company in registry.companies for cik in company.ciks}
    paths = sorted((settings.recorded_dir / name).glob("*.csv"))
    assert paths
    for path in paths:
        cik = int(path.stem.removeprefix("CIK"))
        body = recorded.render(settings.recorded_dir, name, path.stem, replay)
        parsed = parse(body, companies[cik].company_id, cik)
        assert parsed.quarantined.is_empty()
        assert parsed.frame.height == path.read_text().count("\n") - 1
