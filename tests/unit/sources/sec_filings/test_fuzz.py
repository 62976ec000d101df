"""The parsers of filing lists on damaged bodies: a `LedgerError` comes out, or what they say."""

from __future__ import annotations

from pipelines.settings import PACKAGE_DIR, Settings
from pipelines.sources.recording.files import File
from pipelines.sources.sec_filings import source as sec_filings
from pipelines.sources.sec_filings.recording import FilingsRecording
from tests.support import fuzzing
from tests.support.api_bodies import CIK, filing, registry, submissions_body

PAGES = [{"name": f"CIK{CIK:010d}-submissions-001.json", "filingCount": 1}]
FILINGS = [
    submissions_body(filing()),
    submissions_body(filing(form="8-K"), filing()).replace(
        b'"files": []', f'"files": [{PAGES[0]}]'.replace("'", '"').encode()
    ),
]


def test_submissions() -> None:
    fuzzing.refuses_some(lambda body: sec_filings.parse(body, "GOOGL", CIK), FILINGS)


def test_older_pages() -> None:
    settings = Settings()
    fuzzing.refuses_some(lambda body: sec_filings.older_pages(body, settings), FILINGS)


def test_what_is_recorded() -> None:
    """The one look at JSON that `ledger record` takes itself."""
    recording = FilingsRecording(registry(), PACKAGE_DIR)
    file = File("x.json", "x.json", "", (), 0, bytes)
    fuzzing.try_damages(lambda body: recording.add(file, body), FILINGS, seed=7)
