"""Rulings on single facts: what is refused on load."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.registry import RegistryError, load_registry
from pipelines.settings import PACKAGE_DIR

SIGN: dict[str, Any] = {
    "company_id": "META",
    "accession": "0001326801-25-000017",
    "concept": "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment",
    "period_start": "2024-01-01",
    "period_end": "2024-12-31",
    "kind": "sign",
    "dated": "2026-11-25",
    "reason": "For a test.",
}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return shutil.copytree(PACKAGE_DIR / "registry", tmp_path / "registry")


def _write(directory: Path, *rulings: dict[str, Any]) -> Path:
    path = directory / "fact_corrections.yml"
    path.write_text(yaml.safe_dump({"fact_corrections": list(rulings)}), encoding="utf-8")
    return directory


def test_rulings_of_each_kind_are_read(directory: Path) -> None:
    moved = {**SIGN, "kind": "date", "means_start": "2023-12-31", "period_end": "2024-12-30"}
    twice = {**SIGN, "kind": "duplicate", "stands": 37256000000, "period_start": None}
    sign, date, duplicate = load_registry(_write(directory, SIGN, moved, twice)).fact_corrections
    assert sign.period_start == dt.date(2024, 1, 1)
    assert date.means_start == dt.date(2023, 12, 31)
    assert duplicate.stands == Decimal(37256000000)


def test_without_the_file_every_fact_is_read_as_filed(directory: Path) -> None:
    (directory / "fact_corrections.yml").unlink(missing_ok=True)
    assert load_registry(directory).fact_corrections == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"company_id": "ZZZ"}, "ZZZ: company_id: is not a company"),
        ({"accession": "1-2-3"}, "1-2-3: accession: "),
        ({"kind": "mood"}, "0001326801-25-000017: kind: "),
        ({"reason": " "}, "0001326801-25-000017: reason: "),
        ({"kind": "date"}, "means_start, means_end: one or both, for the kind date only"),
        ({"means_end": "2024-12-30"}, "means_start, means_end: one or both"),
        ({"kind": "duplicate"}, "stands: the figure that stands, for the kind duplicate only"),
        ({"stands": 5}, "stands: the figure that stands"),
        (
            {"kind": "date", "means_end": "2023-12-31"},
            "means_start, means_end: the period would end before it starts",
        ),
        (
            {"kind": "date", "period_start": None, "means_start": "2024-01-01"},
            "means_start: an instant has no first day",
        ),
        ({"kind": "duplicate", "stands": float("inf")}, "stands: "),
        ({"period_end": "2023-12-31"}, "period_start, period_end: the period ends before it"),
        ({"dated": "2999-01-01"}, "2999-01-01 is in the future"),
    ],
)
def test_a_ruling_that_cannot_be_used_is_refused(
    directory: Path, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RegistryError) as caught:
        load_registry(_write(directory, {**SIGN, **change}))
    assert sentence in str(caught.value)


def test_two_rulings_on_one_fact_are_refused(directory: Path) -> None:
    again = {**SIGN, "kind": "duplicate", "stands": 1}
    with pytest.raises(RegistryError, match="named twice: 0001326801-25-000017"):
        load_registry(_write(directory, SIGN, again))
