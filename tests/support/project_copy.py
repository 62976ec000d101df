"""A copy of the project in a temporary place, to add something to, and Python in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from pipelines.settings import PROJECT_DIR
from tests.support.installation import PREFIX

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FOLDERS = ("pipelines", "expectations", "dbt_project", "tests")


def copy_project(root: Path) -> None:
    """Copy what the conventions look at into an empty folder."""
    for folder in _FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__", "target")
        shutil.copytree(PROJECT_DIR / folder, root / folder, ignore=ignored)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(PROJECT_DIR / name, root)


def add_files(root: Path, files: Mapping[str, str]) -> None:
    """Write files that the project does not have yet."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        assert not path.exists(), name
        path.write_text(content, "utf-8")


def append(root: Path, name: str, content: str) -> None:
    """Add lines at the end of a file that the project has."""
    with (root / name).open("a", encoding="utf-8") as file:
        file.write(content)


def python_in(root: Path, *arguments: str) -> str:
    """What Python prints in a process whose project is this copy, which must end well."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    ended = subprocess.run(
        [sys.executable, *arguments],
        env={**kept, "PYTHONPATH": str(root), f"{PREFIX}DATA_DIR": str(root / "data")},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def pytest_in(root: Path, *paths: str) -> None:
    """Run tests of the copy, which must pass."""
    python_in(root, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *paths)
