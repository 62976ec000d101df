"""A filing's XBRL to a table of its numeric facts, against edgartools in the same run.

Each contender starts in a process of its own and is timed without its imports; the best of
several interleaved rounds counts. Both must come to the same facts. edgartools reads a local
filing from its instance and linkbases, never from inline XBRL, so the ledger's reading of the
inline document is shown beside it. Only ratios are asserted, never times.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.settings import PROJECT_DIR

REPOSITORY = PROJECT_DIR
SHARED = REPOSITORY / ".." / "shared" / "data"
FILING = SHARED / "xbrl_instances" / "NVDA_10K_FY2024_0001045810-24-000029"
INSTANCE = FILING / "nvda-20240221_htm.xml"
INLINE = SHARED / "ixbrl_htm" / "NVDA_10-K_FY2024_0001045810-24-000029.htm"

ROUNDS = 3
TIMES_EDGARTOOLS = 5.0

pytestmark = [
    pytest.mark.bench,
    pytest.mark.shared,
    pytest.mark.skipif(
        not (INSTANCE.is_file() and INLINE.is_file()), reason="the shared documents are not here"
    ),
    pytest.mark.skipif(
        importlib.util.find_spec("edgar") is None, reason="edgartools is not installed"
    ),
]

# Every program reads one path, times `load` and prints: facts, their digest, seconds.
_HEAD = """
import hashlib, sys, time
from decimal import Decimal
from pathlib import Path
path = Path(sys.argv[1])
"""
_TAIL = """
load()
best = float("inf")
for _ in range(5):
    start = time.perf_counter()
    loaded = load()
    best = min(best, time.perf_counter() - start)
lines = sorted("|".join(map(str, fact)) for fact in facts(loaded))
print(len(lines), hashlib.sha256("\\n".join(lines).encode()).hexdigest(), best)
"""

_LEDGER_FACTS = """
def facts(loaded):
    for row in loaded.frame.iter_rows(named=True):
        yield (
            row["concept"], row["dimensions"], row["unit"], row["period_start"],
            row["period_end"], row["value"].normalize(), row["decimals"],
        )
"""
LEDGER = f"""{_HEAD}
from pipelines.sources.xbrl import parse_instance
def load():
    return parse_instance(path.read_bytes(), path.name)
{_LEDGER_FACTS}{_TAIL}"""

LEDGER_INLINE = f"""{_HEAD}
from pipelines.sources.xbrl import parse_inline
def load():
    return parse_inline({{path.name: path.read_bytes()}}, path.name)
{_LEDGER_FACTS}{_TAIL}"""

# edgartools' own objects, brought to the same words outside the time.
_EDGARTOOLS_FACTS = """
def measure(text):
    return text.rpartition(":")[2]
def facts(loaded):
    for fact in loaded._facts.values():
        if fact.unit_ref is None or not fact.value:
            continue
        context = loaded.contexts[fact.context_ref]
        unit = loaded.units[fact.unit_ref]
        name = (
            measure(unit["measure"]) if unit["type"] == "simple"
            else measure(unit["numerator"][0]) + "/" + measure(unit["denominator"][0])
        )
        period = context.period
        yield (
            fact.element_id,
            ";".join(f"{axis}={member}" for axis, member in sorted(context.dimensions.items())),
            name, period.get("startDate"), period.get("endDate") or period["instant"],
            Decimal(fact.value).normalize(),
            None if fact.decimals == "INF" else int(fact.decimals),
        )
"""
EDGARTOOLS = f"""{_HEAD}
from edgar.xbrl import XBRL
def load():
    loaded = XBRL.from_directory(path.parent)
    loaded.facts.to_dataframe()
    return loaded
{_EDGARTOOLS_FACTS}{_TAIL}"""
EDGARTOOLS_NO_TABLE = EDGARTOOLS.replace("    loaded.facts.to_dataframe()\n", "")


def run(program: str, path: Path) -> tuple[int, str, float]:
    environment = {**os.environ, "POLARS_MAX_THREADS": "2", "EDGAR_IDENTITY": "A a@example.org"}
    finished = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
        env=environment,
    )
    facts, digest, seconds = finished.stdout.split()[-3:]
    return int(facts), digest, float(seconds)


def test_reading_a_filing_is_several_times_faster_than_edgartools(
    capsys: pytest.CaptureFixture[str],
) -> None:
    programs = {
        "ledger, instance": (LEDGER, INSTANCE),
        "ledger, inline": (LEDGER_INLINE, INLINE),
        "edgartools": (EDGARTOOLS, INSTANCE),
        "edgartools, no table": (EDGARTOOLS_NO_TABLE, INSTANCE),
    }
    seconds = dict.fromkeys(programs, float("inf"))
    found = {}
    for _ in range(ROUNDS):
        for name, (program, path) in programs.items():
            facts, digest, taken = run(program, path)
            found[name] = (facts, digest)
            seconds[name] = min(seconds[name], taken)
    with capsys.disabled():
        print("\n\na filing's numeric facts       ms   ledger, instance is faster by   inline by")
        for name, taken in seconds.items():
            by_instance = taken / seconds["ledger, instance"]
            by_inline = taken / seconds["ledger, inline"]
            print(f"{name:<24}{1000 * taken:>9.1f}{by_instance:>31.1f}x{by_inline:>11.1f}x")
    assert found["ledger, instance"][0] > 1000
    assert len(set(found.values())) == 1
    assert seconds["edgartools"] / seconds["ledger, instance"] >= TIMES_EDGARTOOLS
