"""The Financial Statement Data Sets: both schemas, daily zips, their losses, and bad zips."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.document import SourceError
from pipelines.sources.sec_segment_facts.financial_data_sets import (
    DataSet,
    dimensions_of,
    parse,
    period_of,
)
from tests.support.segment_bodies import ACCESSION, CIK, data_set
from tests.support.shared import SHARED_FOLDER

SHARED = SHARED_FOLDER / "data" / "fsds"
COMPANIES = {CIK: "GOOGL"}
CONCEPTS = frozenset({"us-gaap:Revenues", "us-gaap:SalesRevenueNet", "ifrs-full:Revenue"})

SUB = ["adsh\tcik\tname\tform\tfiled", f"{ACCESSION}\t{CIK}\tAlphabet\t10-K\t20250205"]
HEAD = "adsh\ttag\tversion\tddate\tqtrs\tuom\tsegments\tcoreg\tvalue\tfootnote"


def num(**changes: str) -> str:
    """A good line of num.txt in the schema with segments."""
    cells = {
        "adsh": ACCESSION,
        "tag": "Revenues",
        "version": "us-gaap/2024",
        "ddate": "20241231",
        "qtrs": "4",
        "uom": "USD",
        "segments": "BusinessSegments=GoogleCloud;",
        "coreg": "",
        "value": "43229000000.0000",
        "footnote": "",
        **changes,
    }
    return "\t".join(cells.values())


def read(tmp_path: Path, *lines: str, head: str = HEAD, sub: list[str] = SUB) -> DataSet:
    path = data_set(tmp_path / "2025q1.zip", sub=sub, num=[head, *lines])
    return parse(path, COMPANIES, CONCEPTS, path.name)


def test_a_row_has_the_shape_of_a_filings_fact(tmp_path: Path) -> None:
    assert read(tmp_path, num()).frame.to_dicts() == [
        {
            "company_id": "GOOGL",
            "cik": CIK,
            "accession": ACCESSION,
            "form": "10-K",
            "filed_date": dt.date(2025, 2, 5),
            "document": "num.txt",
            "element_id": None,
            "fact_order": 1,
            "concept": "us-gaap:Revenues",
            "dimensions": "BusinessSegments=GoogleCloud",
            "dimension_labels": None,
            "unit": "USD",
            "period_start": dt.date(2024, 1, 1),
            "period_end": dt.date(2024, 12, 31),
            "value": Decimal(43_229_000_000),
            "decimals": None,
        }
    ]


def test_the_schema_before_segments_has_figures_without_dimensions(tmp_path: Path) -> None:
    head = "adsh\ttag\tversion\tcoreg\tddate\tqtrs\tuom\tvalue\tfootnote"
    line = f"{ACCESSION}\tRevenues\tus-gaap/2009\t\t20100331\t1\tUSD\t6775000000.0000\t"
    frame = read(tmp_path, line, head=head).frame
    assert frame.select("dimensions", "period_start", "period_end", "value").rows() == [
        ("", dt.date(2010, 1, 1), dt.date(2010, 3, 31), Decimal(6_775_000_000))
    ]


def test_what_is_no_ones_or_not_asked_for_is_left(tmp_path: Path) -> None:
    lines = [
        num(),
        num(tag="Assets"),
        num(version=ACCESSION),
        num(coreg="GoogleLLC"),
        num(value=""),
        num(adsh="0000000001-25-000001"),
        num(),
    ]
    found = read(tmp_path, *lines)
    assert (found.frame.height, found.refused) == (1, [])


def test_a_form_that_never_counts_is_left(tmp_path: Path) -> None:
    sub = [SUB[0], SUB[1].replace("10-K", "S-1")]
    assert read(tmp_path, num(), sub=sub).frame.is_empty()


def test_an_ifrs_concept_gets_its_prefix(tmp_path: Path) -> None:
    frame = read(tmp_path, num(tag="Revenue", version="ifrs/2024")).frame
    assert frame["concept"].to_list() == ["ifrs-full:Revenue"]


@pytest.mark.parametrize(
    ("segments", "dimensions"),
    [
        ("", ""),
        ("BusinessSegments=DataCenter;", "BusinessSegments=DataCenter"),
        (
            "ProductOrService=Compute;BusinessSegments=DataCenter;",
            "BusinessSegments=DataCenter;ProductOrService=Compute",
        ),
        (
            "us-gaap:StatementClassOfStockAxis/us-gaap:CommonClassBMember",
            "us-gaap:StatementClassOfStockAxis=us-gaap:CommonClassBMember",
        ),
    ],
)
def test_segments_are_pairs_of_axis_and_member(segments: str, dimensions: str) -> None:
    assert dimensions_of(segments) == dimensions


@pytest.mark.parametrize(
    ("end", "quarters", "start"),
    [
        ("2024-12-31", 4, "2024-01-01"),
        ("2025-02-28", 1, "2024-12-01"),
        ("2024-02-29", 4, "2023-03-01"),
        ("2024-04-30", 3, "2023-08-01"),
        ("2024-11-15", 1, "2024-08-16"),
    ],
)
def test_a_period_starts_whole_months_before_its_end(end: str, quarters: int, start: str) -> None:
    day = dt.date.fromisoformat(end)
    assert period_of(day, quarters) == (dt.date.fromisoformat(start), day)


def test_no_quarters_are_an_instant() -> None:
    day = dt.date(2024, 12, 31)
    assert period_of(day, 0) == (None, day)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)), st.integers(1, 12))
def test_periods_that_follow_each_other_meet(day: dt.date, quarters: int) -> None:
    month_end = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    start, _ = period_of(month_end, quarters)
    assert start is not None
    assert start.day == 1
    months = (month_end.year - start.year) * 12 + month_end.month - start.month + 1
    assert months == 3 * quarters


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value": "much"}, "not a number"),
        ({"value": "NaN"}, "not a number"),
        ({"value": "1e40"}, "not a number"),
        ({"value": "1_000"}, "not a number"),
        ({"value": "43,229"}, "not a number"),
        ({"ddate": "20241399"}, "date that is not valid"),
        ({"qtrs": "-1"}, "no number of quarters"),
        ({"qtrs": "year"}, "no number of quarters"),
        ({"segments": "DataCenter"}, "pairs of axis and member"),
        ({"segments": "A=B<x>;"}, "pairs of axis and member"),
        ({"uom": "US D"}, "no unit"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_alone(
    tmp_path: Path, changes: dict[str, str], sentence: str
) -> None:
    found = read(tmp_path, num(**changes), num(qtrs="1"))
    assert found.frame.height == 1
    [refusal] = found.refused
    assert sentence in refusal.reason
    assert (refusal.accession, refusal.item) == (ACCESSION, "num.txt line 2")


@pytest.mark.parametrize("name", ["../num2.txt", "/etc/passwd", "a/b.txt", "..\\x.txt", "C:x.txt"])
def test_a_member_that_is_a_path_is_refused(tmp_path: Path, name: str) -> None:
    path = data_set(tmp_path / "x.zip", sub=SUB, num=[HEAD, num()], **{name: b""})
    with pytest.raises(SourceError, match="a path and not a plain file name"):
        parse(path, COMPANIES, CONCEPTS, "x.zip")


def test_a_member_of_boundless_size_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.sources.sec_segment_facts.financial_data_sets._MAX_BYTES", 1000)
    with pytest.raises(SourceError, match="beyond all bounds"):
        read(tmp_path, *[num()] * 20)


def test_a_line_without_an_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="line 2: is longer than any row"):
        read(tmp_path, "0" * 10**6)


@pytest.mark.parametrize("missing", ["sub.txt", "num.txt"])
def test_a_zip_without_a_table_is_refused(tmp_path: Path, missing: str) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in {"sub.txt", "num.txt", "readme.htm"} - {missing}:
            archive.writestr(name, "\t".join(SUB))
    with pytest.raises(SourceError, match=f"holds no {missing}"):
        parse(path, COMPANIES, CONCEPTS, "x.zip")


@pytest.mark.parametrize("name", ["sub.txt", "num.txt"])
def test_a_zip_that_holds_a_table_twice_is_refused(tmp_path: Path, name: str) -> None:
    path = data_set(tmp_path / "x.zip", sub=SUB, num=[HEAD, num()])
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "\n".join(SUB if name == "sub.txt" else [HEAD, num(value="1")]))
    with pytest.raises(SourceError, match=f"holds {name} 2 times, and nothing says which"):
        parse(path, COMPANIES, CONCEPTS, "x.zip")


def test_a_filing_listed_twice_is_one_unless_the_two_differ(tmp_path: Path) -> None:
    assert read(tmp_path, num(), sub=[*SUB, SUB[1]]).frame.height == 1
    with pytest.raises(SourceError, match=f"line 3: lists {ACCESSION} once more, with another"):
        read(tmp_path, num(), sub=[*SUB, SUB[1].replace("20250205", "20250206")])


def test_a_table_without_a_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no column qtrs"):
        read(tmp_path, num(), head=HEAD.replace("qtrs", "quarters"))


@pytest.mark.parametrize("line", [num()[:60], num() + num(), num(footnote="see note") + num()])
def test_a_line_cut_off_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(SourceError, match=r"num\.txt, line 3: is cut off"):
        read(tmp_path, num(), line)


def test_a_table_without_footnotes_has_no_cell_too_many(tmp_path: Path) -> None:
    head = HEAD.removesuffix("\tfootnote")
    with pytest.raises(SourceError, match=r"num\.txt, line 2: is cut off"):
        read(tmp_path, num(), head=head)


@pytest.mark.parametrize("footnote", ["a\tb", "\t\t", '"unbalanced quote'])
def test_what_a_footnote_holds_does_not_matter(tmp_path: Path, footnote: str) -> None:
    frame = read(tmp_path, num(footnote=footnote), num(segments="", value="100")).frame
    assert sorted(frame["value"].cast(int)) == [100, 43229000000]


def test_a_mark_of_the_encoding_is_no_part_of_a_heading(tmp_path: Path) -> None:
    marked = ["\ufeff" + SUB[0], *SUB[1:]]
    frame = read(tmp_path, num(), head="\ufeff" + HEAD, sub=marked).frame
    assert frame["value"].cast(int).to_list() == [43229000000]


def test_latin_letters_of_windows_in_names_and_footnotes_are_no_fault(tmp_path: Path) -> None:
    path = data_set(tmp_path / "x.zip", sub=SUB, num=[HEAD, num(footnote="caf@")])
    with zipfile.ZipFile(path) as archive:
        tables = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("num.txt", tables["num.txt"].replace(b"@", b"\xe9"))
        other = b"0000000002-25-000001\t2\tSOCI\xc9T\xc9\x9d".ljust(20)
        cells = len(SUB[0].split("\t")) - 3
        archive.writestr("sub.txt", tables["sub.txt"] + other + b"\t" * cells + b"\n")
    assert parse(path, COMPANIES, CONCEPTS, path.name).frame.height == 1


def test_a_segment_that_is_cut_off_or_typed_is_refused_alone(tmp_path: Path) -> None:
    cut = num(segments="BusinessSegments=Alpha;ConsolidationItems=Oper")
    typed = num(segments="InvestmentIdentifier=Some Loan, 8.5% due 2027;")
    data = read(tmp_path, num(), cut, typed)
    assert data.frame.height == 1
    assert ["cut off" in data.refused[0].reason, "not pairs" in data.refused[1].reason] == [
        True,
        True,
    ]


def test_a_zip_cut_in_half_is_refused(tmp_path: Path) -> None:
    whole = data_set(tmp_path / "x.zip", sub=SUB, num=[HEAD, num()]).read_bytes()
    for body in (b"", b"<html>", whole[: len(whole) // 2]):
        (tmp_path / "y.zip").write_bytes(body)
        with pytest.raises(SourceError, match="not a zip, or is damaged or cut off"):
            parse(tmp_path / "y.zip", COMPANIES, CONCEPTS, "y.zip")


def test_a_body_that_was_changed_on_the_way_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("sub.txt", "\n".join(SUB))
        archive.writestr("num.txt", "\n".join([HEAD, num()]))
    path.write_bytes(path.read_bytes().replace(b"43229000000", b"93229000000"))
    with pytest.raises(SourceError, match="damaged"):
        parse(path, COMPANIES, CONCEPTS, "x.zip")


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are absent")
def test_a_real_quarter_states_what_the_companies_reported() -> None:
    path = SHARED / "zip" / "2010q2.zip"
    found = parse(path, {50863: "INTC", 1045810: "NVDA"}, CONCEPTS, path.name)
    rows = {
        (row["company_id"], row["period_start"], row["period_end"]): row["value"]
        for row in found.frame.iter_rows(named=True)
    }
    assert rows["INTC", dt.date(2010, 1, 1), dt.date(2010, 3, 31)] == 10_299_000_000
    # The quarter ended on 2 May: the data set shows the month end nearest to it.
    assert rows["NVDA", dt.date(2010, 2, 1), dt.date(2010, 4, 30)] == 1_001_813_000
    assert found.refused == []


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are absent")
def test_a_real_daily_zip_is_read() -> None:
    path = SHARED / "dailyzip" / "20250701.zip"
    found = parse(path, {920760: "LEN"}, frozenset({"us-gaap:Revenues"}), path.name)
    assert found.frame["filed_date"].unique().to_list() == [dt.date(2025, 7, 1)]
    assert found.frame.height > 0
    assert found.refused == []
