"""Recorded months replay as reports of the exchanges."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.archive.errors import NotRecorded
from pipelines.archive.recorded import RecordedTransport, recorded_names
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request
from pipelines.settings import Settings
from pipelines.sources.taiwan_monthly_revenue.replay import NAME as TAIWAN
from pipelines.sources.taiwan_monthly_revenue.replay import REPLAY, YEAR_COLUMNS
from pipelines.sources.taiwan_monthly_revenue.replay import path as path_of
from pipelines.storage.files import StorageError

HEAD = "security_code,statement,thousand_twd,report_date\n"


def transport(directory: Path) -> RecordedTransport:
    settings = Settings(data_dir=directory / "data", recorded_dir=directory / "recorded")
    return RecordedTransport(settings, Archive(settings.archive_dir), REPLAY)


def record(directory: Path, content: str, name: str = "twse_2025-02") -> Path:
    path = path_of(directory / "recorded", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def request(key: str = "twse_2025-02", source: str = TAIWAN) -> Request:
    return Request(source, key, "https://example.org/report")


def test_a_month_becomes_the_exchanges_body(tmp_path: Path) -> None:
    record(tmp_path, f"{HEAD}2330,current,5,2025-03-17\n2330,prior_year,4,2025-03-17\n")
    response = transport(tmp_path).fetch(request())
    assert json.loads(response.body) == [
        {
            "出表日期": "1140317",
            "資料年月": "11402",
            "公司代號": "2330",
            "營業收入-當月營收": "5",
            "營業收入-上月營收": "-",
            "營業收入-去年當月營收": "4",
        }
    ]
    assert response.url == "https://example.org/report"


def year(directory: Path, *rows: str) -> list[dict[str, str]]:
    """The reports that a recorded year of these rows replays as."""
    head = ",".join(YEAR_COLUMNS)
    record(directory, "\n".join((head, *rows, "")), "twse_2025")
    reports: list[dict[str, str]] = json.loads(
        transport(directory).fetch(request("twse_2025")).body
    )
    return reports


def test_a_year_becomes_its_reports_dated_by_the_day_they_are_due(tmp_path: Path) -> None:
    reports = year(
        tmp_path,
        "2025-01,2330,current,5,,",
        "2025-01,2330,prior_year,4,,",
        "2025-12,2330,current,7,,medium",
        "2025-12,3324,current,6,2026-01-08,",
    )
    names = ("出表日期", "資料年月", "公司代號", "report_date_basis", "confidence")
    assert [tuple(each.get(name) for name in names) for each in reports] == [
        ("1140210", "11401", "2330", "due", None),
        ("1150110", "11412", "2330", "due", "medium"),
        ("1150108", "11412", "3324", None, None),
    ]
    assert reports[0]["營業收入-去年當月營收"] == "4"


def test_a_figure_that_stands_twice_in_a_year_stays_two_for_the_parser_to_refuse(
    tmp_path: Path,
) -> None:
    reports = year(tmp_path, "2025-01,2330,current,5,,", "2025-01,2330,current,6,,")
    assert [each["營業收入-當月營收"] for each in reports] == ["5", "6"]


def test_unchanged_recorded_data_is_confirmed_and_changed_is_not(tmp_path: Path) -> None:
    path = record(tmp_path, f"{HEAD}2330,current,5,2025-03-17\n")
    first = transport(tmp_path).fetch(request())
    again = transport(tmp_path).fetch(request())
    assert (first.not_modified, again.not_modified) == (False, True)
    path.write_text(f"{HEAD}2330,current,6,2025-03-17\n")
    changed = transport(tmp_path).fetch(request())
    assert not changed.not_modified
    assert changed.sha256 != first.sha256


@pytest.mark.parametrize("key", ["twse_2025-03", "../twse_2025-02", "/etc/passwd", ""])
def test_what_is_not_recorded_is_an_answer(tmp_path: Path, key: str) -> None:
    record(tmp_path, HEAD)
    with pytest.raises(NotRecorded, match="nothing is recorded"):
        transport(tmp_path).fetch(request(key))


def test_another_source_is_not_replayed_here(tmp_path: Path) -> None:
    with pytest.raises(NotRecorded):
        transport(tmp_path).fetch(request("CIK0001046179", "sec_company_facts"))


def test_another_layout_is_a_sentence(tmp_path: Path) -> None:
    record(tmp_path, "code,amount\n2330,5\n")
    with pytest.raises(StorageError, match="other columns than security_code"):
        transport(tmp_path).fetch(request())


def test_the_recorded_documents_are_listed(tmp_path: Path) -> None:
    record(tmp_path, HEAD, "twse_2025-02")
    record(tmp_path, HEAD, "tpex_2025-01")
    assert recorded_names(tmp_path / "recorded", TAIWAN) == ["tpex_2025-01", "twse_2025-02"]
    assert recorded_names(tmp_path / "recorded", "fx_rates") == []
