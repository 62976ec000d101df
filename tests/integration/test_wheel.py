"""A wheel carries all that a run needs, and works from any folder without the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pipelines.settings import PROJECT_DIR

pytestmark = pytest.mark.slow

CARRIED = {
    "pipelines": (".py", ".yml", ".csv"),
    "expectations": (".py", ".csv"),
    "dbt_project": (".sql", ".yml", ".md"),
}
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a wheel that was built from a copy, so that nothing is left in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(PROJECT_DIR / name, source)
    for name in CARRIED:
        shutil.copytree(
            PROJECT_DIR / name, source / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    # What a person's dbt leaves in the project must not travel.
    (source / "dbt_project" / ".user.yml").write_text("id: 1")
    subprocess.run(
        [sys.executable, "-c", BUILD, str(folder)], cwd=source, check=True, capture_output=True
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def files(root: Path, suffixes: tuple[str, ...]) -> set[str]:
    return {
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.suffix in suffixes and not path.name.startswith(".")
    }


@pytest.mark.parametrize("name", CARRIED)
def test_every_file_of_a_run_is_in_it(installed: Path, name: str) -> None:
    carried = files(installed / name, CARRIED[name])
    assert carried == files(PROJECT_DIR / name, CARRIED[name])
    assert carried


def test_it_writes_into_the_current_folder_and_finds_its_own_dbt_project(
    installed: Path, tmp_path: Path
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEDGER_")}

    def command(*arguments: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-P", "-m", *arguments],
            cwd=tmp_path,
            env={**kept, "PYTHONPATH": str(installed), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not ended.stderr, ended.stderr
        return ended.stdout

    told = command("pipelines.cli", "doctor")
    assert f"ok   data directory: {tmp_path}/data, " in told
    assert "ok   dbt sources: " in told
    assert f"files in {installed}/pipelines/recorded" in told
    command("pipelines.runtime.prepare")
    assert (tmp_path / "data" / "dbt").is_dir()
    assert not (installed / "dbt_project" / "target").exists()
    assert not (installed / "data").exists()
