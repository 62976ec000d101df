"""What is acknowledged of the checks: what an entry covers, and what is refused on load."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.registry import AcknowledgedCheck, RegistryError, load_registry
from pipelines.settings import PACKAGE_DIR

ENTRY: dict[str, Any] = {
    "table": "normalized.versions",
    "check": "no_gaps",
    "rows": ["META capex_cash 2020Q1"],
    "reason": "For a test.",
    "reviewed": "2026-11-24",
    "audience": "nobody",
}
WITHOUT_ROWS = {name: value for name, value in ENTRY.items() if name != "rows"}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return shutil.copytree(PACKAGE_DIR / "registry", tmp_path / "registry")


def _write(directory: Path, *entries: dict[str, Any]) -> Path:
    text = yaml.safe_dump({"acknowledged_checks": list(entries)})
    (directory / "acknowledged_checks.yml").write_text(text, encoding="utf-8")
    return directory


def test_an_entry_covers_the_rows_that_it_names(directory: Path) -> None:
    [entry] = load_registry(_write(directory, ENTRY)).acknowledged_checks
    assert entry.covers("META capex_cash 2020Q1", "META")
    assert not entry.covers("META capex_cash 2020Q2", "META")


def test_no_shipped_row_is_named_by_a_line_of_a_file() -> None:
    """Such a name is another row's as soon as one is inserted above it."""
    entries = load_registry(PACKAGE_DIR / "registry").acknowledged_checks
    assert not [row for entry in entries for row in entry.rows if re.search(r"\.csv:[0-9]", row)]


def test_an_entry_covers_the_rows_of_its_companies() -> None:
    entry = AcknowledgedCheck.model_validate({**WITHOUT_ROWS, "companies": ["META"]})
    assert entry.covers("META capex_cash 2020Q2", "META")
    assert not entry.covers("META capex_cash 2020Q2", None)
    assert not entry.covers("AMZN capex_cash 2020Q2", "AMZN")


def test_a_pattern_covers_what_it_matches_from_begin_to_end() -> None:
    entry = AcknowledgedCheck.model_validate({**WITHOUT_ROWS, "pattern": r"META \w+ 20\d\dQ1"})
    assert entry.covers("META capex_cash 2020Q1", "META")
    assert not entry.covers("META capex_cash 2020Q1 and more", "META")


def test_without_the_file_nothing_is_acknowledged(directory: Path) -> None:
    (directory / "acknowledged_checks.yml").unlink()
    assert load_registry(directory).acknowledged_checks == ()


TOMORROW = (dt.datetime.now(dt.UTC) + dt.timedelta(days=2)).date().isoformat()


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({**ENTRY, "reason": " "}, "no_gaps: reason: "),
        ({name: value for name, value in ENTRY.items() if name != "reason"}, "no_gaps: reason: "),
        ({**ENTRY, "audience": ""}, "no_gaps: audience: "),
        ({**ENTRY, "reviewed": TOMORROW}, f"no_gaps: reviewed: Value error, {TOMORROW} is in the"),
        ({**ENTRY, "reviewed": "yesterday"}, "no_gaps: reviewed: 'yesterday' is not a valid date"),
        ({**ENTRY, "table": "versions"}, "no_gaps: table: "),
        (WITHOUT_ROWS, "no_gaps: rows, companies, pattern: name the failing rows by one"),
        ({**ENTRY, "companies": ["META"]}, "no_gaps: rows, companies, pattern: name the failing"),
        ({**WITHOUT_ROWS, "companies": ["ZZZ"]}, "no_gaps: companies: ZZZ is not a company of"),
        ({**WITHOUT_ROWS, "pattern": ".*"}, "no_gaps: pattern: Value error, covers every row"),
        ({**WITHOUT_ROWS, "pattern": r".+|"}, "no_gaps: pattern: Value error, covers every row"),
        ({**WITHOUT_ROWS, "pattern": "("}, "no_gaps: pattern: Value error, is not a regular"),
        ({**ENTRY, "severity": "error"}, "no_gaps: severity: "),
    ],
)
def test_an_entry_that_cannot_be_used_is_refused(
    directory: Path, entry: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RegistryError, match=rf"acknowledged_checks\.yml: {sentence}"):
        load_registry(_write(directory, entry))


def test_an_entry_stands_once(directory: Path) -> None:
    with pytest.raises(RegistryError, match=r"entry: named twice: normalized\.versions no_gaps"):
        load_registry(_write(directory, ENTRY, {**ENTRY, "reason": "For another."}))
