"""A person's own statements through `ledger run`: what cannot stand is named, the rest stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.installation import SmallRun
    from tests.support.running import Runs

pytestmark = pytest.mark.slow

HEADER = (
    "company,line,period_start,period_end,value,unit,rounding,document,citation,accession,"
    "stated_date,entered_date,confidence"
)
NEGATIVE = (
    "MSFT,capex_stated,2024-07-01,2024-09-30,-20000000000,USD,100000000,a note,read,,"
    "2024-10-30,2026-11-23,high"
)
TO_COME = (
    "MSFT,capex_stated,2024-10-01,2024-12-31,22600000000,USD,100000000,a note,read,,"
    "2999-01-29,2999-11-23,high"
)
OTHER_CURRENCY = (
    "MSFT,capex_stated,2025-01-01,2025-03-31,21400000000,EUR,100000000,a note,read,,"
    "2025-04-30,2026-11-23,high"
)
GOOD = (
    "MSFT,capex_stated,2026-04-01,2026-06-30,40100000000,USD,100000000,call of July,read,,"
    "2026-07-29,2026-11-23,high"
)


def test_a_slip_in_a_row_stops_nobody_else(
    small: SmallRun, runs_on: Callable[..., Runs], tmp_path: Path
) -> None:
    spoiled = small.copy(tmp_path / "data")
    own = spoiled.data_dir / "statements"
    own.mkdir()
    (own / "OWN.CSV").write_text("\n".join([HEADER, NEGATIVE, TO_COME, OTHER_CURRENCY, GOOD]))
    (own / "folder.csv").mkdir()
    (own / "link.csv").symlink_to(own / "gone.csv")
    runs = runs_on(spoiled, registry_dir=small.registry_dir, recorded_dir=small.recorded_dir)
    ended = runs.ledger("run", "--quiet")
    assert ended.status == 1, ended.errors
    told = [line for line in ended.output.splitlines() if line.startswith("quarantined: ")]
    for place, beginning in zip(
        told,
        (
            "-: own/folder.csv is a folder",
            "-: own/link.csv is a link to nothing",
            "MSFT: own/OWN.CSV line 2, column value: -20000000000 is negative",
            "MSFT: own/OWN.CSV line 3, column stated_date: 2999-01-29 is in the future",
            "MSFT: own/OWN.CSV line 4, column unit: 'EUR' is not USD",
        ),
        strict=True,
    ):
        assert place.startswith(f"quarantined: {beginning}")
    stated = "select period_end, value_usd from fct_capex where basis = 'company_stated'"
    before, after = (dict(each.rows(stated)) for each in (small, spoiled))
    added = {end: value for end, value in after.items() if end not in before}
    assert [int(value) for value in added.values()] == [40_100_000_000]
    assert before.items() <= after.items()
