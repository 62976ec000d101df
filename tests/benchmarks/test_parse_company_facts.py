"""Companyfacts to tidy tables, against edgartools and plain pandas in the same run.

Each contender starts in a process of its own, reads the same bodies from disk, and is timed
without its imports; the best of several interleaved rounds counts. Only ratios and memory are
asserted, never times.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipelines.settings import PROJECT_DIR

REPOSITORY = PROJECT_DIR
SHARED = REPOSITORY / ".." / "shared" / "data" / "companyfacts_full"

ROUNDS = 5
COMPANIES = 100
TIMES_EDGARTOOLS = 12.0
TIMES_PANDAS = 5.0
MEGABYTES = 600.0

# The ledger's workers can only be measured where there is work for two processors.
FREE_PROCESSORS = 1.6

pytestmark = [
    pytest.mark.bench,
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here"),
    pytest.mark.skipif(
        importlib.util.find_spec("edgar") is None, reason="edgartools is not installed"
    ),
]

# Every program reads the paths of the bodies and prints: facts, seconds.
_HEAD = """
import json, sys, time
paths = json.load(sys.stdin)
"""

# The tables are made and let go, as the pipeline writes them company by company.
LEDGER = (
    _HEAD
    + """
from pathlib import Path
from pipelines.sources.sec_company_facts.source import CompanyBody, parse_many
def bodies():
    for path in paths:
        body = Path(path).read_bytes()
        cik = int(body[:40].split(b":")[1].split(b",")[0])
        yield CompanyBody(body, "C", cik)
next(parse_many([next(bodies())]))
start = time.perf_counter()
facts = sum(len(parsed.frame) for _, parsed in parse_many(bodies()))
print(facts, time.perf_counter() - start)
"""
)

# The facts parser alone, whose result is a list of objects, and on to the table.
EDGARTOOLS_FACTS = (
    _HEAD
    + """
from edgar.entity.parser import EntityFactsParser
def parse(path):
    with open(path, "rb") as file:
        return EntityFactsParser.parse_company_facts(json.load(file))
parse(paths[0])
start = time.perf_counter()
facts = sum(len(parse(path)) for path in paths)
print(facts, time.perf_counter() - start)
"""
)
EDGARTOOLS = EDGARTOOLS_FACTS.replace("len(parse(path))", "len(parse(path).to_dataframe())")

# Values as floats and without any check: less than the ledger does.
PANDAS = (
    _HEAD
    + """
import pandas as pd
def parse(path):
    with open(path, "rb") as file:
        body = json.load(file)
    rows = [
        {"concept": f"{taxonomy}:{concept}", "unit": unit, **fact}
        for taxonomy, concepts in body["facts"].items()
        for concept, content in concepts.items()
        for unit, facts in content["units"].items()
        for fact in facts
    ]
    frame = pd.DataFrame(rows)
    for column in ("start", "end", "filed"):
        frame[column] = pd.to_datetime(frame[column])
    return frame
parse(paths[0])
start = time.perf_counter()
facts = sum(len(parse(path)) for path in paths)
print(facts, time.perf_counter() - start)
"""
)

# Peak memory, as the operating system saw it, after a hundred large companies.
MEMORY = LEDGER + "import resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"


def run(program: str, paths: list[Path]) -> list[str]:
    # As many polars threads as workers: they are shared by all workers of a process.
    environment = {**os.environ, "POLARS_MAX_THREADS": "2", "EDGAR_IDENTITY": "A a@example.org"}
    finished = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps([str(path) for path in paths]),
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
        env=environment,
    )
    return finished.stdout.split()


def large_bodies() -> list[Path]:
    return [path for path in sorted(SHARED.rglob("*.json")) if path.stat().st_size > 500_000]


def two_threads_gain() -> float:
    """How many times as much two threads get done as one: 2 where two processors are free."""
    block = bytes(100_000_000)

    def seconds(threads: int) -> float:
        workers = [threading.Thread(target=hashlib.sha256, args=(block,)) for _ in range(threads)]
        start = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return time.perf_counter() - start

    return statistics.median(2 * seconds(1) / seconds(2) for _ in range(5))


def test_parsing_is_several_times_faster_than_its_peers(capsys: pytest.CaptureFixture[str]) -> None:
    bodies = large_bodies()
    programs = {
        "ledger": LEDGER,
        "edgartools": EDGARTOOLS,
        "edgartools, no table": EDGARTOOLS_FACTS,
        "pandas": PANDAS,
    }
    # The ledger is so fast that it needs more of the same to be timed well.
    paths = {name: bodies * (4 if name == "ledger" else 1) for name in programs}
    speed = dict.fromkeys(programs, 0.0)
    gains = []
    for _ in range(ROUNDS):
        for name, program in programs.items():
            facts, seconds = run(program, paths[name])
            speed[name] = max(speed[name], int(facts) / float(seconds))
        gains.append(two_threads_gain())
    gain = statistics.median(gains)
    times = {name: speed["ledger"] / speed[name] for name in programs}
    with capsys.disabled():
        print("\n\ncompanyfacts to tables   facts/second   ledger is faster by")
        for name in programs:
            print(f"{name:<24}{speed[name]:>13,.0f}{times[name]:>17.1f}x")
        print(f"two threads get {gain:.1f} times as much done as one")
    # The harder peer: a parser that makes no table.
    edgartools = times["edgartools, no table"]
    is_reached = edgartools >= TIMES_EDGARTOOLS and times["pandas"] >= TIMES_PANDAS
    if not is_reached and gain < FREE_PROCESSORS:
        pytest.skip(
            f"other processes hold the processors (two threads gain {gain:.1f} times): "
            f"{edgartools:.1f} times edgartools, {times['pandas']:.1f} times pandas say "
            "nothing: run again on a quiet machine"
        )
    assert edgartools >= TIMES_EDGARTOOLS
    assert times["pandas"] >= TIMES_PANDAS


def test_a_hundred_large_companies_fit_in_little_memory(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bodies = large_bodies()
    paths = [bodies[number % len(bodies)] for number in range(COMPANIES)]
    facts, _, kilobytes = run(MEMORY, paths)
    megabytes = int(kilobytes) / 1024
    with capsys.disabled():
        print(f"\n\n{COMPANIES} companies, {int(facts):,} facts: {megabytes:.0f} MB at most")
    assert int(facts) > 1_000_000
    assert megabytes <= MEGABYTES
