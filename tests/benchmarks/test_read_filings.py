"""Filings to guidance and technologies, against lxml's text and a plain search of it.

Twenty megabytes of reports as filed, inline XBRL and all. The peer does the least that anybody
would: lxml parses the page, gives its text, and a pattern looks for capital expenditure in it. The
ledger tells tables from prose, leaves out what is hidden, cuts sentences and reads them. The best
of several interleaved rounds counts; only the ratio is asserted, never a time.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import TYPE_CHECKING

import pytest
from lxml import html

from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR, PROJECT_DIR
from pipelines.text.documents import read
from pipelines.text.guidance import Context, extract_guidance
from pipelines.text.sentences import sentences
from pipelines.text.technologies import find_technologies

if TYPE_CHECKING:
    from collections.abc import Callable

REPORTS = PROJECT_DIR / ".." / "shared" / "data" / "ixbrl_htm"
BYTES = 20_000_000
ROUNDS = 3
TIMES_LXML = 4.0

pytestmark = [
    pytest.mark.bench,
    pytest.mark.shared,
    pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared documents are not here"),
]

_CAPEX = re.compile(r"capital expenditures?[^.]*\.", re.IGNORECASE)


def _bodies() -> list[bytes]:
    bodies: list[bytes] = []
    for path in sorted(REPORTS.glob("*.htm")):
        if sum(map(len, bodies)) < BYTES:
            bodies.append(path.read_bytes())
    return bodies


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


def test_reading_filings_costs_a_few_times_their_text() -> None:
    bodies = _bodies()
    technologies = load_registry(PACKAGE_DIR / "registry").technologies
    contexts = {"report": Context(dt.date(2026, 1, 28))}
    found = []

    def ledger() -> None:
        for body in bodies:
            cut = sentences(read(body, "report"))
            found.append(extract_guidance(cut, contexts)[0].height)
            find_technologies(cut, technologies)

    def peer() -> None:
        for body in bodies:
            _CAPEX.findall(html.document_fromstring(body).text_content())

    rounds = [(_seconds(ledger), _seconds(peer)) for _ in range(ROUNDS)]
    ours, theirs = (min(each) for each in zip(*rounds, strict=True))
    megabytes = sum(map(len, bodies)) / 1e6
    print(
        f"\n{megabytes:.1f} MB of reports: the ledger reads them in {ours:.2f} s of one core, "
        f"lxml's text and a search take {theirs:.2f} s: {ours / theirs:.2f} times as long"
    )
    assert sum(found) > 0
    assert ours < TIMES_LXML * theirs
