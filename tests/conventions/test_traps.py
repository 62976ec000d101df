"""Each trap that the spine meets has a test named after its id."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]

# The ways in which filings mislead that capex from companyfacts can meet, by the ids of the
# list of traps that the project keeps; the others wait for dimensional facts and other sources.
SPINE = (
    "a1", "a3", "a4", "a5", "et4", "et5", "et9", "et10", "m1", "m3", "n1", "n2",
    "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "v1", "v2", "v3", "v4", "v6",
)  # fmt: skip


def test_every_trap_of_the_spine_has_a_test_named_after_it() -> None:
    sources = [path.read_text("utf-8") for path in TESTS.rglob("test_*.py")]
    named = {
        trap
        for source in sources
        for line in re.findall(r"def test_\w*", source)
        for trap in re.findall(r"(?<=trap_)[a-z]{1,2}\d{1,2}(?=_|$)", line)
    }
    missing = sorted(set(SPINE) - named)
    assert not missing, f"no test is named after {', '.join(missing)}"
