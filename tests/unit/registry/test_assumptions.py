"""What the size of the market is reckoned with: assumptions.yml, and what is refused in it."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pydantic import ValidationError

from pipelines.normalize.reference.assumptions import assumptions
from pipelines.registry import RegistryError, load_registry
from pipelines.registry.assumptions import Assumption, Part
from pipelines.settings import PACKAGE_DIR

SHARE = "core_compute_devices_share_of_market"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return shutil.copytree(PACKAGE_DIR / "registry", tmp_path / "registry")


def _with(directory: Path, entry: str, **values: object) -> Path:
    """The shipped assumptions, one of them with other values, or left out without any."""
    path = directory / "assumptions.yml"
    entries = yaml.safe_load(path.read_text())["assumptions"]
    kept = [
        {name: value for name, value in {**each, **values}.items() if value is not None}
        if each["assumption_id"] == entry
        else each
        for each in entries
        if values or each["assumption_id"] != entry
    ]
    path.write_text(yaml.safe_dump({"assumptions": kept}))
    return directory


def test_each_segment_has_one_tier_that_splits_the_spending() -> None:
    registry = load_registry(PACKAGE_DIR / "registry")
    split = [each.segment_id for each in registry.assumptions if each.measures == "split"]
    assert sorted(filter(None, split)) == sorted(each.segment_id for each in registry.segments)


def test_a_value_is_as_exact_as_it_is_written(directory: Path) -> None:
    registry = load_registry(_with(directory, "spending_of_others", value=0.55))
    [row] = assumptions(registry).filter(assumption_id="spending_of_others").rows(named=True)
    assert (row["base_value"], row["low_value"]) == (Decimal("0.55"), Decimal("0.5"))


def test_a_registry_without_assumptions_estimates_no_market(directory: Path) -> None:
    (directory / "assumptions.yml").unlink()
    assert load_registry(directory).assumptions == ()


@pytest.mark.parametrize(
    ("entry", "values", "said"),
    [
        ("spending_of_others", {"value": 2}, "2 does not lie between low 0.5 and high 0.9"),
        ("spending_of_others", {"value": "much"}, "value:"),
        ("spending_of_others", {"value": 0.555}, "no more than 2 decimal places"),
        ("share_on_segments", {"high": 1.2}, "a share is above 0 and at most 1"),
        ("share_on_segments", {"tier": "devices"}, "segment_id, tier:"),
        (SHARE, {"tier": "equipment_of"}, "tier:"),
        (SHARE, {"tier": None}, "segment_id, tier:"),
        (SHARE, {"quarter": None}, "measures, quarter:"),
        (SHARE, {"quarter": "2025"}, "quarter:"),
        (SHARE, {"measures": "check"}, "no share_of_market of core_compute that measures"),
        (SHARE, {"segment_id": "thermal_power"}, "thermal_power of segments.yml has no tier"),
        (SHARE, {"valid_from": "2024Q1"}, "only what measures: check has a first quarter"),
        (SHARE, {"quarter": "2999Q1"}, "quarter: 2999Q1 is in the future"),
        (SHARE, {"stated_date": "2099-01-01"}, "2099-01-01 is in the future: name the day on"),
        (SHARE, {"reason": " "}, "reason:"),
        (SHARE, {"source": ""}, "source:"),
        (SHARE, {"assumption_name": " "}, "assumption_name:"),
        (SHARE, {}, "no share_of_market of core_compute"),
        ("growth_beyond_guidance", {}, "there is no growth_beyond_guidance"),
        (SHARE, {"assumption_id": "spending_of_others"}, "named twice: spending_of_others"),
    ],
)
def test_what_the_estimate_cannot_use_is_refused_by_name(
    directory: Path, entry: str, values: dict[str, object], said: str
) -> None:
    with pytest.raises(RegistryError, match=r"assumptions\.yml") as refused:
        load_registry(_with(directory, entry, **values))
    assert said in str(refused.value)


def test_the_macro_of_changes_holds_the_bounds_of_the_registry() -> None:
    """compute_market_if reads the marts alone, so that SQL says the bounds once more."""
    sql = (PACKAGE_DIR.parent / "dbt_project" / "macros" / "market.sql").read_text()
    [shares] = re.findall(r"part in \(([^)]*)\)", sql)
    [least, most] = re.findall(r"lies between (\d) and (\d)", sql)[0]
    base = {
        "assumption_id": "x",
        "assumption_name": "x",
        "reason": "because of it",
        "source": "said by somebody",
        "stated_date": "2026-01-01",
    }
    of_tier = {"segment_id": "core_compute", "tier": "devices"}
    of_part = {
        "share_of_market": {**of_tier, "measures": "split", "quarter": "2024Q4"},
        "data_center_share": of_tier,
    }

    def is_allowed(part: str, value: str) -> bool:
        entry = {**base, **of_part.get(part, {}), "part": part}
        try:
            Assumption.model_validate(entry | dict.fromkeys(("value", "low", "high"), value))
        except ValidationError:
            return False
        return True

    for part in get_args(Part):
        ends = ("0.01", "1") if f"'{part}'" in shares else (least, most)
        below, above = Decimal(ends[0]) - Decimal("0.01"), Decimal(ends[1]) + Decimal("0.01")
        assert [is_allowed(part, str(each)) for each in (*ends, below, above)] == [
            True,
            True,
            False,
            False,
        ], part
