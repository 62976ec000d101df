"""Who sells AI: model_companies.yml, and what is refused in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.registry import RegistryError, load_registry
from pipelines.settings import PACKAGE_DIR

LAB = "model_company_id: lab, company_name: Lab, reason: x"
PART = f"{LAB}, business: business_of_spender"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return shutil.copytree(PACKAGE_DIR / "registry", tmp_path / "registry")


def _write(directory: Path, *entries: str) -> Path:
    text = "".join(f"  - {{{entry}}}\n" for entry in entries)
    (directory / "model_companies.yml").write_text(f"model_companies:\n{text}")
    return directory


def test_the_shipped_sellers_hold_the_top_tier_and_businesses_apart() -> None:
    sellers = load_registry(PACKAGE_DIR / "registry").model_companies
    assert {each.model_company_id for each in sellers if each.is_top_tier} == {
        "anthropic",
        "openai",
    }
    assert {each.business_of for each in sellers if each.business == "business_of_spender"} == {
        "AMZN",
        "MSFT",
    }
    assert sum(each.business == "model_company" for each in sellers) >= 8


def test_without_the_file_nobody_is_followed(directory: Path) -> None:
    (directory / "model_companies.yml").unlink()
    assert load_registry(directory).model_companies == ()


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([f"{LAB}, business: bakery"], "lab: business: "),
        ([PART], "business_of: a business of a spender names its company"),
        ([f"{LAB}, business_of: MSFT"], "business_of: a business of a spender names its company"),
        (
            [f"{PART}, business_of: ZZZZ"],
            "business_of: ZZZZ is not a company of companies.yml",
        ),
        (
            [f"{PART}, business_of: MSFT, top_tier_from: 2023-01-01"],
            "top_tier_from: only a model company is of the top tier",
        ),
        ([LAB, LAB], "model_company_id: named twice: lab"),
        ([f"{LAB}, colour: red"], "colour"),
        (["model_company_id: lab, company_name: Lab, reason: ' '"], "lab: reason: "),
    ],
)
def test_what_cannot_stand_is_refused(directory: Path, entries: list[str], sentence: str) -> None:
    with pytest.raises(RegistryError) as raised:
        load_registry(_write(directory, *entries))
    assert str(raised.value).startswith("model_companies.yml: ")
    assert sentence in str(raised.value)
