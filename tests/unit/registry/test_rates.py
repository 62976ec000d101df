"""Which source of exchange rates speaks: rates.yml, and what is refused in it."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from pipelines.registry import RegistryError, load_registry
from pipelines.settings import PACKAGE_DIR

FED = "{source: fed_h10, frequency: day}"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return shutil.copytree(PACKAGE_DIR / "registry", tmp_path / "registry")


def _write(directory: Path, text: str) -> Path:
    (directory / "rates.yml").write_text(text)
    return directory


def test_a_currency_without_a_list_of_its_own_has_that_of_the_others(directory: Path) -> None:
    rates = load_registry(directory).rates
    assert rates.of("KRW") == rates.others
    assert [each.source for each in rates.of("TWD")] == ["fed_h10", "fed_h10", "cbc"]
    assert rates.sources == {"TWD": ["cbc", "fed_h10"]}


def test_a_source_speaks_for_periods_within_its_span(directory: Path) -> None:
    text = "others: [{source: ecb, frequency: day, valid_from: 2024-01-01, valid_to: 2024-12-31}]"
    [ecb] = load_registry(_write(directory, text)).rates.of("EUR")
    days = [dt.date(2023, 12, 31), dt.date(2024, 1, 1), dt.date(2024, 12, 31), dt.date(2025, 1, 1)]
    assert [ecb.may_speak(day, day) for day in days] == [False, True, True, False]
    assert not ecb.may_speak(days[1], days[3])


def test_without_the_file_nobody_speaks(directory: Path) -> None:
    (directory / "rates.yml").unlink()
    assert load_registry(directory).rates.of("TWD") == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("others: [{source: bank, frequency: day}]", "source: "),
        ("others: [{source: ecb, frequency: week}]", "frequency: "),
        (f"others: [{FED}, {FED}]", "others: a source stands twice"),
        (f"currencies: {{TWD: [{FED}, {FED}]}}", "TWD: a source stands twice"),
        ("currencies: {Taiwan: []}", "currencies"),
        (
            "others: [{source: ecb, frequency: day, valid_from: 2024-02-01, valid_to: 2024-01-31}]",
            "valid_to: 2024-01-31 is before valid_from",
        ),
        ("rates: []", "rates: is not a field of this file"),
    ],
)
def test_what_cannot_be_used_is_refused(directory: Path, text: str, sentence: str) -> None:
    with pytest.raises(RegistryError, match=r"rates\.yml: ") as refused:
        load_registry(_write(directory, text))
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)
