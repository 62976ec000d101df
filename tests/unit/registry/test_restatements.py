"""Rulings on restatements: what is refused on load."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.registry import RegistryError, load_registry
from pipelines.settings import PACKAGE_DIR

RULING: dict[str, Any] = {
    "company_id": "META",
    "metric_id": "capex_cash",
    "accessions": ["0001326801-25-000017"],
    "cause": "presentation_change",
    "dated": "2026-11-24",
    "reason": "For a test.",
}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return shutil.copytree(PACKAGE_DIR / "registry", tmp_path / "registry")


def _write(directory: Path, *rulings: dict[str, Any]) -> Path:
    (directory / "restatements.yml").write_text(yaml.safe_dump({"restatements": list(rulings)}))
    return directory


def test_a_ruling_names_its_filings_and_its_cause(directory: Path) -> None:
    [ruling] = load_registry(_write(directory, RULING)).restatements
    assert ruling.accessions == ("0001326801-25-000017",)
    assert ruling.cause == "presentation_change"


def test_without_the_file_there_are_no_rulings(directory: Path) -> None:
    (directory / "restatements.yml").unlink()
    assert load_registry(directory).restatements == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"company_id": "ZZZ"}, "ZZZ: company_id: is not a company"),
        ({"metric_id": "capex"}, "META: metric_id: capex is neither a metric nor"),
        ({"metric_id": "intc_dcai"}, "META: metric_id: intc_dcai is neither a metric nor"),
        ({"accessions": []}, "META: accessions: "),
        ({"accessions": ["1-2-3"]}, r"META: accessions\.0: "),
        ({"cause": "weather"}, "META: cause: "),
        ({"reason": " "}, "META: reason: "),
        ({"dated": "2999-01-01"}, "META: dated: .*2999-01-01 is in the future"),
    ],
)
def test_a_ruling_that_cannot_be_used_is_refused(
    directory: Path, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RegistryError, match=rf"restatements\.yml: {sentence}"):
        load_registry(_write(directory, {**RULING, **change}))


def test_a_filing_is_ruled_once(directory: Path) -> None:
    with pytest.raises(RegistryError, match="accessions: named twice: META capex_cash"):
        load_registry(_write(directory, RULING, {**RULING, "cause": "error_correction"}))
