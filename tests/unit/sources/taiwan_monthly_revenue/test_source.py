"""Monthly reports of the exchanges in Taiwan: encodings, calendar, amounts, and refusals."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.archive.recorded import RecordedTransport
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request
from pipelines.registry import Company, load_registry
from pipelines.settings import Settings
from pipelines.sources.document import Parsed, SourceError
from pipelines.sources.taiwan_monthly_revenue import replay
from pipelines.sources.taiwan_monthly_revenue import source as taiwan
from tests.support.api_bodies import registry as registry_of
from tests.support.shared import SHARED_FOLDER
from tests.support.whole_bodies import (
    FIELDS,
    as_big5_tabs,
    as_csv,
    as_json,
    auras,
    report,
    settings_in,
    taiwan_registry,
    tsmc,
)

SHARED = SHARED_FOLDER / "data/twse_monthly_revenue"


def parse(body: bytes, key: str = "twse") -> Parsed:
    return taiwan.parse_document(body, Request(replay.NAME, key, "url"), taiwan_registry())


def figures(parsed: Parsed) -> list[tuple[str, str, Decimal]]:
    rows = parsed.frame.sort("month", descending=True)
    return [
        (f"{month:%Y-%m}", statement, value)
        for month, statement, value in rows.select("month", "statement", "value").iter_rows()
    ]


GOOD = [
    ("2025-02", "current", Decimal("260008796000.00")),
    ("2025-01", "prior_month", Decimal("293288038000.00")),
    ("2024-02", "prior_year", Decimal("181648270000.00")),
]


@pytest.mark.parametrize("form", [as_json, as_csv, as_big5_tabs])
def test_every_form_of_a_report_says_the_same(form) -> None:  # type: ignore[no-untyped-def]
    parsed = parse(form(report(), report(code="9999")))
    assert figures(parsed) == GOOD
    assert parsed.quarantined.is_empty()
    first = parsed.frame.row(0, named=True)
    assert (first["company_id"], first["security_code"], first["market"]) == ("TSM", "2330", "twse")


def test_trap_f2_roc_dates_are_of_year_plus_1911() -> None:
    frame = parse(as_json(report(month="11509", date="1151010"))).frame
    assert set(frame["report_month"]) == {dt.date(2026, 9, 1)}
    assert set(frame["report_date"]) == {dt.date(2026, 10, 10)}
    january = parse(as_json(report(month="11501", date="1150210"))).frame
    assert set(january["month"]) == {
        dt.date(2026, 1, 1),
        dt.date(2025, 12, 1),
        dt.date(2025, 1, 1),
    }


def test_trap_f2_a_year_of_two_digits_is_read_too() -> None:
    frame = parse(as_json(report(month="9912", date="1000110"))).frame
    assert set(frame["report_month"]) == {dt.date(2010, 12, 1)}


@given(st.integers(min_value=-(10**12), max_value=10**12), st.booleans())
def test_trap_f2_thousands_are_exact(thousands: int, separated: bool) -> None:
    text = f"{thousands:,}" if separated else str(thousands)
    parsed = parse(as_json(report(amounts=(text, "-", ""))))
    assert figures(parsed) == [("2025-02", "current", Decimal(thousands * 1000))]


def test_trap_f2_the_same_month_shown_again_adds_nothing() -> None:
    """Before the 10th the endpoint shows the old month still, dated anew each day."""
    days = ("1140311", "1140312", "1140409")
    bodies = [parse(as_json(report(date=day))).frame for day in days]
    combined = taiwan.combine(pl.concat(bodies))
    assert combined.height == 3
    assert set(combined["report_date"]) == {dt.date(2025, 3, 11)}


def test_a_report_corrected_within_its_month_keeps_both_figures() -> None:
    first = parse(as_json(report(date="1140311"))).frame
    second = parse(as_json(report(date="1140315", amounts=("1", "293288038", "181648270")))).frame
    combined = taiwan.combine(pl.concat([first, second]))
    current = combined.filter(pl.col("statement") == "current").sort("report_date")
    assert current["value"].to_list() == [Decimal("260008796000"), Decimal("1000")]
    assert combined.height == 4


def test_a_dash_is_no_figure_and_a_zero_is_one() -> None:
    parsed = parse(as_json(report(amounts=("0", "-", "-5"))))
    assert figures(parsed) == [
        ("2025-02", "current", Decimal(0)),
        ("2024-02", "prior_year", Decimal(-5000)),
    ]


def test_a_code_counts_on_both_exchanges_unless_another_company_has_it_there() -> None:
    with_both = as_json(report(), report(code="3324"))
    for market in taiwan.MARKETS:
        parsed = parse(with_both, market).frame
        assert set(parsed["company_id"]) == {"TSM", "3324.TWO"}
        assert set(parsed["market"]) == {market}
    namesake = Company.model_validate(
        {**tsmc().model_dump(), "ticker": "NAME", "company_id": "NAME", "cik": 2}
        | {"taiwan_listing": {"market": "tpex", "code": "2330"}}
    )
    request = Request(replay.NAME, "tpex", "url")
    shared = taiwan.parse_document(with_both, request, registry_of(tsmc(), namesake))
    assert set(shared.frame["company_id"]) == {"NAME"}


@pytest.mark.parametrize("is_dated", [True, False])
def test_a_company_that_moves_to_the_other_exchange_keeps_its_earlier_months(
    is_dated: bool,
) -> None:
    earlier = {"market": "tpex", "code": "3324", "valid_to": "2025-07-20"}
    moved = Company.model_validate(
        {
            **auras().model_dump(),
            "taiwan_listing": {"market": "twse", "code": "3324"},
            "earlier_taiwan_listings": [earlier] if is_dated else [],
        }
    )
    before = as_csv(report(code="3324", month="11406", date="1140715"))
    after = as_csv(report(code="3324", month="11407", date="1140815"))
    bodies = [
        taiwan.parse_document(body, Request(replay.NAME, key, "url"), registry_of(moved)).frame
        for key, body in (("tpex", before), ("twse", after))
    ]
    combined = taiwan.combine(pl.concat(bodies)).filter(pl.col("statement") == "current")
    assert combined.select("market", "month").rows() == [
        ("tpex", dt.date(2025, 6, 1)),
        ("twse", dt.date(2025, 7, 1)),
    ]


def test_a_code_that_changed_with_the_listing_is_the_companys_still() -> None:
    moved = Company.model_validate(
        {
            **auras().model_dump(),
            "taiwan_listing": {"market": "twse", "code": "7788"},
            "earlier_taiwan_listings": [
                {"market": "tpex", "code": "3324", "valid_to": "2025-07-20"}
            ],
        }
    )
    request = Request(replay.NAME, "tpex", "url")
    parsed = taiwan.parse_document(as_csv(report(code="3324")), request, registry_of(moved))
    assert set(parsed.frame["security_code"]) == {"3324"}
    assert set(parsed.frame["company_id"]) == {"3324.TWO"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (report(amounts=("abc", "1", "2")), "'abc' is not a whole number of thousand TWD"),
        (report(amounts=("1.5", "1", "2")), "'1.5' is not a whole number"),
        (report(amounts=("1,23", "1", "2")), "'1,23' is not a whole number"),
        (report(amounts=("9" * 14, "1", "2")), "is not a whole number"),
        (report(month="11413"), "資料年月 .* '11413' is not a valid date"),
        (report(month="202502"), "'202502' is not a valid date"),
        (report(date="2025-03-17"), "出表日期 .* is not a valid date"),
        (report(date="1140228"), "before its month 2025-02 ends"),
        (report(date="1880317"), "is dated 2099-03-17, after today"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_alone(row: list[str], reason: str) -> None:
    other = report(code="9999")
    registry = taiwan_registry()
    request = Request(replay.NAME, "twse", "url")
    parsed = taiwan.parse_document(as_json(row, other), request, registry)
    assert parsed.frame.is_empty()
    (refused,) = parsed.quarantined.iter_rows(named=True)
    assert refused["company_id"] == "TSM"
    assert not refused["is_whole_document"]
    assert pl.Series([refused["reason"]]).str.contains(reason).all(), refused["reason"]
    assert "row 1, code 2330" in refused["reason"]


def test_a_bad_row_of_nobody_concerns_nobody() -> None:
    parsed = parse(as_json(report(), report(code="1101", amounts=("?", "?", "?"))))
    assert figures(parsed) == GOOD
    assert parsed.quarantined.is_empty()


def test_a_code_that_comes_twice_is_refused() -> None:
    parsed = parse(as_json(report(), report(amounts=("1", "2", "3"))))
    assert parsed.frame.is_empty()
    assert "2 rows of one report are of this code" in parsed.quarantined["reason"][0]
    assert parsed.quarantined["reason"].str.contains("nothing says which is right").all()


def test_a_row_that_stands_twice_says_one_thing() -> None:
    parsed = parse(as_json(report(), report(code="1101"), report()))
    assert figures(parsed) == GOOD
    assert parsed.quarantined.is_empty()
    bad = parse(as_json(*[report(amounts=("?", "2", "3"))] * 2))
    [reason] = bad.quarantined["reason"]
    assert "'?' is not a whole number" in reason


def test_a_body_of_several_months_has_each_code_once_a_month() -> None:
    months = (report(), report(month="11403", date="1140410"))
    parsed = parse(as_json(*months, report(month="11403", date="1140411")), "twse_2025")
    assert set(parsed.frame["report_month"]) == {dt.date(2025, 2, 1)}
    assert "2 rows of one report are of this code" in parsed.quarantined["reason"][0]


def test_a_recorded_report_says_how_its_day_is_known_and_how_sure_it_is() -> None:
    (cells,) = json.loads(as_json(report()))
    recorded = {**cells, "report_date_basis": "due", "confidence": "medium"}
    said = ("report_date_basis", "confidence")
    assert set(parse(json.dumps([recorded]).encode()).frame.select(said).rows()) == {
        ("due", "medium")
    }
    assert set(parse(json.dumps([cells]).encode()).frame.select(said).rows()) == {
        ("stated", "high")
    }
    with pytest.raises(SourceError, match="'guessed' is not one of high, medium"):
        parse(json.dumps([{**cells, "confidence": "guessed"}]).encode())


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "empty"),
        (b"<html>busy</html>", "HTML"),
        (b"[]", "holds no row"),
        (as_json(report())[:-40], "cut off"),
        (b'{"a": 1}', "not a list of rows"),
        (b'[{"a": "1"}]', "it is not this report"),
        ("股票代號,名稱\n2330,台積電\n".encode(), "it is another report"),
        ("\t".join(FIELDS).encode("cp950") + b"\n1140317\t11402\t2330", "has 3 cells, not 14"),
        (as_csv(report())[:-60], "cut off"),
        ("出表日期".encode("utf-16"), "neither UTF-8 nor Big5|another report"),
        (b"\xff\xff\xff\xff", "neither UTF-8 nor Big5"),
    ],
)
def test_a_file_of_another_report_or_form_is_refused(body: bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence) as refused:
        parse(body)
    assert "\n" not in str(refused.value)


def test_a_recorded_file_under_a_wrong_name_is_refused() -> None:
    with pytest.raises(SourceError, match="names no exchange"):
        parse(as_json(report()), "nyse_2025-02")


def test_requests_name_both_exchanges_and_the_recorded_months(tmp_path: Path) -> None:
    directory = tmp_path / "recorded" / replay.NAME
    directory.mkdir(parents=True)
    (directory / "tpex_2025-01.csv").touch()
    offline = taiwan.requests(taiwan_registry(), settings_in(tmp_path))
    assert [each.key for each in offline] == ["twse", "tpex", "tpex_2025-01"]
    live = taiwan.requests(taiwan_registry(), settings_in(tmp_path, live=True))
    assert [each.url for each in live] == [
        "https://openapi.twse.com.tw/v1/opendata/t187ap05_L",
        "https://www.tpex.org.tw/openapi/v1/mopsfin_t187ap05_O",
    ]


def test_other_securities_followed_are_another_input() -> None:
    assert taiwan.parser_inputs(taiwan_registry()) == (
        '[["tpex", "2330", "TSM"], ["tpex", "3324", "3324.TWO"], '
        '["twse", "2330", "TSM"], ["twse", "3324", "3324.TWO"]]'
    )


def test_the_recorded_months_replay_without_a_refusal(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    registry = load_registry(settings.registry_dir)
    transport = RecordedTransport(settings, Archive(settings.archive_dir), replay.REPLAY)
    requests = taiwan.shipped_requests(settings)
    parsed = [
        taiwan.parse_document(transport.fetch(each).body, each, registry) for each in requests
    ]
    assert len(requests) >= 5
    assert all(each.quarantined.is_empty() and each.frame.height > 0 for each in parsed)
    frame = pl.concat([each.frame for each in parsed])
    february = frame.filter(
        (pl.col("company_id") == "TSM")
        & (pl.col("month") == dt.date(2025, 2, 1))
        & (pl.col("statement") == "current")
    )
    assert february["value"].to_list() == [Decimal("260008796000.00")]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the documents are not here")
def test_real_files_in_both_forms_agree() -> None:
    original = parse((SHARED / "t187ap05_L_11206.csv").read_bytes())
    saved_again = parse((SHARED / "t187ap05_L_11206_resaved_big5_tsv.csv").read_bytes())
    assert original.frame.equals(saved_again.frame)
    assert figures(original)[0] == ("2023-06", "current", Decimal("156404174000.00"))
