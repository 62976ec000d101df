"""The leak audit: a run on the archive cut at a day says what the full run says of that day.

Whatever a past day is told about must have been public then, including which concept spoke, what
counted in a total, who was expected, and every lineage id. Here the rules run again on nothing
but what was public, and each mart must equal its table macro, all columns of all rows.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from pipelines.registry import load_registry
from pipelines.storage import connections
from tests.support.cut_archive import MARTS, build_as_of, difference

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.installation import RecordedRun

pytestmark = pytest.mark.slow

# Days around what moves history: tags renamed (NVIDIA 2020, Amazon 2017), comparatives recast one
# by one (Meta 2024 and 2025, Microsoft's segments in August 2024), years first reported, a clock
# change, a weekend, the first and the newest filings; and plain days between.
INSTANTS = [
    dt.datetime.fromisoformat(text)
    for text in (
        "2010-08-01", "2012-02-25", "2014-05-01T22:00", "2016-07-29", "2017-08-02", "2018-08-24",
        "2019-11-01", "2020-10-30", "2021-08-25", "2022-11-19", "2023-08-25", "2024-02-02T22:30",
        "2024-04-25", "2024-08-02", "2024-08-24", "2024-11-03T06:30", "2025-01-30",
        "2025-02-27", "2025-05-29", "2025-08-01", "2025-11-01", "2026-02-27", "2026-05-08",
        "2026-07-31",
    )
]  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every sixth day, the newest among them; all of them where that is asked for."""
    if "instant" in metafunc.fixturenames:
        days = INSTANTS if metafunc.config.getoption("--thorough") else INSTANTS[::-6]
        metafunc.parametrize("instant", days, ids=lambda instant: f"{instant:%Y-%m-%dT%H%M}")


def test_trap_v1_the_cut_archive_says_what_the_full_one_says_of_that_day(
    recorded: RecordedRun, tmp_path: Path, instant: dt.datetime
) -> None:
    full = recorded.settings
    cut = build_as_of(full, instant, load_registry(full.registry_dir), tmp_path)
    differing = {name: difference(full, cut, instant, name) for name in MARTS}
    assert {name: rows.to_dicts()[:3] for name, rows in differing.items() if rows.height} == {}


def test_the_audit_sees_a_filing_too_many(recorded: RecordedRun, tmp_path: Path) -> None:
    """Meta's 10-K of January 2025 recast 2023: a cut that holds it is of another day."""
    full = recorded.settings
    before, after = dt.datetime(2025, 1, 29), dt.datetime(2025, 1, 31)
    cut = build_as_of(full, after, load_registry(full.registry_dir), tmp_path)
    differing = {name for name in MARTS if difference(full, cut, before, name).height}
    assert differing >= {"capex", "capex_annual", "capex_totals", "restatements"}


def test_every_table_macro_is_audited(recorded: RecordedRun) -> None:
    with connections.connect_published(recorded.settings) as connection:
        macros = connection.execute(
            "select function_name from duckdb_functions() where function_type = 'table_macro' "
            "and schema_name = 'marts'"
        ).fetchall()
    # Guidance goes by a shorter name, too, which is audited under its own; the market with other
    # assumptions is of what stands, and of no instant.
    as_of = {f"{name}_as_of" for name in (*MARTS, "guidance")}
    assert {name for (name,) in macros} == as_of | {"compute_market_if"}
