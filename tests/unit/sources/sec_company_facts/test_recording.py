"""Recording companyfacts: the union of all copies, each fact once, figures and identifiers only."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.archive import recorded
from pipelines.registry import load_registry
from pipelines.settings import Settings
from pipelines.sources.recording.documents import record
from pipelines.sources.recording.kinds import Written
from pipelines.sources.sec_company_facts import replay
from pipelines.sources.sec_company_facts.source import parse
from pipelines.storage.files import StorageError
from tests.support.api_bodies import (
    CAPEX,
    CIK,
    REVENUE,
    columns,
    fact,
    facts_body,
    filing,
    submissions_body,
)
from tests.support.record_desk import RecordDesk, assert_shipped_rows_parse
from tests.support.shared import SHARED_FOLDER

SHARED = SHARED_FOLDER / "data"
FACTS = (
    "companyfacts_full",
    "companyfacts_trimmed",
    "companyfacts_transcribed",
    # What is transcribed beside these is a statement, and no fact of a filing.
    "companyfacts_suppliers/sp500_agentic_ai_2025-09",
    "companyfacts_suppliers/stock-analyzer_2026-05_relaid",
    "companyfacts_suppliers/valuation-galaxy_2026-05",
)
FOLDERS = (*FACTS, "submissions")
# Of suppliers that came late no year is recorded that began before; growth needs one of 2021.
ALL_SINCE = "2021-01-01"


class Desk(RecordDesk):
    """A desk that reads what is recorded of companyfacts."""

    def facts(self, cik: int = CIK) -> list[dict[str, str]]:
        return self.rows(replay.NAME, cik)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_fact_is_recorded_without_prose(desk: Desk) -> None:
    desk.add(facts_body(fact(frame="CY2025Q1")))
    summary = desk.record()
    assert desk.facts() == [
        {
            "concept": CAPEX,
            "unit": "USD",
            "start": "2025-01-01",
            "end": "2025-03-31",
            "value": "17197000000",
            "accession": "0001652044-25-000043",
            "fy": "2025",
            "fp": "Q1",
            "form": "10-Q",
            "filed": "2025-04-25",
        }
    ]
    assert not any(
        b"rose" in content or b"Of no use" in content for content in desk.bytes().values()
    )
    assert desk.bytes()["filers.csv"] == b"cik,entity_name\n1652044,ALPHABET INC.\n"
    assert summary.lines() == [
        "sec_company_facts GOOGL (CIK0001652044): 1 rows, newest period 2025-03-31"
    ]


def test_only_the_registrys_concepts_are_recorded(desk: Desk) -> None:
    desk.add(facts_body(fact(), Revenues=[fact(val=2)], Assets=[fact(val=3)]))
    desk.record()
    assert [row["concept"] for row in desk.facts()] == [CAPEX, REVENUE]


def test_copies_of_several_ages_are_united_each_fact_once(desk: Desk) -> None:
    recast = fact(val=5, accn="0001652044-26-000050", filed="2026-04-25", fy=2026)
    desk.add(facts_body(fact(), fact(val=1, end="2025-03-30")))
    desk.add(facts_body(recast, fact()))
    desk.record()
    assert [(row["end"], row["value"], row["accession"]) for row in desk.facts()] == [
        ("2025-03-30", "1", "0001652044-25-000043"),
        ("2025-03-31", "17197000000", "0001652044-25-000043"),
        ("2025-03-31", "5", "0001652044-26-000050"),
    ]


def test_conflicting_values_of_one_filing_are_both_kept(desk: Desk) -> None:
    desk.add(facts_body(fact()))
    desk.add(facts_body(fact(val=1)))
    desk.record()
    assert [row["value"] for row in desk.facts()] == ["1", "17197000000"]


TYPED = (
    fact(val=17197),
    fact(val=9, end="2025-06-30", accn="0001652044-25-000062", filed="2025-07-24"),
)
WHOLE = fact(), fact(val=1, end="2025-03-30")


@pytest.mark.parametrize("is_earlier", [True, False])
def test_of_a_transcribed_document_and_the_full_one_the_full_one_is_right(
    desk: Desk, *, is_earlier: bool
) -> None:
    """What the transcription alone states is recorded; what the full one contradicts is named."""
    typed = desk.add(facts_body(*TYPED), "typed.json")
    if is_earlier:
        desk.record()
    full = desk.add(facts_body(*WHOLE), "whole.json")
    summary = desk.record()
    assert [row["value"] for row in desk.facts()] == ["1", "17197000000", "9"]
    told = dict(summary.refused)
    assert told[typed] == (
        "it says 17197 USD for us-gaap:PaymentsToAcquirePropertyPlantAndEquipment from 2025-01-01 "
        f"to 2025-03-31 in 0001652044-25-000043, and {full}, which holds more of that filing, says "
        "17197000000: the fuller one is recorded, correct this one"
    )
    assert not summary.is_whole


def test_two_values_of_one_filing_in_the_full_document_contradict_no_copy(desk: Desk) -> None:
    desk.add(facts_body(fact(val=1)), "typed.json")
    desk.add(facts_body(fact(), fact(val=1)), "whole.json")
    assert desk.record().is_whole
    assert [row["value"] for row in desk.facts()] == ["1", "17197000000"]


def test_where_copies_describe_a_fact_differently_the_newest_one_speaks(desk: Desk) -> None:
    later = fact(val=9, end="2025-06-30", accn="0001652044-25-000062", filed="2025-07-24")
    desk.add(facts_body(fact(fp="Q1")), "b.json")
    desk.add(facts_body(fact(fp="FY"), later), "a.json")
    desk.record()
    assert [row["fp"] for row in desk.facts()] == ["FY", "Q1"]


def test_recording_again_changes_no_byte(desk: Desk) -> None:
    desk.add(facts_body(fact(), fact(val=0.25, end="2025-03-30")))
    desk.add(submissions_body(filing()))
    desk.record()
    first = desk.bytes()
    desk.record()
    assert desk.bytes() == first


def test_what_was_recorded_before_stays(desk: Desk) -> None:
    old = desk.add(facts_body(fact()))
    desk.record()
    old.write_bytes(facts_body(fact(val=2, accn="0001652044-26-000050", filed="2026-04-25")))
    desk.record()
    assert [row["value"] for row in desk.facts()] == ["17197000000", "2"]


def test_trap_et4_an_earlier_cik_is_recorded_under_its_own_number(desk: Desk) -> None:
    desk.add(facts_body(fact(val=1), cik=1288776))
    desk.add(facts_body(fact(val=2)))
    summary = desk.record()
    assert [row["value"] for row in desk.facts(1288776)] == ["1"]
    assert [row["value"] for row in desk.facts(CIK)] == ["2"]
    assert {written.company_id for written in summary.written if isinstance(written, Written)} == {
        "GOOGL"
    }


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (facts_body(fact(), cik=320193), "about CIK 320193, which is not in the registry"),
        (b"<html>", "the body is HTML"),
        (b"", "empty"),
        (facts_body(fact())[:-5], "cut off or no JSON"),
        (b'{"googl.json": {"sha256": "4e"}}', "neither facts nor filings"),
        (b'{"cik": 1652044, "facts": {"us-gaap": {"_stripped": true}}}', "no facts with units"),
        (facts_body(fact(), concept="us-gaap:Assets"), "none of the registry's concepts"),
        (json.dumps(columns(filing())).encode(), "names no CIK"),
    ],
)
def test_a_document_that_cannot_be_used_is_named_and_skipped(
    desk: Desk, body: bytes, sentence: str
) -> None:
    desk.add(facts_body(fact()), "good.json")
    bad = desk.add(body, "bad.json")
    summary = desk.record()
    ((path, told),) = summary.skipped
    assert path == bad
    assert sentence in told
    assert len(desk.facts()) == 1
    assert any(str(bad) in line and sentence in line for line in summary.lines())


def test_facts_refused_by_the_parser_are_not_recorded(desk: Desk) -> None:
    desk.add(facts_body(fact(), fact(end="2027-01-01"), fact(val="odd")))
    desk.record()
    assert len(desk.facts()) == 1


def test_a_recorded_file_of_another_layout_is_named(desk: Desk) -> None:
    desk.add(facts_body(fact()))
    desk.record()
    replay.path(desk.out, CIK).write_text("a,b\n1,2\n")
    with pytest.raises(StorageError, match="other columns"):
        desk.record()


_VALUES = st.decimals(min_value=-(10**20), max_value=10**20, places=6)
_ROWS = st.lists(
    st.builds(
        lambda value, start, end, form: fact(val=value, start=start, end=end, form=form),
        _VALUES,
        st.sampled_from(["2025-01-01", "2024-10-01", ...]),
        st.sampled_from(["2025-03-31", "2025-02-28"]),
        st.sampled_from(["10-Q", "8-K", "DEF 14A"]),
    ),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(rows=_ROWS, seed=st.integers())
def test_replayed_facts_are_the_facts_of_the_documents(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]], seed: int
) -> None:
    def body(facts: list[dict[str, Any]]) -> bytes:
        text = facts_body(*[{**each, "val": f"<{each['val']}>"} for each in [fact(), *facts]])
        return text.replace(b'"<', b"").replace(b'>"', b"")

    shuffled = random.Random(seed).sample(rows, len(rows))
    replays = []
    for order in (rows, shuffled):
        desk = Desk(tmp_path_factory.mktemp("desk"))
        for at, share in enumerate((order[::2], order[1::2], order)):
            desk.add(body(share), f"{at if order is rows else 9 - at}.json")
        desk.record()
        replays.append(recorded.render(desk.out, replay.NAME, f"CIK{CIK:010d}", replay.REPLAY))
    parsed = parse(replays[0], "GOOGL", CIK)
    assert parsed.quarantined.is_empty()
    identity = ["period_end", "period_start", "value"]
    expected = parse(body(rows), "GOOGL", CIK).frame.select(identity)
    assert parsed.frame.select(identity).equals(expected)
    again = parse(replays[1], "GOOGL", CIK).frame.select(identity)
    assert again.equals(expected)


@pytest.mark.parametrize(
    ("cik", "concept", "newest"),
    [
        (789019, CAPEX, "2026-06-30"),
        (1652044, CAPEX, "2026-06-30"),
        (1018724, "us-gaap:PaymentsToAcquireProductiveAssets", "2026-06-30"),
        (1326801, CAPEX, "2026-06-30"),
        (1341439, CAPEX, "2026-05-31"),
    ],
)
def test_the_shipped_recorded_data_reaches_the_newest_quarter(
    cik: int, concept: str, newest: str
) -> None:
    path = replay.path(Settings().recorded_dir, cik)
    rows = recorded.read_rows(path, replay.COLUMNS)
    assert max(row["end"] for row in rows if row["concept"] == concept) == newest


def test_trap_a5_the_shipped_recorded_data_holds_both_versions_of_2023_of_meta() -> None:
    path = replay.path(Settings().recorded_dir, 1326801)
    year = {
        row["accession"]: row["value"]
        for row in recorded.read_rows(path, replay.COLUMNS)
        if (row["concept"], row["start"], row["end"]) == (CAPEX, "2023-01-01", "2023-12-31")
    }
    assert year["0001326801-24-000012"] == "27266000000"
    assert year["0001326801-25-000017"] == "27045000000"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here")
def test_the_shipped_recorded_data_is_the_union_of_the_shared_documents(tmp_path: Path) -> None:
    registry = load_registry(Settings().registry_dir)
    summary = record([SHARED / folder for folder in FOLDERS], registry, tmp_path)
    skipped = {path.name for path, _ in summary.skipped}
    assert {"DELL.json", "SPOT.json", "manifest.json"} <= skipped
    expected: dict[int, set[tuple[Any, ...]]] = {}
    asked = {
        cik: registry.concepts_of(company) for company in registry.companies for cik in company.ciks
    }
    for folder in FACTS:
        for path in (SHARED / folder).rglob("*.json"):
            document = json.loads(path.read_bytes(), parse_float=Decimal)
            if path.name in {"manifest.json", "SPOT.json"} or int(document["cik"]) not in asked:
                continue
            of_cik = expected.setdefault(int(document["cik"]), set())
            for taxonomy, concepts in document["facts"].items():
                for concept, content in concepts.items():
                    if (name := f"{taxonomy}:{concept}") not in asked[int(document["cik"])]:
                        continue
                    of_cik |= {
                        (name, unit, row.get("start", ""), row["end"], row["val"], row["accn"])
                        for unit, rows in content["units"].items()
                        for row in rows
                        if row["end"] <= row["filed"]
                    }
    keys = ("concept", "unit", "start", "end", "value", "accession")
    united: dict[int, set[tuple[Any, ...]]] = {}
    shipped: dict[int, set[tuple[Any, ...]]] = {}
    for directory, recorded_facts in ((tmp_path, united), (Settings().recorded_dir, shipped)):
        for path in (directory / replay.NAME).glob("*.csv"):
            rows = recorded.read_rows(path, replay.COLUMNS)
            got = [tuple(row[key] for key in keys) for row in rows]
            exact = {(*row[:4], Decimal(row[4]), row[5]) for row in got}
            assert len(exact) == len(got)
            recorded_facts[int(path.stem[3:])] = exact
    assert united == {cik: facts for cik, facts in expected.items() if facts}
    assert shipped.keys() == united.keys()
    for cik, facts in shipped.items():
        assert facts <= united[cik]
        late = {row for row in united[cik] - facts if (row[2] or row[3]) >= ALL_SINCE}
        assert late == set(), cik


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("bad.json", b""),
        ("bad.json", b"<html>"),
        ("bad.json", facts_body(fact())[:-5]),
    ],
)
def test_of_a_persons_file_nothing_is_promised_that_only_a_run_does(
    desk: Desk, name: str, body: bytes
) -> None:
    bad = desk.add(body, name)
    ((path, told),) = desk.record().skipped
    assert path == bad
    assert told.endswith(": get it again")
    assert "run" not in told.split()


def test_the_shipped_recorded_data_passes_its_own_parser() -> None:
    assert_shipped_rows_parse(replay.NAME, replay.REPLAY, parse)


def test_facts_that_stand_under_one_unit_twice_are_not_recorded(tmp_path: Path) -> None:
    desk = RecordDesk(tmp_path)
    whole = facts_body(fact()).decode()
    unit = whole.index('"USD":')
    end = whole.index("]", unit) + 1
    doubled = f"{whole[:end]}, {whole[unit:end]}{whole[end:]}"
    path = desk.add(doubled.encode())
    [(place, said)] = desk.record().skipped
    assert place == path
    assert "the document names 'USD' twice" in said
