"""The reader of statements on damaged files: each that says nothing is refused alone."""

from __future__ import annotations

from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR
from pipelines.sources.company_statements.source import SOURCE
from pipelines.sources.statement_files import StatementsFile
from pipelines.sources.statement_source import parse as parse_statements
from tests.support import fuzzing

STATEMENTS = [
    (
        b"company,line,period_start,period_end,value,unit,rounding,document,citation,accession,"
        b"stated_date,entered_date,confidence\n"
        b"NVDA,nvda_data_center,2025-01-27,2025-04-27,39100000000,USD,100000000,release,"
        b'"of 2025-05-28",,2025-05-28,2026-01-23,high\n'
    )
]


def test_statements() -> None:
    shipped = load_registry(PACKAGE_DIR / "registry")

    def parse(bodies: list[bytes]) -> None:
        files = [StatementsFile(f"own/{number}.csv", body) for number, body in enumerate(bodies)]
        parse_statements(SOURCE.kind, files, shipped)

    fuzzing.try_batches(parse, STATEMENTS, seed=4)
