"""Submissions: forms, dates and acceptance times, which are UTC."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from pipelines.contracts.raw import RAW_QUARANTINE, RAW_SEC_FILINGS
from pipelines.settings import Settings
from pipelines.sources.document import Parsed, SourceError
from pipelines.sources.sec_filings import source as sec_filings
from pipelines.sources.sec_filings.source import older_pages, parse
from tests.support.api_bodies import CIK, columns, filing, submissions_body
from tests.support.shared import SHARED_FOLDER

SHARED = SHARED_FOLDER / "data" / "submissions"
PAGE = "CIK0001652044-submissions-001.json"


def parsed(body: bytes, *, is_page: bool = False) -> Parsed:
    result = parse(body, "GOOGL", CIK, is_page=is_page)
    assert dict(result.frame.schema) == RAW_SEC_FILINGS.polars_schema
    assert RAW_QUARANTINE.conform(result.quarantined).equals(result.quarantined)
    return result


def test_a_filing_becomes_a_row() -> None:
    result = parsed(submissions_body(filing()))
    assert result.frame.to_dicts() == [
        {
            "company_id": "GOOGL",
            "cik": CIK,
            "accession": "0001652044-25-000043",
            "form": "10-Q",
            "filed_date": dt.date(2025, 4, 25),
            "report_date": dt.date(2025, 3, 31),
            "accepted_at": dt.datetime(2025, 4, 25, 0, 2, 3),
            "primary_document": "goog-20250331.htm",
            "is_inline_xbrl": True,
        }
    ]
    assert result.quarantined.is_empty()


def test_what_a_filing_leaves_open_is_null() -> None:
    body = submissions_body(filing(reportDate="", primaryDocument="", isInlineXBRL=0))
    (row,) = parsed(body).frame.iter_rows(named=True)
    assert (row["report_date"], row["primary_document"]) == (None, None)
    assert row["is_inline_xbrl"] is False


# In New York the clock goes back on 2025-11-02 at 02:00 and forward on 2026-03-08 at 02:00.
@pytest.mark.parametrize(
    ("accepted", "in_new_york"),
    [
        ("2025-11-01T01:30:00.000Z", "2025-10-31 21:30"),
        ("2025-11-02T05:30:00.000Z", "2025-11-02 01:30"),
        ("2025-11-02T06:30:00.000Z", "2025-11-02 01:30"),
        ("2025-11-03T02:30:00.000Z", "2025-11-02 21:30"),
        ("2026-03-08T06:59:59.000Z", "2026-03-08 01:59"),
        ("2026-03-08T07:00:00.000Z", "2026-03-08 03:00"),
        ("2026-07-01T20:05:00.000Z", "2026-07-01 16:05"),
        ("2026-01-28T21:05:00.000Z", "2026-01-28 16:05"),
    ],
)
def test_trap_v2_acceptance_times_are_utc_on_both_sides_of_a_clock_change(
    accepted: str, in_new_york: str
) -> None:
    instant = parsed(submissions_body(filing(acceptanceDateTime=accepted))).frame["accepted_at"][0]
    assert instant.isoformat() == accepted.removesuffix(".000Z")
    local = instant.replace(tzinfo=dt.UTC).astimezone(ZoneInfo("America/New_York"))
    assert f"{local:%Y-%m-%d %H:%M}" == in_new_york


def test_trap_v2_a_time_with_an_offset_is_converted() -> None:
    body = submissions_body(filing(acceptanceDateTime="2025-04-24T20:02:03-04:00"))
    assert parsed(body).frame["accepted_at"][0] == dt.datetime(2025, 4, 25, 0, 2, 3)


def test_trap_v2_a_time_without_its_zone_is_refused() -> None:
    good = filing(accessionNumber="0001652044-25-000044")
    result = parsed(submissions_body(filing(acceptanceDateTime="2025-04-24T20:02:03"), good))
    assert result.frame["accession"].to_list() == ["0001652044-25-000044"]
    (refusal,) = result.quarantined.iter_rows(named=True)
    assert "acceptance time without its zone" in refusal["reason"]
    assert refusal["accession"] == "0001652044-25-000043"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"accessionNumber": "1"}, "no valid accession"),
        ({"accessionNumber": None}, "no valid accession"),
        ({"form": ""}, "names no form"),
        ({"form": None}, "names no form"),
        ({"filingDate": ""}, "filing date that is not a valid date"),
        ({"filingDate": "2025-02-30"}, "filing date that is not a valid date"),
        ({"filingDate": "2999-02-03"}, "filing date in the future (2999-02-03)"),
        ({"reportDate": "2025"}, "period of report that is not a valid date"),
        ({"acceptanceDateTime": None}, "acceptance time that is not valid"),
    ],
)
def test_a_filing_that_cannot_be_used_is_refused_alone(
    change: dict[str, Any], sentence: str
) -> None:
    good = filing(accessionNumber="0001652044-25-000044")
    result = parsed(submissions_body(filing(**change), good))
    assert result.frame["accession"].to_list() == ["0001652044-25-000044"]
    (refusal,) = result.quarantined.iter_rows(named=True)
    assert sentence in refusal["reason"]
    assert refusal["is_whole_document"] is False


def test_a_filing_listed_twice_is_one_row() -> None:
    assert parsed(submissions_body(filing(), filing())).frame.height == 1


def test_a_filing_listed_twice_with_different_dates_is_refused_alone() -> None:
    other = filing(accessionNumber="0001652044-25-000044")
    result = parsed(submissions_body(filing(), other, filing(filingDate="2025-04-24")))
    assert result.frame["accession"].to_list() == ["0001652044-25-000044"]
    [reason] = result.quarantined["reason"]
    assert "filing 0001652044-25-000043: is listed 2 times, and not alike each time" in reason


def test_every_form_is_kept_in_the_order_of_the_key() -> None:
    forms = {"0000000001-25-000002": "4", "0000000001-25-000001": "DEF 14A"}
    body = submissions_body(*(filing(accessionNumber=a, form=f) for a, f in forms.items()))
    assert parsed(body).frame.select("accession", "form").rows() == sorted(forms.items())


@pytest.mark.parametrize("cik", [CIK, str(CIK), f"{CIK:010d}"])
def test_the_cik_may_be_a_number_a_text_or_padded(cik: object) -> None:
    assert parsed(submissions_body(filing(), cik=cik)).frame.height == 1


def test_a_page_of_older_filings_is_flat() -> None:
    page = json.dumps(columns(filing())).encode()
    assert parsed(page, is_page=True).frame.equals(parsed(submissions_body(filing())).frame)


def test_a_body_wrapped_by_whoever_stored_it_is_taken() -> None:
    body = submissions_body(filing())
    wrapped = json.dumps({"data": json.loads(body), "timestamp": 1.5, "ttl": 60}).encode()
    assert parsed(wrapped).frame.equals(parsed(body).frame)


def _without(name: str) -> bytes:
    recent = columns(filing())
    del recent[name]
    return json.dumps({"cik": CIK, "filings": {"recent": recent}}).encode()


WHOLE_DOCUMENTS = {
    "empty": (b" ", "the body is empty"),
    "html": (b"<html>", "the body is HTML"),
    "truncated": (submissions_body(filing())[:-30], "cut off or no JSON"),
    "no object": (b"[]", "no object"),
    "no cik": (b'{"filings": {}}', "states no CIK"),
    "other cik": (submissions_body(filing(), cik=320193), "is about CIK 320193"),
    "facts": (b'{"cik": 1652044, "facts": {}}', "no filings"),
    "no recent": (b'{"cik": 1652044, "filings": {}}', "no filings"),
    "column missing": (_without("form"), "not all there"),
    "column short": (
        submissions_body(filing()).replace(b'"form": ["10-Q"]', b'"form": []'),
        "not of one length",
    ),
    "column no list": (
        submissions_body(filing()).replace(b'"form": ["10-Q"]', b'"form": "10-Q"'),
        "not all there",
    ),
}


@pytest.mark.parametrize("name", WHOLE_DOCUMENTS)
def test_a_document_that_cannot_be_used_is_refused_whole(name: str) -> None:
    body, sentence = WHOLE_DOCUMENTS[name]
    with pytest.raises(SourceError, match=sentence) as told:
        parse(body, "GOOGL", CIK)
    assert str(told.value).startswith("submissions of GOOGL (CIK0001652044): ")


def test_older_pages_are_requested_by_the_names_in_the_body() -> None:
    (page,) = older_pages(submissions_body(filing(), pages=(PAGE,)), Settings())
    assert page.url == f"https://data.sec.gov/submissions/{PAGE}"
    assert page.key == "CIK0001652044-submissions-001"
    assert older_pages(submissions_body(filing()), Settings()) == []


@pytest.mark.parametrize(
    "name", ["CIK0000320193-submissions-001.json", "../etc/passwd", "//evil.example/x.json"]
)
def test_a_page_that_is_not_the_filers_own_is_refused(name: str) -> None:
    with pytest.raises(SourceError, match="an older page that is not its own"):
        older_pages(submissions_body(filing(), pages=(name,)), Settings())


def test_trap_et5_the_request_pads_the_cik() -> None:
    request = sec_filings.request(2488, Settings())
    assert request.url == "https://data.sec.gov/submissions/CIK0000002488.json"


def _reports(*accepted_and_filed: tuple[str, str], form: str = "10-Q") -> bytes:
    return submissions_body(
        *(
            filing(
                accessionNumber=f"0001652044-25-{number:06d}",
                acceptanceDateTime=accepted,
                filingDate=filed,
                form=form,
            )
            for number, (accepted, filed) in enumerate(accepted_and_filed)
        )
    )


# Reports filed on the day after: accepted after 17:30 in New York, winter and summer.
LABELLED_WRONGLY = [
    ("2025-10-29T18:50:26.000Z", "2025-10-30"),
    ("2025-01-29T20:00:50.000Z", "2025-01-30"),
    ("2025-07-30T20:02:12.000Z", "2025-07-31"),
]
LABELLED_RIGHTLY = [
    ("2025-10-29T22:50:26.000Z", "2025-10-30"),
    ("2025-01-30T01:00:50.000Z", "2025-01-30"),
    ("2025-07-31T00:02:12.000Z", "2025-07-31"),
]


def test_trap_v2_new_york_times_under_a_label_of_utc_are_told_and_converted() -> None:
    wrong, right = (
        parsed(_reports(*times)).frame["accepted_at"].to_list()
        for times in (LABELLED_WRONGLY, LABELLED_RIGHTLY)
    )
    assert wrong == right
    assert right[0] == dt.datetime(2025, 10, 29, 22, 50, 26)


@pytest.mark.parametrize(
    ("accepted", "filed"),
    [
        ("2025-10-29T20:05:00.000Z", "2025-10-29"),  # 16:05 in New York, filed the same day
        ("2025-10-31T22:31:00.000Z", "2025-11-03"),  # a Friday evening, filed on Monday
        ("2025-10-30T00:30:00.000Z", "2025-10-30"),  # an evening, filed the day after
    ],
)
def test_trap_v2_times_that_can_only_be_utc_stay_as_they_are(accepted: str, filed: str) -> None:
    (got,) = parsed(_reports((accepted, filed))).frame["accepted_at"].to_list()
    assert got.isoformat() == accepted.removesuffix(".000Z")


MORNING = ("2025-10-29T15:00:00.000Z", "2025-10-29")  # agrees with the filing date either way


@pytest.mark.parametrize(
    ("proof", "hour"),
    [
        ([("2025-10-30T20:05:00.000Z", "2025-10-30")], 15),  # a newer filing is in UTC
        ([("2025-10-30T18:50:00.000Z", "2025-10-31")], 19),  # a newer filing is in New York time
        ([("2025-10-28T20:05:00.000Z", "2025-10-28")], 19),  # only an older one: the later instant
        ([], 19),
    ],
)
def test_trap_v2_where_both_readings_agree_a_newer_filing_decides(
    proof: list[tuple[str, str]], hour: int
) -> None:
    accepted = parsed(_reports(MORNING, *proof)).frame["accepted_at"]
    assert accepted[0] == dt.datetime(2025, 10, 29, hour)


def test_trap_v2_the_newest_filings_may_be_on_another_clock_than_the_older_ones() -> None:
    older = [(f"2025-06-{day:02d}T20:05:00.000Z", f"2025-06-{day:02d}") for day in range(2, 7)]
    frame = parsed(_reports(*older, ("2025-07-30T20:02:12.000Z", "2025-07-31"))).frame
    assert frame["accepted_at"][0] == dt.datetime(2025, 6, 2, 20, 5)
    assert frame["accepted_at"][-1] == dt.datetime(2025, 7, 31, 0, 2, 12)


def test_trap_v2_a_time_with_an_offset_is_our_own_and_holds() -> None:
    body = _reports(("2025-07-30T20:02:12+00:00", "2025-07-31"), MORNING)
    assert parsed(body).frame["accepted_at"][0] == dt.datetime(2025, 7, 30, 20, 2, 12)


def test_trap_v2_reports_of_ownership_decide_nothing() -> None:
    # Accepted at 20:30 and filed the same day, as such reports may be until 22:00.
    body = _reports(*[("2025-10-30T00:30:00.000Z", "2025-10-29")] * 5, form="4")
    assert parsed(body).frame["accepted_at"][0] == dt.datetime(2025, 10, 30, 0, 30)


def test_trap_v2_a_few_filings_redated_by_hand_do_not_turn_a_body() -> None:
    days = [(f"2025-06-{day:02d}T20:05:00.000Z", f"2025-06-{day:02d}") for day in range(2, 28)]
    redated = [
        ("2025-07-01T15:00:00.000Z", "2025-07-09"),
        ("2025-07-02T15:00:00.000Z", "2025-07-09"),
    ]
    frame = parsed(_reports(*days, *redated)).frame
    assert frame["accepted_at"][0] == dt.datetime(2025, 6, 2, 20, 5)


def test_trap_v2_times_that_fit_no_reading_are_refused() -> None:
    nonsense = [(f"2025-06-{day:02d}T03:00:00.000Z", "2025-06-01") for day in range(2, 8)]
    with pytest.raises(SourceError, match="no acceptance time in it can be trusted"):
        parse(_reports(*nonsense), "GOOGL", CIK)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here")
@pytest.mark.parametrize(
    ("path", "cik", "accession", "accepted"),
    [
        # Labelled UTC and New York time all the same.
        ("bobmatnyc_2025/submissions_0001326801.json", 1326801, "0001628280-25-047240",
         dt.datetime(2025, 10, 29, 22, 50, 26)),
        ("edgartools_2026-03-05/CIK0000320193.json", 320193, "0000320193-26-000006",
         dt.datetime(2026, 1, 30, 11, 1, 32)),
        # New York time in the newest filings only.
        ("edgartools_2026-03-05/CIK0001045810.json", 1045810, "0001045810-26-000021",
         dt.datetime(2026, 2, 25, 21, 42, 19)),
        ("edgartools_2026-03-05/CIK0001045810.json", 1045810, "0001045810-25-000230",
         dt.datetime(2025, 11, 19, 21, 36, 17)),
        ("edgartools_2026-03-05/CIK0000789019.json", 789019, "0001193125-26-027207",
         dt.datetime(2026, 1, 28, 21, 7, 34)),
    ],
)  # fmt: skip
def test_trap_v2_real_bodies_of_both_kinds_are_read_rightly(
    path: str, cik: int, accession: str, accepted: dt.datetime
) -> None:
    frame = parse((SHARED / path).read_bytes(), "X", cik).frame
    (got,) = frame.filter(pl.col("accession") == accession)["accepted_at"].to_list()
    assert got == accepted


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here")
def test_real_pages_and_wrapped_bodies_are_read() -> None:
    folder = SHARED / "edgartools_paged_TSLA_2026-02-03"
    head = (folder / "CIK0001318605.json").read_bytes()
    (page,) = older_pages(head, Settings())
    body = (folder / f"{page.key}.json").read_bytes()
    assert parse(body, "TSLA", 1318605, is_page=True).frame.height == 720
    wrapped = (SHARED / "bobmatnyc_2025" / "submissions_0001326801.json").read_bytes()
    assert parse(wrapped, "META", 1326801).frame.height == 1005
