"""A source is one folder, its asset and its suite: a project without them loads and runs.

In a copy of the project. What normalisation reads stays declared in `contracts/`, and is empty.
"""

from __future__ import annotations

import ast
import json
import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from pipelines.settings import PACKAGE_DIR, PROJECT_DIR
from tests.support.project_copy import copy_project, python_in

NAMES = sorted(path.parent.name for path in (PACKAGE_DIR / "sources").glob("*/source.py"))
KEPT = "fx_rates"
_OF_A_SOURCE = re.compile(r"pipelines\.sources\.(\w+)(?:\.|$)")

# What is about a source, and goes with it, but is not a unit test.
_ALSO_OF = {
    # A trap is how the data of one source lies; the traps stand together.
    "tests/traps/test_feed_traps.py": {"sec_company_facts"},
    "tests/traps/test_source_traps.py": {"sec_segment_facts"},
    # A live run from a server: the list of filings, then their folders.
    "tests/integration/test_live_segment_facts.py": {"sec_filings", "sec_segment_facts"},
}

# Imports every module, loads the definitions as Dagster does, and runs what is left to run.
PROGRAM = """
import importlib, json, pkgutil, sys
from pathlib import Path
import dagster as dg
import expectations, pipelines
for package in (pipelines, expectations):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
from pipelines.contracts import TABLES
from pipelines.contracts.raw import RAW_FX_RATES
from pipelines.definitions import defs
from pipelines.defs.lib.writing import WRITING
from pipelines.defs.raw.fx_rates import fx_rates
from pipelines.normalize.store import normalized_tables
from pipelines.registry import load_registry
from pipelines.settings import load_settings
from pipelines.sources.discovery import sources
from pipelines.sources.recording.documents import record
from pipelines.sources.request_digest import request_digest
from pipelines.storage import tables

settings = load_settings()
registry = load_registry(settings.registry_dir)
jobs = {job.name: job.asset_layer.executable_asset_keys
        for job in defs.resolve_all_job_defs() if not job.name.startswith("__")}
dg.materialize([fx_rates], resources={WRITING: dg.ResourceDefinition.none_resource()})
made = normalized_tables(registry, lambda table: tables.read(table, settings))
document = Path(sys.argv[1])
document.write_text("a,b\\n")
print(json.dumps({
    "sources": [source.name for source in sources()],
    "fetched": sorted(key.path[-1] for key in jobs["everything"] if key.path[0] == "raw"),
    "digest": len(request_digest(settings)),
    "rates": tables.read(RAW_FX_RATES, settings).height > 0,
    "empty": sorted(table.name for table in TABLES
                    if table.schema == "raw" and tables.read(table, settings).is_empty()),
    "months": made["normalized.monthly_revenue"].height,
    "skipped": len(record([document], registry, document.parent / "recorded").skipped),
}))
"""


@cache
def _imported_from() -> dict[str, set[str]]:
    """The files of the project that import from each source's folder, by the source's name."""
    found: dict[str, set[str]] = {name: set() for name in NAMES}
    for folder in ("pipelines", "expectations", "tests"):
        for path in (PROJECT_DIR / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_bytes())):
                imported = []
                if isinstance(node, ast.ImportFrom) and node.module:
                    imported = [f"{node.module}.{each.name}" for each in node.names]
                elif isinstance(node, ast.Import):
                    imported = [each.name for each in node.names]
                for name in imported:
                    of = _OF_A_SOURCE.match(name)
                    if of and of[1] in found:
                        found[of[1]].add(path.relative_to(PROJECT_DIR).as_posix())
    return found


def _own(name: str) -> set[Path]:
    """What is deleted with a source, below the project: the files that the recipe names."""
    return {
        Path("pipelines/sources") / name,
        Path(f"pipelines/defs/raw/{name}.py"),
        Path(f"expectations/raw/{name}.py"),
        Path("tests/unit/sources") / name,
    }


@pytest.mark.parametrize("name", NAMES)
def test_nothing_imports_a_source_but_its_own_files(name: str) -> None:
    """So each can be deleted alone: sources, their assets and their suites are found by name."""
    own = _own(name)
    others = {
        path for path in _imported_from()[name] if not own & {Path(path), *Path(path).parents}
    }
    assert others == {path for path, names in _ALSO_OF.items() if name in names}


@pytest.mark.slow
def test_without_all_other_sources_everything_loads_and_runs(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    copy_project(root)
    deleted = [name for name in NAMES if name != KEPT]
    for path in (root / each for name in deleted for each in _own(name)):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    said = python_in(root, "-c", PROGRAM, str(tmp_path / "other.csv"))
    assert json.loads(said.splitlines()[-1]) == {
        "sources": [KEPT],
        "fetched": [KEPT, "quarantine"],
        "digest": 64,
        "rates": True,
        "empty": sorted([*deleted, "quarantine"]),
        "months": 0,
        "skipped": 1,
    }
    # Of the tables that stay, two conventions miss source and suite: nothing else is missing. What
    # all sources share is tried with made-up ones.
    python_in(
        root, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--quick",
        "tests/conventions/test_every_source.py", "tests/conventions/test_every_table.py",
        "tests/conventions/test_closed_lists.py",
        "tests/unit/sources/refresh", "tests/unit/sources/recording",
        "-k", "not test_every_raw_table_is_filled_by_one_source "
        "and not test_every_table_and_mart_has_a_suite",
    )  # fmt: skip
