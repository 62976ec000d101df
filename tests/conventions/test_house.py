"""The rules of the house that a test can hold: names, sizes, secrets. Arrows: import-linter."""

from __future__ import annotations

import ast
import csv
import re
import subprocess
import tomllib
from pathlib import Path

from pipelines.settings import PROJECT_DIR

ROOT = PROJECT_DIR
TOP_LEVEL = {
    ".ci", ".editorconfig", ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md", "LICENSE",
    "Makefile", "README.md",
    "dbt_project", "docs", "expectations", "mkdocs.yml", "pipelines", "pyproject.toml",
    "requirements-dev.lock",
    "requirements.lock", "tests",
}  # fmt: skip
LONGEST = 400
LONGEST_OF_TESTS = 600
LONGER_FOR_A_REASON = {
    "dbt_project/models/marts/record/lineage.sql": "an operand of every mart, one branch each",
    "dbt_project/models/marts/record/fct_refusals.sql": "refusals of every mart, one branch each",
}
# Of a filer's name, or the labels of a few members: more would be a filing's prose.
LONGEST_NAMES = 250
NAMES = ("entity_name", "dimension_labels", "term", "basis", "reason")


def _tracked() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.split("\n")  # fmt: skip
    return [ROOT / name for name in listing if name and (ROOT / name).is_file()]


TRACKED = _tracked()
PYTHON = [path for path in TRACKED if path.suffix == ".py"]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_top_level_holds_what_the_design_names() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in TRACKED} == TOP_LEVEL


def test_every_room_has_its_layer() -> None:
    """What the layers do not name, import-linter holds to nothing."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    layers = tools["importlinter"]["contracts"][0]["layers"]
    named = {module for layer in layers for module in re.split(r" [|:] ", layer)}
    rooms = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts[:2])
        for path in PYTHON
        if _name(path).startswith("pipelines/") and _name(path) != "pipelines/__init__.py"
    }
    assert named == {*rooms, "expectations"}


def test_no_file_is_long() -> None:
    """Tests of a module stand in one file beside its name, case by case, so they may be longer."""
    long = {}
    for path in TRACKED:
        if path.suffix not in {".py", ".sql"}:
            continue
        most = LONGEST_OF_TESTS if _name(path).startswith("tests/") else LONGEST
        lines = len(path.read_text("utf-8").splitlines())
        if lines > most:
            long[_name(path)] = lines
    assert long.keys() == LONGER_FOR_A_REASON.keys()


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        _name(path)
        for path in PYTHON
        if not _name(path).startswith("tests/")
        and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_lock_files_carry_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text, name
        pinned = [line for line in text.splitlines() if re.match(r"^[A-Za-z0-9]", line)]
        assert pinned, name
        assert all("==" in line for line in pinned), name
        assert text.count("--hash=sha256:") >= len(pinned), name


def test_nothing_names_a_machine_or_holds_a_secret() -> None:
    patterns = {
        "an absolute path of a machine": re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/\w"),
        # With classes of one letter, so that this file does not name what it looks for.
        "a package registry's host": re.compile(r"py[p]i\.org|python[h]osted\.org"),
        "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
        "a token": re.compile(r"\b(?:ghp|gho|xox[bp]|sk)[-_][A-Za-z0-9]{20,}"),
    }
    text_files = [path for path in TRACKED if path.suffix not in {".lock", ".csv", ".png"}]
    found = [
        f"{_name(path)} holds {what}"
        for path in text_files
        for what, pattern in patterns.items()
        if pattern.search(path.read_text("utf-8"))
    ]
    assert not found


def test_recorded_data_is_figures_and_identifiers() -> None:
    recorded = [path for path in TRACKED if _name(path).startswith("pipelines/recorded/")]
    assert recorded
    assert {path.suffix for path in recorded} == {".csv"}
    # No cell is prose: nothing but names of filers, members, technologies and bases, and our own
    # reasons, has three words.
    for path in recorded:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                names = [row.pop(name, None) for name in NAMES]
                assert all(len(name) <= LONGEST_NAMES for name in names if name), path.name
                text = ",".join(cell for cell in row.values() if cell)
                assert not re.search(r"[A-Za-z]+ [A-Za-z]+ [A-Za-z]+", text), path.name
