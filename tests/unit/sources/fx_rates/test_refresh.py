"""Exchange rates over time."""

from __future__ import annotations

from pathlib import Path

from pipelines.sources.fx_rates.source import SOURCE
from tests.support.api_bodies import registry
from tests.support.fetch_desk import Desk, assert_restored_by_the_archive
from tests.support.whole_bodies import ecb_body, h10_body, tsmc


def test_the_archive_alone_restores_the_table(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.registry = registry(tsmc())
    fed = h10_body({"RXI_N.B.TA": ["32.5"]}, ["2025-01-02"])
    ecb = ecb_body(["Date,USD,JPY,", "2025-01-03,1.03,162.5,", "2025-01-02,1.02,161.5,"])
    days: list[dict[str, bytes | Exception]] = [
        {"fed_h10": fed, "ecb": ecb},
        {"ecb": ecb_body(["Date,USD,JPY,", "2025-01-06,1.04,163.5,"])},
        {"ecb": b"<html>"},
        {"ecb": ecb},
    ]
    assert_restored_by_the_archive(desk, SOURCE, days)
