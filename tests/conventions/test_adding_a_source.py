"""The README's recipe: a source is a folder, its asset, its table, its suite and its unit test.

In a copy of the project, since a source that is nowhere else named must be found by being there.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.project_copy import add_files, append, copy_project, pytest_in, python_in

if TYPE_CHECKING:
    from pathlib import Path

NAME = "port_calls"

TABLE = """

RAW_PORT_CALLS = Table(
    schema="raw",
    name="port_calls",
    description="One row per port and month: calls of container ships.",
    key=("port", "month"),
    columns=(
        Column("port", Type.TEXT, "Name of the port."),
        Column("month", Type.DATE, "First day of the month."),
        Column("calls", Type.INTEGER, "Container ships that called."),
    ),
    history=HISTORY,
)
"""

FILES = {
    f"pipelines/sources/{NAME}/__init__.py": '"""Calls of container ships at ports."""\n',
    f"pipelines/sources/{NAME}/replay.py": '''"""Recorded calls, replayed as JSON."""

import json
import re
from pathlib import Path

from pipelines.archive.recorded import Document, Replay

NAME = "port_calls"


def _render(document: Document) -> bytes:
    return json.dumps(document.rows(("port", "month", "calls"))).encode()


REPLAY = Replay(re.compile("(calls)"), _render, Path(__file__))
''',
    f"pipelines/sources/{NAME}/source.py": '''"""Calls of container ships, month by month."""

import polars as pl

from pipelines.archive.transport import Request
from pipelines.contracts.raw import RAW_PORT_CALLS, RAW_QUARANTINE
from pipelines.registry import Registry
from pipelines.settings import Settings
from pipelines.sources.base import UnpartitionedSource
from pipelines.sources.document import Parsed, json_value
from pipelines.sources.port_calls.replay import NAME, REPLAY


def requests(registry: Registry, settings: Settings) -> list[Request]:
    """The one document."""
    return [Request(NAME, "calls", "https://ports.example/calls.json")]


def parse(body: bytes, requested: Request, registry: Registry) -> Parsed:
    """Its rows."""
    rows = pl.DataFrame(json_value(body, requested.key))
    shaped = rows.with_columns(pl.col("month").str.to_date(), pl.col("calls").cast(pl.Int64))
    return Parsed(RAW_PORT_CALLS.conform(shaped), RAW_QUARANTINE.empty())


SOURCE = UnpartitionedSource(
    name=NAME, table=RAW_PORT_CALLS, period="month", replay=REPLAY, requests=requests, parse=parse
)
''',
    f"pipelines/defs/raw/{NAME}.py": '''"""Calls of container ships at ports."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.port_calls.source import SOURCE

port_calls = source_asset(SOURCE)
''',
    f"expectations/raw/{NAME}.py": '''"""What is expected of calls at ports."""

from great_expectations import expectations as gxe

KEY = ("port", "month")


def expectations(_):
    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="calls", min_value=0, severity="critical",
            description="no port is called at less than never", meta={"check": "calls_are_counted"},
        )
    ]
''',
    f"tests/unit/sources/{NAME}/__init__.py": "",
    f"tests/unit/sources/{NAME}/suite.py": '''"""Calls at ports on which every check holds."""

import datetime as dt

from pipelines.contracts.raw import RAW_PORT_CALLS as TABLE
from tests.support.mutations import changed

SOUND = [{"port": "Oslo", "month": dt.date(2025, 1, 1), "calls": 7}]
MUTANTS = {"calls_are_counted": changed("raw.port_calls", calls=-1)}
''',
    f"tests/unit/sources/{NAME}/test_source.py": '''"""Calls at ports."""

from pipelines.archive.transport import Request
from pipelines.registry import load_registry
from pipelines.settings import Settings
from pipelines.sources.port_calls.source import SOURCE

BODY = b'[{"port": "Oslo", "month": "2025-01-01", "calls": "7"}]'


def test_a_call_is_a_row() -> None:
    registry = load_registry(Settings().registry_dir)
    parsed = SOURCE.parse(BODY, Request("port_calls", "calls", "url"), registry)
    assert parsed.frame["calls"].to_list() == [7]
''',
}

# Loads the definitions as Dagster does, and refreshes the one source twice.
PROGRAM = """
import json
import dagster as dg
import polars as pl
from pipelines.definitions import defs
from pipelines.defs.raw.port_calls import port_calls
from pipelines.defs.lib.writing import WRITING
from pipelines.settings import load_settings

key = dg.AssetKey(["raw", "port_calls"])
graph = defs.resolve_asset_graph()
told = []
for _ in range(2):
    ended = dg.materialize([port_calls], resources={WRITING: dg.ResourceDefinition.none_resource()})
    [event] = ended.get_asset_materialization_events()
    told.append(sorted(event.materialization.metadata.keys() & {"new", "unchanged"}))
table = pl.read_parquet(load_settings().raw_dir / "port_calls" / "port_calls.parquet")
print(json.dumps({
    "jobs": key in defs.resolve_job_def("everything").asset_layer.executable_asset_keys,
    "feeds the quarantine": key in graph.get(dg.AssetKey(["raw", "quarantine"])).parent_keys,
    "is checked": key in {check.asset_key for check in graph.asset_check_keys},
    "told": told,
    "rows": table.select("port", "calls").rows(),
}))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with one more source."""
    root = tmp_path_factory.mktemp("project")
    copy_project(root)
    recorded = f"pipelines/recorded/{NAME}/calls.csv"
    add_files(root, {**FILES, recorded: "port,month,calls\nOslo,2025-01-01,7\n"})
    append(root, "pipelines/contracts/raw.py", TABLE)
    # What the recipe says of a change to the contracts, and to a suite.
    python_in(root, "-m", "pipelines.dbt.sources_file")
    python_in(root, "-m", "pipelines.dbt.guards")
    return root


@pytest.mark.slow
def test_the_files_of_the_recipe_are_a_source(project: Path) -> None:
    assert json.loads(python_in(project, "-c", PROGRAM).splitlines()[-1]) == {
        "jobs": True,
        "feeds the quarantine": True,
        "is checked": True,
        "told": [["new"], ["unchanged"]],
        "rows": [["Oslo", 7]],
    }


@pytest.mark.slow
def test_the_conventions_hold_with_one_source_more(project: Path) -> None:
    pytest_in(
        project,
        "tests/conventions/test_every_table.py",
        "tests/unit/dbt/test_sources_file.py",
        "tests/unit/dbt/test_guards.py",
        f"tests/unit/sources/{NAME}",
        "tests/unit/expectations/test_suites.py::test_every_expectation_has_a_mutant_and_a_name_of_its_own",
    )
