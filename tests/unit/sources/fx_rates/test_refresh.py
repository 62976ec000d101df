"""Exchange rates over time."""

from __future__ import annotations

from pathlib import Path

import pytest

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


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_a_body_that_says_it_is_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    desk = Desk(tmp_path)
    desk.registry = registry(tsmc())
    series = {f"RXI_N.B.{code}": ["32.5"] for code in ("TA", "KO", "JA", "CH", "EU")}
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    fed = (mark + h10_body(series, ["2025-01-02"]).decode()).encode(encoding)
    desk.shelf.documents |= {"fed_h10": fed, "ecb": b"\xff\xfea"}
    outcome = desk.refresh(SOURCE)
    assert desk.rows(SOURCE.table)["currency"].unique().sort().to_list() == [
        "CNY", "EUR", "JPY", "KRW", "TWD",
    ]  # fmt: skip
    assert "fx_rates ecb: begins as a file in UTF-16 does and is not one" in outcome.sentence
