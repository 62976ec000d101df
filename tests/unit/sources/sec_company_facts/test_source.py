"""Companyfacts: each fact once and exact, each kind of bad input refused by a sentence."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.contracts.raw import RAW_QUARANTINE, RAW_SEC_COMPANY_FACTS
from pipelines.settings import Settings
from pipelines.sources.document import Parsed, SourceError
from pipelines.sources.sec_company_facts import fact_lines
from pipelines.sources.sec_company_facts import source as sec_company_facts
from pipelines.sources.sec_company_facts.source import CompanyBody, parse, parse_many
from tests.support.api_bodies import CAPEX, CIK, REVENUE, fact, facts_body
from tests.support.shared import SHARED_FOLDER

SHARED = SHARED_FOLDER / "data"
TRIMMED = SHARED / "companyfacts_trimmed" / "valuation-galaxy_2026-07-24"


def parsed(body: bytes, concepts: frozenset[str] | None = None) -> Parsed:
    """Parse, and hold what must hold of every result."""
    result = parse(body, "GOOGL", CIK, concepts)
    assert RAW_SEC_COMPANY_FACTS.conform(result.frame).equals(result.frame)
    assert dict(result.frame.schema) == RAW_SEC_COMPANY_FACTS.polars_schema
    assert RAW_QUARANTINE.conform(result.quarantined).equals(result.quarantined)
    assert not result.quarantined["is_whole_document"].any()
    return result


def only_refusal(body: bytes) -> dict[str, Any]:
    """The one quarantined item, beside which the good facts stay."""
    result = parsed(body)
    assert result.frame.height == 1
    (row,) = result.quarantined.iter_rows(named=True)
    return row


# An array is read in bulk if it is written as the SEC writes it, else fact by fact from its
# JSON: what comes out must not depend on that.
READINGS = ["in bulk", "in bulk with spaces", "singly"]


def written(*facts: Any, reading: str) -> bytes:
    """A body with these facts, written so that they are read in that way."""
    if reading == "singly":
        facts = tuple(
            dict(reversed(each.items())) if isinstance(each, dict) else each for each in facts
        )
    return facts_body(*facts, spaced=reading == "in bulk with spaces")


def test_a_fact_becomes_a_row() -> None:
    result = parsed(facts_body(fact()))
    assert result.frame.to_dicts() == [
        {
            "company_id": "GOOGL",
            "cik": CIK,
            "entity_name": "ALPHABET INC.",
            "concept": CAPEX,
            "unit": "USD",
            "period_start": dt.date(2025, 1, 1),
            "period_end": dt.date(2025, 3, 31),
            "value": Decimal(17_197_000_000),
            "accession": "0001652044-25-000043",
            "filing_fiscal_year": 2025,
            "filing_fiscal_period": "Q1",
            "form": "10-Q",
            "filed_date": dt.date(2025, 4, 25),
        }
    ]
    assert result.quarantined.is_empty()


@pytest.mark.parametrize("cik", [CIK, str(CIK), f"{CIK:010d}"])
def test_the_cik_may_be_a_number_a_text_or_padded(cik: object) -> None:
    assert parsed(facts_body(fact(), cik=cik)).frame["cik"].to_list() == [CIK]


@pytest.mark.parametrize("spaced", [False, True])
def test_spaces_in_the_body_make_no_difference(spaced: bool) -> None:
    assert parsed(facts_body(fact(), spaced=spaced)).frame.height == 1


def test_an_instant_has_no_start() -> None:
    frame = parsed(facts_body(fact(start=...), concept="dei:Float")).frame
    assert frame.select("concept", "period_start", "period_end").row(0) == (
        "dei:Float",
        None,
        dt.date(2025, 3, 31),
    )


def test_only_the_concepts_asked_for_are_kept() -> None:
    body = facts_body(fact(), Revenues=[fact()], Assets=[fact(val="odd")])
    result = parsed(body, frozenset({REVENUE}))
    assert result.frame["concept"].to_list() == [REVENUE]
    assert result.quarantined.is_empty()


def test_a_filer_without_the_concepts_asked_for_has_no_rows() -> None:
    assert parsed(facts_body(fact()), frozenset({REVENUE})).frame.is_empty()


WHOLE_DOCUMENTS = {
    "empty": (b"", "the body is empty"),
    "html": (b"<!DOCTYPE html><title>Request Rate Threshold Exceeded", "the body is HTML"),
    "html after space": (b"\n\n  <html>", "the body is HTML"),
    "truncated": (facts_body(fact(), fact())[:-40], "cut off or no JSON"),
    "truncated number": (b'{"cik": 165', "cut off or no JSON"),
    "not json": (b"Undeclared Automated Tool", "cut off or no JSON"),
    "no object": (b"[1, 2]", "no object"),
    "no cik": (b'{"facts": {}}', "states no CIK"),
    "cik null": (facts_body(fact(), cik=None), "states no CIK"),
    "cik true": (facts_body(fact(), cik=True), "states no CIK"),
    "cik words": (facts_body(fact(), cik="GOOGL"), "states no CIK"),
    "other cik": (facts_body(fact(), cik=1571949), "is about CIK 1571949 .*, not CIK 1652044"),
    "other cik padded": (facts_body(fact(), cik="0001571949"), "is about CIK 1571949"),
    "no facts": (b'{"cik": 1652044, "entityName": "A"}', "has no facts"),
    "facts null": (b'{"cik": 1652044, "facts": null}', "has no facts"),
    "facts list": (b'{"cik": 1652044, "facts": []}', "has no facts"),
    "facts empty": (b'{"cik": 1652044, "facts": {}}', "no facts with units"),
    "units empty": (b'{"cik":1652044,"facts":{"us-gaap":{"A":{"units":{}}}}}', "no facts with"),
    "stripped": (b'{"cik":1652044,"facts":{"ifrs-full":{"_stripped":true}}}', "no facts with"),
    "not a number": (facts_body(fact(val=float("nan"))), "cut off or no JSON"),
    "deep": (b'{"cik":1652044,"facts":' + b"[" * 100_000, "cut off or no JSON"),
}


@pytest.mark.parametrize("name", WHOLE_DOCUMENTS)
def test_a_document_that_cannot_be_used_is_refused_whole(name: str) -> None:
    body, sentence = WHOLE_DOCUMENTS[name]
    with pytest.raises(SourceError, match=sentence) as told:
        parse(body, "GOOGL", CIK)
    assert str(told.value).startswith("companyfacts of GOOGL (CIK0001652044): ")
    assert "\n" not in str(told.value)


def test_trap_et5_html_with_status_200_names_what_to_check() -> None:
    with pytest.raises(SourceError, match="check LEDGER_USER_AGENT"):
        parse(b"<html>", "GOOGL", CIK)


FACTS = {
    "value null": (fact(val=None), "has no value"),
    "value missing": (fact(val=...), "has no value"),
    "value text": (fact(val="abc"), "has a value that is not a number"),
    "value number as text": (fact(val="12"), "has a value that is not a number"),
    "value true": (fact(val=True), "has a value that is not a number"),
    "value list": (fact(val=[1]), "has a value that is not a number"),
    "too many decimals": (fact(val=0.12345678901), "outside 28 digits and 10 decimals"),
    "too large": (fact(val=10**28), "outside 28 digits and 10 decimals"),
    "end missing": (fact(end=...), "has no period end"),
    "end null": (fact(end=None), "has no period end"),
    "end no date": (fact(end="2025-02-30"), "has a period end that is not a valid date"),
    "end words": (fact(end="Q1"), "has a period end that is not a valid date"),
    "end a number": (fact(end=20250331), "has a period end that is not a valid date"),
    "end with time": (fact(end="2025-03-31 10:00:00"), "has a period end that is not a valid date"),
    "start no date": (fact(start="2025-1-1"), "has a period start that is not a valid date"),
    "start after end": (fact(start="2025-04-01"), "starts after it ends"),
    "ancient": (fact(start="0025-01-01"), "has a period before 1900"),
    "future": (fact(end="2025-04-26"), "ends after its filing date 2025-04-25"),
    "future instant": (fact(start=..., end="2025-04-26"), "ends after its filing date"),
    "accession missing": (fact(accn=...), "names no valid accession"),
    "accession odd": (fact(accn="000165204425000043"), "names no valid accession"),
    "form missing": (fact(form=...), "names no form"),
    "form empty": (fact(form=""), "names no form"),
    "filed missing": (fact(filed=...), "has no filing date"),
    "filed no date": (fact(filed="soon"), "has a filing date that is not a valid date"),
    "no object": (5, "is not an object"),
    "null": (None, "is not an object"),
}


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("name", FACTS)
def test_a_fact_that_cannot_be_used_is_refused_alone(name: str, reading: str) -> None:
    bad, sentence = FACTS[name]
    result = parsed(written(fact(val=1), bad, fact(val=2), reading=reading))
    assert result.frame["value"].to_list() == [1, 2]
    (refusal,) = result.quarantined.iter_rows(named=True)
    assert refusal["item"] == f"{CAPEX} USD #1"
    assert sentence in refusal["reason"]
    assert "it is left out, the filer's other facts stay" in refusal["reason"]


def test_a_refused_fact_names_its_filing() -> None:
    refusal = only_refusal(facts_body(fact(), fact(end="2026-01-01")))
    assert refusal["accession"] == "0001652044-25-000043"
    assert (refusal["source"], refusal["company_id"]) == ("sec_company_facts", "GOOGL")


def test_a_period_that_ends_on_the_filing_date_is_no_future_period() -> None:
    assert parsed(facts_body(fact(end="2025-04-25"))).frame.height == 1


@pytest.mark.parametrize("unit", ["usd", " USD", "iso4217:USD", "ISO4217:usd"])
def test_a_currency_is_read_however_it_is_written(unit: str) -> None:
    """Beside the usual name too, where each fact still stands once."""
    body = json.loads(facts_body(fact(), fact(end="2025-04-20")))
    units = body["facts"]["us-gaap"][CAPEX.partition(":")[2]]["units"]
    units[unit] = units["USD"][:1]
    result = parsed(json.dumps(body).encode(), frozenset({CAPEX}))
    assert result.frame["unit"].to_list() == ["USD", "USD"]
    assert result.quarantined.is_empty()


def test_facts_in_what_is_not_a_currency_are_left_out_by_name() -> None:
    body = json.loads(facts_body(fact()))
    units = body["facts"]["us-gaap"][CAPEX.partition(":")[2]]["units"]
    units["USDm"] = units["USD"]
    result = parsed(json.dumps(body).encode(), frozenset({CAPEX}))
    assert result.frame["unit"].to_list() == ["USD"]
    (reason,) = result.quarantined["reason"]
    assert "in 'USDm', which is not a currency" in reason


@pytest.mark.parametrize("concepts", [None, frozenset({CAPEX})])
@pytest.mark.parametrize("content", [{"X": {"units": {"USD": [fact()]}}}, {}, None, "odd"])
def test_an_unknown_taxonomy_is_refused_as_an_item(
    content: object, concepts: frozenset[str] | None
) -> None:
    document = json.loads(facts_body(fact()))
    document["facts"]["goog"] = content
    result = parsed(json.dumps(document).encode(), concepts)
    assert result.frame["concept"].to_list() == [CAPEX]
    (refusal,) = result.quarantined.iter_rows(named=True)
    assert refusal["item"] == "goog"
    assert "a taxonomy that the ledger does not know" in refusal["reason"]


@pytest.mark.parametrize("taxonomy", ["us-gaap", "ifrs-full", "dei", "srt", "ecd", "ffd", "invest"])
def test_the_taxonomies_of_the_sec_are_known(taxonomy: str) -> None:
    result = parsed(facts_body(fact(), concept=f"{taxonomy}:X"))
    assert result.frame["concept"].to_list() == [f"{taxonomy}:X"]
    assert result.quarantined.is_empty()


def test_parts_that_are_no_fact_arrays_are_refused_as_items() -> None:
    document = json.loads(facts_body(fact()))
    document["facts"]["us-gaap"] |= {"A": 5, "B": {"units": 5}, "C": {"units": {"USD": 5}}}
    result = parsed(json.dumps(document).encode())
    assert result.frame.height == 1
    assert dict(result.quarantined.select("item", "reason").iter_rows()) == {
        "us-gaap:A": "us-gaap:A: states no units",
        "us-gaap:B": "us-gaap:B: states no units",
        "us-gaap:C USD": "us-gaap:C USD: holds no list of facts",
    }


@pytest.mark.parametrize("reading", READINGS)
def test_each_fact_stands_once(reading: str) -> None:
    again = fact(fy=2026, fp="Q2", frame="CY2025Q1")
    result = parsed(written(fact(), fact(val=1), again, reading=reading))
    assert result.frame["value"].to_list() == [1, 17_197_000_000]
    assert result.quarantined.is_empty()


def test_facts_that_differ_are_all_kept() -> None:
    frame = parsed(
        facts_body(
            fact(),
            fact(val=2),
            fact(start=...),
            fact(start="2025-01-02"),
            fact(end="2025-03-30"),
            fact(accn="0001652044-26-000001", filed="2026-04-25"),
        )
    ).frame
    assert frame.height == 6
    keys = frame.select("period_end", "period_start", "accession", "value").rows()
    assert keys == sorted(keys, key=lambda key: (key[0], key[1] or dt.date.min, *key[2:]))


def test_refused_facts_are_not_counted_as_repeated() -> None:
    assert parsed(facts_body(fact(), fact(val=None), fact(val=None))).quarantined.height == 2


@pytest.mark.parametrize("reading", READINGS)
def test_trap_p5_facts_without_fiscal_labels_are_kept(reading: str) -> None:
    result = parsed(written(fact(fy=None, fp=None, form="6-K"), reading=reading))
    labels = ("filing_fiscal_year", "filing_fiscal_period", "form")
    assert result.frame.select(labels).rows() == [(None, None, "6-K")]


def test_trap_p5_fiscal_labels_that_are_none_are_no_reason_to_refuse() -> None:
    frame = parsed(facts_body(fact(fy="2025", fp=3))).frame
    assert frame.select("filing_fiscal_year", "filing_fiscal_period").rows() == [(None, None)]


def test_trap_p4_facts_of_proxy_statements_stay_in_the_raw_table() -> None:
    frame = parsed(facts_body(fact(form="DEF 14A", fp=None, fy=None), fact(val=1))).frame
    assert sorted(frame["form"]) == ["10-Q", "DEF 14A"]


def test_trap_s1_a_fact_has_no_dimensions_to_read() -> None:
    assert "dimensions" not in parsed(facts_body(fact())).frame.columns


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("text", ["1e99999999999999999999", "9" * 5000, "1e400", "-1e29"])
def test_a_number_beyond_all_bounds_is_refused_alone(text: str, reading: str) -> None:
    body = written(fact(val=1), fact(val=123456789), reading=reading)
    result = parsed(body.replace(b"123456789", text.encode()))
    assert result.frame["value"].to_list() == [1]
    (refusal,) = result.quarantined.iter_rows(named=True)
    assert "has a value" in refusal["reason"]
    assert len(refusal["reason"]) < 400


EXACT = ["9007199254740993", "-9007199254740993", "1234567890123456.7890123456", "0.1", "1e-05"]
EXACT += ["-0.0000000001", "9999999999999999999999999999", "1.10E3", "0", "-0.0"]


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("text", EXACT)
def test_values_are_exact(text: str, reading: str) -> None:
    body = written(fact(val=123456789), reading=reading).replace(b"123456789", text.encode())
    assert parsed(body).frame["value"].to_list() == [Decimal(text)]


@given(
    values=st.lists(
        st.decimals(
            min_value=Decimal(-(10**28)) + 1, max_value=Decimal(10**28) - 1, places=10
        ).filter(lambda value: value.is_finite()),
        min_size=1,
        max_size=8,
        unique=True,
    )
)
def test_any_value_that_fits_comes_back_unchanged(values: list[Decimal]) -> None:
    rows = ",".join(
        json.dumps(fact(val=0), separators=(",", ":")).replace('"val":0', f'"val":{value:f}')
        for value in values
    )
    body = facts_body("rows").replace(b'"rows"', rows.encode())
    assert parsed(body).frame["value"].to_list() == sorted(values)


_DATES = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2040, 1, 1)).map(str)
_FACTS = st.fixed_dictionaries(
    {
        "start": st.one_of(_DATES, st.none()),
        "end": _DATES,
        "val": st.one_of(st.integers(-(10**20), 10**20), st.none()),
        "accn": st.sampled_from(["0001652044-25-000043", "0001652044-25-000044", "odd"]),
        "fy": st.one_of(st.integers(2000, 2030), st.none()),
        "fp": st.sampled_from(["Q1", "FY", None]),
        "form": st.sampled_from(["10-Q", "DEF 14A", None]),
        "filed": _DATES,
    }
)


@given(rows=st.lists(_FACTS, max_size=8))
def test_all_ways_of_reading_agree(rows: list[dict[str, Any]]) -> None:
    bulk, spaced, singly = (parsed(written(fact(), *rows, reading=way)) for way in READINGS)
    for other in (spaced, singly):
        assert bulk.frame.equals(other.frame)
        assert bulk.quarantined.equals(other.quarantined)
    distinct = {
        (r["start"], r["end"], r["accn"], r["val"])
        for r in [fact(), *rows]
        if r["val"] is not None
        and r["accn"] != "odd"
        and r["form"]
        and (r["start"] or r["end"]) <= r["end"] <= r["filed"]
    }
    assert bulk.frame.height == len(distinct)


# Texts that would break lines and columns, if an array with them were read in bulk.
_TEXTS = st.text(alphabet='{}[]",:\\ \nfiledcv5é', max_size=12)


@given(forms=st.lists(_TEXTS, min_size=1, max_size=4), spaced=st.booleans())
def test_no_text_in_a_fact_can_break_its_neighbours(forms: list[str], spaced: bool) -> None:
    facts = [fact(val=at, form=form or "8-K", fp=form) for at, form in enumerate(forms)]
    body = facts_body(fact(val=99), *facts, fact(val=100), spaced=spaced, Revenues=[fact()])
    frame = parsed(body).frame.filter(pl.col("concept") == CAPEX)
    assert frame["value"].to_list() == [*range(len(forms)), 99, 100]
    assert frame["form"].to_list()[:-2] == [form or "8-K" for form in forms]


@pytest.mark.parametrize("text", ["}[", "}[{", "x}]", "}", "},{", "c", "v", "}\n["])
def test_what_looks_like_an_end_or_a_beginning_within_a_text_is_neither(text: str) -> None:
    body = facts_body(fact(val=1), fact(val=2, form=text), Revenues=[fact(val=3)])
    frame = parsed(body).frame
    assert frame["value"].to_list() == [1, 2, 3]
    assert frame["concept"].to_list() == [CAPEX, CAPEX, REVENUE]
    assert frame["form"].to_list()[1] == text


@pytest.mark.parametrize("spaced", [False, True])
def test_regular_arrays_are_read_in_bulk(spaced: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    singly: list[object] = []
    read = fact_lines._read_singly

    def noted(each: Any) -> Any:
        singly.extend(each)
        return read(each)

    monkeypatch.setattr(fact_lines, "_read_singly", noted)
    body = facts_body(
        fact(),
        fact(val=1, fy=None, fp=None, frame="CY2025Q1"),
        fact(val=-0.25, form="DEF 14A"),
        spaced=spaced,
        Revenues=[fact(start=...), fact(val=1, start=..., frame="CY2025Q1I")],
    )
    assert parsed(body).frame.height == 5
    assert singly == []


def test_many_bodies_come_back_in_their_order_and_refusals_stop_no_other() -> None:
    bodies = [
        CompanyBody(facts_body(fact(val=cik), cik=cik + (cik == 7)), f"C{cik}", cik)
        for cik in range(1, 30)
    ]
    results = list(parse_many(iter(bodies)))
    assert [item for item, _ in results] == bodies
    for item, outcome in results:
        if item.cik == 7:
            assert isinstance(outcome, SourceError)
        else:
            assert isinstance(outcome, Parsed)
            assert outcome.frame.select("company_id", "cik", "value").rows() == [
                (item.company_id, item.cik, item.cik)
            ]


def test_an_odd_body_does_not_change_how_its_neighbours_come_out() -> None:
    good, odd = facts_body(fact(), fact(val=1)), facts_body(fact(), fact(val="odd"))
    items = [CompanyBody(body, "GOOGL", CIK) for body in (good, odd, good)]
    results = [result for _, result in sec_company_facts.parse_batch(items)]
    assert all(isinstance(result, Parsed) for result in results)
    first, second, third = results
    assert first.frame.equals(parsed(good).frame)  # type: ignore[union-attr]
    assert third.frame.equals(parsed(good).frame)  # type: ignore[union-attr]
    assert second.quarantined.equals(parsed(odd).quarantined)  # type: ignore[union-attr]


def test_trap_et5_the_request_pads_the_cik() -> None:
    request = sec_company_facts.request(2488, Settings())
    assert request.url == "https://data.sec.gov/api/xbrl/companyfacts/CIK0000002488.json"
    assert (request.source, request.key) == ("sec_company_facts", "CIK0000002488")


@pytest.mark.shared
@pytest.mark.skipif(not TRIMMED.is_dir(), reason="the shared documents are not here")
def test_real_documents_that_are_bad_are_refused() -> None:
    with pytest.raises(SourceError, match=r"is about CIK 1571949 \(INTERCONTINENTAL EXCHANGE"):
        parse((TRIMMED / "DELL.json").read_bytes(), "DELL", 1571996)
    with pytest.raises(SourceError, match="no facts with units"):
        parse((TRIMMED / "SPOT.json").read_bytes(), "SPOT", 1639920)
    gev = parse((TRIMMED / "GEV.json").read_bytes(), "GEV", 1996810)
    assert (gev.frame.height, gev.quarantined.height) == (265, 0)


@pytest.mark.shared
@pytest.mark.skipif(not TRIMMED.is_dir(), reason="the shared documents are not here")
def test_a_real_document_loses_and_changes_nothing() -> None:
    path = SHARED / "companyfacts_full" / "stock-analyzer_2026-07" / "CIK0001326801.json"
    body = path.read_bytes()
    document = json.loads(body, parse_float=Decimal)
    expected = sorted(
        (f"{taxonomy}:{concept}", unit, row["end"], row.get("start", ""), row["accn"], row["val"])
        for taxonomy, concepts in document["facts"].items()
        for concept, content in concepts.items()
        for unit, rows in content["units"].items()
        for row in rows
    )
    frame = parse(body, "META", 1326801).frame
    columns = ("concept", "unit", "period_end", "period_start", "accession", "value")
    got = [
        (concept, unit, str(end), str(start or ""), accession, value)
        for concept, unit, end, start, accession, value in frame.select(columns).rows()
    ]
    assert got == expected
