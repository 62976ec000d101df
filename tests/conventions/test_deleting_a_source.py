"""A source is one folder and its asset: a project without them loads and runs for the others.

In a copy of the project. What normalisation reads stays declared in `contracts/`, and is empty.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.project_copy import copy_project, python_in

if TYPE_CHECKING:
    from pathlib import Path

DELETED = ("company_statements", "taiwan_monthly_revenue")
LEFT = [
    "capability_scores", "fx_rates", "guidance_statements", "hardware_prices",
    "market_estimates", "model_company_revenue", "sec_company_facts", "sec_documents",
    "sec_filings", "sec_segment_facts", "technology_statements", "token_prices",
]  # fmt: skip

# Imports every module, loads the definitions as Dagster does, and runs what is left to run.
PROGRAM = """
import importlib, json, pkgutil, sys
from pathlib import Path
import dagster as dg
import pipelines
for module in pkgutil.walk_packages(pipelines.__path__, "pipelines."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
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
    "months": made["normalized.monthly_revenue"].height,
    "skipped": len(record([document], registry, document.parent / "recorded").skipped),
}))
"""


@pytest.mark.slow
def test_without_two_sources_everything_else_loads_and_runs(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    copy_project(root)
    for name in DELETED:
        shutil.rmtree(root / "pipelines" / "sources" / name)
        (root / "pipelines" / "defs" / "raw" / f"{name}.py").unlink()
    said = python_in(root, "-c", PROGRAM, str(tmp_path / "other.csv"))
    assert json.loads(said.splitlines()[-1]) == {
        "sources": LEFT,
        "fetched": [*LEFT[:6], "quarantine", *LEFT[6:]],
        "digest": 64,
        "rates": True,
        "months": 0,
        "skipped": 1,
    }
