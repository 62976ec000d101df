"""Facts with dimensions from a server: submissions, folder, instance; each filing once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.archive import recorded
from pipelines.registry import load_registry
from pipelines.settings import Settings
from pipelines.sources.base import AnySource
from pipelines.sources.refresh import engine
from pipelines.sources.sec_filings.source import SOURCE as FILED
from pipelines.sources.sec_segment_facts import replay
from pipelines.sources.sec_segment_facts.source import SOURCE as SEGMENTS
from tests.support.sec_server import CIKS, RECORDED, SecServer, sec_server, small_registry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NVDA = CIKS["NVDA"]
FILINGS = ("0001045810-24-000029", "0001045810-25-000023")


@pytest.fixture
def server() -> Iterator[SecServer]:
    with sec_server() as running:
        for accession in FILINGS:
            fill(running, accession)
        yield running


def fill(server: SecServer, accession: str) -> None:
    """Serve the folder of a recorded filing of NVIDIA."""
    rows = recorded.read_rows(replay.path(RECORDED, NVDA), replay.COLUMNS)
    [document] = {row["document"] for row in rows if row["accession"] == accession}
    for name in ("index.json", document, "recorded_lab.xml"):
        body = replay.render(rows, NVDA, f"{accession}/{name}")
        if body is not None:
            server.bodies[folder(accession) + name] = body


def folder(accession: str) -> str:
    return f"/Archives/edgar/data/{NVDA}/{accession.replace('-', '')}/"


def test_a_live_run_reads_each_filing_once(server: SecServer, tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path / "data",
        registry_dir=small_registry(tmp_path / "registry"),
        live=True,
        user_agent="Ada Lovelace ada@example.org",
        sec_data_url=server.url,
        sec_archives_url=server.url,
        retry_max_wait_seconds=0,
        segment_facts_since=dt.date(2024, 1, 1),
    )
    registry = load_registry(settings.registry_dir)
    companies = [registry.company("NVDA")]

    def refresh(source: AnySource) -> tuple[str, int]:
        [outcome] = engine.refresh(source, registry, settings, companies)
        return outcome.status, outcome.rows

    def asked() -> set[str]:
        found = {path for path, _, _ in server.served if path.startswith("/Archives/")}
        server.served.clear()
        return found

    assert refresh(SEGMENTS)[0] == "not_recorded"
    refresh(FILED)
    # The other reports since then have no folder here: each is named, and these two publish.
    status, rows = refresh(SEGMENTS)
    rows_of_nvidia = recorded.read_rows(replay.path(RECORDED, NVDA), replay.COLUMNS)
    recorded_rows = [row for row in rows_of_nvidia if row["accession"] in FILINGS]
    assert (status, rows) == ("new", len(recorded_rows))
    assert {path for path in asked() if path.startswith(folder(FILINGS[1]))} == {
        folder(FILINGS[1]) + name for name in ("index.json", "nvda-20250126_htm.xml")
    }
    quarantine = pl.read_parquet(settings.raw_dir / "quarantine" / "*.parquet")
    assert quarantine.height > 0
    assert not set(FILINGS) & set(quarantine["accession"])

    assert refresh(SEGMENTS) == ("quarantined", len(recorded_rows))
    again = asked()
    assert again
    assert not any(path.startswith((folder(FILINGS[0]), folder(FILINGS[1]))) for path in again)

    # What the archive holds of a filing is not asked for again, even to read it anew.
    (settings.raw_dir / "sec_segment_facts" / "NVDA.parquet").unlink()
    assert refresh(SEGMENTS) == ("new", len(recorded_rows))
    assert {path for path in asked() if path.startswith(folder(FILINGS[1]))} == {
        folder(FILINGS[1]) + "index.json"
    }
