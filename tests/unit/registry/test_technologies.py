"""The technologies watched for: technologies.yml, and what is refused in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.registry import RegistryError, load_registry
from pipelines.settings import PACKAGE_DIR

NAMED = "technology_id: cpo, technology_name: CPO, description: x"
TERM = "terms: [{words: co-packaged optic}]"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return shutil.copytree(PACKAGE_DIR / "registry", tmp_path / "registry")


def _write(directory: Path, *entries: str) -> Path:
    text = "".join(f"  - {{{entry}}}\n" for entry in entries)
    (directory / "technologies.yml").write_text(f"technologies:\n{text}")
    return directory


def test_the_shipped_technologies_are_the_ones_watched() -> None:
    names = {each.technology_id for each in load_registry(PACKAGE_DIR / "registry").technologies}
    assert names >= {
        "microled_interconnect",
        "co_packaged_optics",
        "linear_pluggable_optics",
        "optical_circuit_switching",
        "silicon_photonics",
        "direct_liquid_cooling",
        "dc_power_800v",
    }


def test_without_the_file_none_is_watched(directory: Path) -> None:
    (directory / "technologies.yml").unlink()
    assert load_registry(directory).technologies == ()


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([f"{NAMED}, terms: []"], "cpo: terms: "),
        ([f"{NAMED}, terms: [{{words: CPO}}, {{words: cpo}}]"], "named twice: cpo"),
        ([f"{NAMED}, terms: [{{words: CPO, needs_context: true}}]"], "context: a term that"),
        ([f"{NAMED}, {TERM}, context: [laser], excluded: [Laser]"], "stands in context too: laser"),
        ([f"{NAMED}, {TERM}, colour: red"], "colour"),
        ([f"{NAMED}, {TERM}", f"{NAMED}, {TERM}"], "technology_id: named twice: cpo"),
    ],
)
def test_what_cannot_stand_is_refused(directory: Path, entries: list[str], sentence: str) -> None:
    with pytest.raises(RegistryError) as raised:
        load_registry(_write(directory, *entries))
    assert str(raised.value).startswith("technologies.yml: ")
    assert sentence in str(raised.value)
