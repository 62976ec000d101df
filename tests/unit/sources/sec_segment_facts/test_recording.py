"""Recording filings' XBRL: which filing it is, what is kept, and which document speaks."""

from __future__ import annotations

import csv
import itertools
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.archive import recorded
from pipelines.sources.recording import filings as filings_of_documents
from pipelines.sources.recording.documents import RecordSummary, record
from pipelines.sources.recording.kinds import Written
from pipelines.sources.sec_segment_facts import replay
from pipelines.sources.sec_segment_facts import source as sec_segment_facts
from pipelines.sources.sec_segment_facts.source import SOURCE
from pipelines.sources.xbrl.names import INLINE
from tests.support.api_bodies import alphabet, fact, facts_body, filing, registry, submissions_body
from tests.support.segment_bodies import (
    ACCESSION,
    CIK,
    CLOUD,
    SEGMENT,
    TOTAL,
    Stated,
    data_set,
    inline,
    instance,
    labels,
)
from tests.support.shared import SHARED_FOLDER

SHARED = SHARED_FOLDER / "data"
RECORDED = Path(recorded.__file__).parents[1] / "recorded"

TEN_K = filing(
    accessionNumber=ACCESSION,
    filingDate="2025-02-05",
    reportDate="2024-12-31",
    acceptanceDateTime="2025-02-05T01:41:40.000Z",
    form="10-K",
    primaryDocument="goog-20241231.htm",
)


class Desk:
    """A folder of documents, and one to record into, where a filing is known."""

    def __init__(self, directory: Path) -> None:
        self.documents = directory / "documents"
        self.out = directory / "recorded"
        self.registry = registry()
        self.add("submissions.json", submissions_body(TEN_K))

    def add(self, name: str, body: bytes) -> Path:
        path = self.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        return path

    def record(self, *paths: Path, **stated: object) -> RecordSummary:
        said = filings_of_documents.Stated(**stated)  # type: ignore[arg-type]
        return record(paths or [self.documents], self.registry, self.out, said)

    def rows(self) -> list[dict[str, str]]:
        with replay.path(self.out, CIK).open(newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_an_instance_with_its_labels_is_recorded_as_the_filing_it_belongs_to(desk: Desk) -> None:
    desk.add("x/goog_htm.xml", instance(TOTAL, SEGMENT))
    desk.add("x/goog_lab.xml", labels(goog_GoogleCloudMember="Google Cloud"))
    desk.add("x/goog_pre.xml", b"<not looked at>")
    summary = desk.record()
    assert summary.skipped == []
    assert str(summary.written[-1]) == (
        "sec_segment_facts GOOGL (CIK0001652044): 2 rows, newest period 2024-12-31"
    )
    assert desk.rows()[1] == {
        "accession": ACCESSION,
        "form": "10-K",
        "filed": "2025-02-05",
        "document": "goog-20241231_htm.xml",
        "element_id": "f-2",
        "fact_order": "2",
        "concept": "us-gaap:Revenues",
        "dimensions": CLOUD,
        "dimension_labels": "Google Cloud",
        "unit": "USD",
        "start": "2024-01-01",
        "end": "2024-12-31",
        "value": "43229000000",
        "decimals": "-6",
    }


def test_an_inline_document_is_recorded_without_its_prose(desk: Desk) -> None:
    desk.add("report.htm", inline(TOTAL, SEGMENT))
    assert desk.record().skipped == []
    assert [(row["value"], row["dimensions"]) for row in desk.rows()] == [
        (TOTAL.value, ""),
        (SEGMENT.value, CLOUD),
    ]
    content = replay.path(desk.out, CIK).read_text()
    assert "for the year ended" not in content


def test_whatever_comes_first_the_document_with_labels_speaks(tmp_path: Path) -> None:
    contents = []
    for number, order in enumerate(itertools.permutations(range(3))):
        desk = Desk(tmp_path / str(number))
        bulk = [
            "adsh\tcik\tform\tfiled\n",
            f"{ACCESSION}\t{CIK}\t10-K\t20250205",
        ]
        num = [
            "adsh\ttag\tversion\tddate\tqtrs\tuom\tsegments\tcoreg\tvalue",
            f"{ACCESSION}\tRevenues\tus-gaap/2024\t20241231\t4\tUSD\tA=B;\t\t1",
        ]
        linkbase = labels(goog_GoogleCloudMember="Google Cloud")
        desk.add("a/goog_lab.xml", linkbase)
        paths = [
            desk.add("a/goog_htm.xml", instance(SEGMENT)),
            desk.add("b/report.htm", inline(TOTAL, SEGMENT)),
            data_set(desk.documents / "c.zip", sub=[bulk[0].strip(), bulk[1]], num=num),
        ]
        desk.record(desk.documents / "submissions.json")
        for place in order:
            assert desk.record(paths[place]).skipped == []
        contents.append(replay.path(desk.out, CIK).read_bytes())
        assert [row["dimension_labels"] for row in desk.rows()] == ["Google Cloud"]
    assert len(set(contents)) == 1


@pytest.mark.parametrize("is_first", [True, False])
def test_two_documents_of_one_filing_that_disagree_are_named(desk: Desk, is_first: bool) -> None:
    true = desk.add("a/report.htm", inline(TOTAL, SEGMENT))
    false = desk.add("b/report.htm", inline(TOTAL, replace(SEGMENT, value="9000000000")))
    first, second = (true, false) if is_first else (false, true)
    assert desk.record(desk.documents / "submissions.json", first).is_whole
    ((_, said),) = desk.record(second).refused
    assert f"us-gaap:Revenues of {CLOUD} for 2024-01-01 to 2024-12-31" in said
    assert "another document of the same filing" in said
    kept = desk.rows()
    assert len(desk.record().refused) == 1
    assert desk.rows() == kept


def exhibit(*facts: Stated) -> bytes:
    """An inline document without a cover page."""
    return re.sub(rb"<ix:nonNumeric name='dei.*?</ix:nonNumeric>", b"", inline(*facts))


@pytest.mark.parametrize("is_submission", [True, False])
def test_trap_n4_the_inline_documents_of_one_filing_are_one_set(
    desk: Desk, is_submission: bool
) -> None:
    main, other = ("goog-20241231.htm", inline(TOTAL)), ("aex13.htm", exhibit(SEGMENT))
    if is_submission:
        parts = [("10-K", *main), ("EX-13", *other)]
        desk.add("full-submission.txt", sgml(*parts, head=SUBMISSION))
    else:
        for name, body in (main, other):
            desk.add(f"{ACCESSION.replace('-', '')}/{name}", body)
    assert desk.record().is_whole
    assert [(row["value"], row["fact_order"], row["document"]) for row in desk.rows()] == [
        (TOTAL.value, "1", "goog-20241231_htm.xml"),
        (SEGMENT.value, "2", "goog-20241231_htm.xml"),
    ]


def test_an_exhibit_beside_two_copies_of_its_filing_is_no_part_of_either(desk: Desk) -> None:
    folder = ACCESSION.replace("-", "")
    desk.add(f"{folder}/a.htm", inline(TOTAL))
    desk.add(f"{folder}/b.htm", inline(TOTAL))
    desk.add(f"{folder}/ex13.htm", exhibit(SEGMENT))
    refused = desk.record().refused
    assert {place.name for place, _ in refused} == {"a.htm", "b.htm"}
    assert all("stands here and not in" in said for _, said in refused)


def test_an_exhibit_without_its_document_is_refused_and_names_it(desk: Desk) -> None:
    folder = ACCESSION.replace("-", "")
    desk.add(f"{folder}/main.htm", inline(TOTAL))
    alone = desk.add(f"{folder}/ex13.htm", exhibit(SEGMENT))
    [(place, said)] = desk.record(alone, desk.documents / "submissions.json").refused
    assert place == alone
    assert said == "is read with main.htm, which was not recorded: give both together"


def test_a_damaged_page_beside_a_document_is_told_of_alone(desk: Desk) -> None:
    folder = ACCESSION.replace("-", "")
    desk.add(f"{folder}/goog-20241231.htm", inline(TOTAL))
    damaged = desk.add(f"{folder}/notes.htm", "<html>cut".encode("utf-16")[:-1])
    summary = desk.record()
    assert [place for place, _ in summary.skipped] == [damaged]
    assert [row["value"] for row in desk.rows()] == [TOTAL.value]


def test_a_document_that_states_more_than_the_one_kept_is_named(desk: Desk) -> None:
    desk.add("a/goog_lab.xml", labels(goog_GoogleCloudMember="Google Cloud"))
    desk.add("a/goog_htm.xml", instance(SEGMENT))
    whole = desk.add("b/report.htm", inline(TOTAL, SEGMENT))
    [(place, said)] = desk.record().refused
    assert place == whole
    assert "us-gaap:Revenues of the whole for 2024-12-31, one of 1 such figures" in said
    assert "goog_htm.xml, another document of the same filing, which is kept" in said


def test_a_figure_in_billions_contradicts_none_in_millions(desk: Desk) -> None:
    desk.add("a/report.htm", inline(TOTAL, SEGMENT))
    desk.add(
        "b/goog_htm.xml", instance(TOTAL, replace(SEGMENT, value="43200000000", decimals="-8"))
    )
    assert desk.record().is_whole


def test_what_was_recorded_of_other_filings_stays(desk: Desk) -> None:
    desk.add("goog_htm.xml", instance(SEGMENT))
    desk.record()
    later = desk.documents.parent / "0001652044-26-000011.htm"
    later.write_bytes(inline(Stated("1000000", CLOUD, start="2025-01-01", end="2025-12-31")))
    import datetime as dt

    assert desk.record(later, filed_date=dt.date(2026, 2, 4)).skipped == []
    assert [(row["accession"], row["document"]) for row in desk.rows()] == [
        (ACCESSION, "goog-20241231_htm.xml"),
        ("0001652044-26-000011", ""),
    ]


def test_a_filing_is_known_by_the_facts_recorded_of_it_too(desk: Desk) -> None:
    (desk.documents / "submissions.json").unlink()
    annual = fact(
        start="2024-01-01", end="2024-12-31", accn=ACCESSION, form="10-K", filed="2025-02-05"
    )
    desk.add("facts.json", facts_body(annual))
    desk.add("goog_htm.xml", instance(SEGMENT))
    assert desk.record().skipped == []
    assert desk.rows()[0]["accession"] == ACCESSION


def test_a_zip_of_the_data_sets_is_recorded(desk: Desk) -> None:
    data_set(
        desk.documents / "2025q1.zip",
        sub=["adsh\tcik\tform\tfiled", f"{ACCESSION}\t{CIK}\t10-K\t20250205"],
        num=[
            "adsh\ttag\tversion\tddate\tqtrs\tuom\tsegments\tcoreg\tvalue",
            f"{ACCESSION}\tRevenues\tus-gaap/2024\t20241231\t4\tUSD\tBusinessSegments=Cloud;\t\t7",
        ],
    )
    assert desk.record().skipped == []
    [row] = desk.rows()
    assert (row["document"], row["dimensions"]) == ("num.txt", "BusinessSegments=Cloud")


def test_members_without_a_prefix_come_back_without_one(desk: Desk, tmp_path: Path) -> None:
    import polars as pl

    from pipelines.settings import Settings
    from pipelines.sources.refresh.engine import refresh

    test_a_zip_of_the_data_sets_is_recorded(desk)
    settings = Settings(data_dir=tmp_path / "data", recorded_dir=desk.out)
    [outcome] = refresh(SOURCE, desk.registry, settings, [alphabet()])
    assert (outcome.status, outcome.rows, outcome.sentence) == ("new", 1, "")
    frame = pl.read_parquet(settings.raw_dir / "sec_segment_facts" / "GOOGL.parquet")
    assert frame.select("document", "dimensions").rows() == [("num.txt", "BusinessSegments=Cloud")]


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("a.htm", b"<html><p>prose</p></html>", "no inline XBRL"),
        ("a_htm.xml", instance(SEGMENT)[:-60], "cut off"),
        ("a_htm.xml", instance(SEGMENT, cik=320193), "CIK 320193, which is not in the registry"),
        ("a_htm.xml", instance(SEGMENT, form="10-Q"), "no known filing fits"),
        ("a_htm.xml", instance(Stated("1", concept="us-gaap:Assets")), "none of the registry's"),
        ("a.zip", b"PK", "not a zip"),
    ],
)
def test_what_cannot_be_recorded_is_named_and_the_rest_is_recorded(
    desk: Desk, name: str, body: bytes, sentence: str
) -> None:
    desk.add("good/goog_htm.xml", instance(SEGMENT))
    bad = desk.add(f"bad/{name}", body)
    summary = desk.record()
    [(path, said)] = summary.skipped
    assert path == bad
    assert sentence in said
    assert len(desk.rows()) == 1


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("bad.htm", f'<?xml version="1.0"?><html xmlns:ix="{INLINE[0]}"><body>'.encode()),
        ("bad.htm", b'<html xmlns:ix="' + INLINE[0].encode() + b'">\xff</html>'),
        ("bad.xml", b'<xbrl xmlns="http://www.xbrl.org/2003/instance"><context>'),
    ],
)
def test_of_a_persons_file_nothing_is_promised_that_only_a_run_does(
    desk: Desk, name: str, body: bytes
) -> None:
    bad = desk.add(name, body)
    ((path, told),) = desk.record().skipped
    assert path == bad
    assert told.endswith(": get it again")
    assert "run" not in told.split()


def test_an_accession_given_for_another_filing_is_refused(desk: Desk) -> None:
    path = desk.add("goog_htm.xml", instance(SEGMENT))
    desk.record(desk.documents / "submissions.json")
    summary = desk.record(path, accession="0001652044-20-000001")
    assert "no known filing fits" in summary.skipped[0][1]


SUBMISSION = (
    b"<SEC-DOCUMENT>0001652044-25-000014.txt : 20250205\n<SEC-HEADER>\n"
    b"ACCESSION NUMBER:\t\t0001652044-25-000014\nCONFORMED SUBMISSION TYPE:\t10-K\n"
    b"FILED AS OF DATE:\t\t20250205\nCENTRAL INDEX KEY:\t\t0001652044\n</SEC-HEADER>\n"
)


def sgml(*documents: tuple[str, str, bytes], head: bytes = b"") -> bytes:
    """Documents by type and file name, in the SEC's SGML."""
    documents_in_it = b"".join(
        f"<DOCUMENT>\n<TYPE>{type_}\n<FILENAME>{name}\n<TEXT>\n<XBRL>\n".encode()
        + body
        + b"\n</XBRL>\n</TEXT>\n</DOCUMENT>\n"
        for type_, name, body in documents
    )
    return head + documents_in_it + (b"</SEC-DOCUMENT>\n" if head else b"")


@pytest.mark.parametrize(
    "name",
    [
        "primary-document.html",
        "GOOG-20241231.HTM",
        "goog.xhtml",
        "1652044_10K_2024_0001652044-25-000014.htm",
        "sec-edgar-filings/GOOGL/10-K/0001652044-25-000014/primary-document.html",
        "edgar/data/1652044/000165204425000014/goog-20241231.htm",
        "goog-20241231.txt",
    ],
)
def test_an_inline_document_is_read_whatever_it_is_called(desk: Desk, name: str) -> None:
    desk.add(name, inline(TOTAL, SEGMENT))
    summary = desk.record()
    assert summary.is_whole
    assert [row["accession"] for row in desk.rows()] == [ACCESSION, ACCESSION]


def test_a_document_in_the_secs_sgml_is_unwrapped(desk: Desk) -> None:
    desk.add("goog.htm", sgml(("10-K", "goog-20241231.htm", b"\n" + inline(TOTAL))))
    assert desk.record().is_whole
    assert [row["value"] for row in desk.rows()] == [TOTAL.value]


def test_a_submission_needs_no_other_word_on_its_filing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (desk.documents / "submissions.json").unlink()
    exhibit = ("EX-31", "ex31.htm", b"<html><p>prose</p></html>")
    body = sgml(("10-K", "goog-20241231.htm", inline(TOTAL, SEGMENT)), exhibit, head=SUBMISSION)
    desk.add("GOOGL/full-submission.txt", body)
    # It has no date of its own; the submission beside it does.
    desk.add(f"{ACCESSION}/primary-document.html", inline(TOTAL, SEGMENT))
    summary = desk.record()
    assert summary.is_whole
    assert [*summary.passed_over.values()] == [1]
    row = desk.rows()[0]
    assert (row["accession"], row["form"], row["filed"]) == (ACCESSION, "10-K", "2025-02-05")
    assert row["document"] == "goog-20241231_htm.xml"


@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_an_8k_cut_off_in_the_middle_is_named_and_the_rest_recorded(
    desk: Desk, kept: float
) -> None:
    exhibit = ("EX-99.1", "release.htm", b"<html>" + b"<p>prose</p>" * 40 + b"</html>")
    head = SUBMISSION.replace(b"\t10-K\n", b"\t8-K\n")
    whole = sgml(("8-K", "goog-20250204.htm", inline(TOTAL)), exhibit, head=head)
    cut = desk.add("8-K/full-submission.txt", whole[: int(len(whole) * kept)])
    desk.add(f"{ACCESSION}/primary-document.html", inline(TOTAL, SEGMENT))
    summary = desk.record()
    ((place, sentence),) = summary.skipped
    assert place == cut
    assert sentence.endswith("is cut off: get the file again")
    assert [row["value"] for row in desk.rows()] == [TOTAL.value, SEGMENT.value]


def test_a_submission_with_an_instance_brings_its_labels(desk: Desk) -> None:
    linkbase = labels(goog_GoogleCloudMember="Google Cloud")
    parts = [
        ("10-K", "goog.htm", b"<html><p>prose</p></html>"),
        ("EX-101.INS", "goog-20241231.xml", instance(TOTAL, SEGMENT)),
        ("EX-101.LAB", "goog-20241231_lab.xml", linkbase),
    ]
    desk.add("full-submission.txt", sgml(*parts, head=SUBMISSION))
    assert desk.record().is_whole
    assert [row["dimension_labels"] for row in desk.rows()] == ["", "Google Cloud"]


@pytest.mark.parametrize(
    ("head", "name", "sentence"),
    [
        (SUBMISSION, "0001652044-24-000001/x.txt", "its name says 0001652044-24-000001"),
        (SUBMISSION.replace(b"0001652044\n", b"0000000007\n"), "x.txt", "its submission about 7"),
        (SUBMISSION.replace(b"TYPE:\t10-K", b"TYPE:\t10-K/A"), "x.txt", "the document a 10-K"),
    ],
)
def test_a_submission_that_contradicts_its_document_is_refused(
    desk: Desk, head: bytes, name: str, sentence: str
) -> None:
    (desk.documents / "submissions.json").unlink()
    path = desk.add(name, sgml(("10-K", "goog.htm", inline(TOTAL)), head=head))
    [(skipped, said)] = desk.record().skipped
    assert skipped == path
    assert sentence in said


def test_a_submission_without_xbrl_and_without_text_is_named(desk: Desk) -> None:
    desk.add("old.txt", sgml(("10-K", "x.txt", b"<PAGE> revenue rose"), head=SUBMISSION))
    [(_, said)] = desk.record().skipped
    assert "neither inline XBRL nor an instance, and no text" in said


def test_a_filings_folder_is_read_and_its_other_pages_are_counted(desk: Desk) -> None:
    folder = "000165204425000014"
    desk.add(f"{folder}/goog_htm.xml", instance(SEGMENT))
    desk.add(f"{folder}/goog-20241231.xsd", b"<schema xmlns='http://www.w3.org/2001/XMLSchema'/>")
    desk.add(f"{folder}/FilingSummary.xml", b"<?xml version='1.0'?><FilingSummary/>")
    desk.add(f"{folder}/R2.htm", b"<html><p>a table</p></html>")
    desk.add(f"{folder}/ex21.html", b"<html><p>subsidiaries</p></html>")
    desk.add(f"{folder}/g1.jpg", b"\xff")
    desk.add("PROVENANCE.md", b"# where this is from")
    summary = desk.record()
    assert summary.is_whole
    assert sorted(summary.passed_over.values()) == [1, 1, 2, 2]
    assert sum("passed over" in line for line in summary.lines()) == 4


def test_a_page_without_facts_and_a_file_of_no_kind_are_skipped(desk: Desk) -> None:
    desk.add("lone/page.htm", b"<html><p>prose</p></html>")
    desk.add("lone/report.pdf", b"%PDF")
    desk.add("lone/empty.htm", b"")
    summary = desk.record()
    assert not summary.is_whole
    said = {path.name: reason for path, reason in summary.skipped}
    assert "no inline XBRL" in said["page.htm"]
    assert "not of a kind that is read" in said["report.pdf"]
    assert "empty" in said["empty.htm"]


def test_a_page_beside_other_filings_is_no_companion_of_theirs(desk: Desk) -> None:
    desk.add(f"flat/GOOGL_{ACCESSION}.htm", inline(TOTAL))
    desk.add(f"flat/GOOGL_{ACCESSION}_ex21.htm", b"<html><p>subsidiaries</p></html>")
    desk.add("flat/R2.htm", b"<html><p>a table</p></html>")
    desk.add("flat/AVGO_release.txt", b"Revenue rose.")
    desk.add("flat/0001652044-25-000043.htm", b"<html><p>another filing</p></html>")
    summary = desk.record()
    assert sorted(path.name for path, _ in summary.skipped) == [
        "0001652044-25-000043.htm",
        "AVGO_release.txt",
    ]
    assert [*summary.passed_over.values()] == [2]


def test_what_is_no_document_is_skipped_if_it_is_named(desk: Desk) -> None:
    summary = desk.record(desk.add("README.md", b"# read me"))
    assert "not of a kind that is read" in summary.skipped[0][1]


def test_a_zip_of_a_filing_is_read_as_its_folder(desk: Desk) -> None:
    path = desk.documents / f"{ACCESSION}-xbrl.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("goog-20241231_htm.xml", instance(TOTAL, SEGMENT))
        archive.writestr("goog-20241231_lab.xml", labels(goog_GoogleCloudMember="Google Cloud"))
        archive.writestr("report.pdf", b"%PDF")
    summary = desk.record()
    assert [row["dimension_labels"] for row in desk.rows()] == ["", "Google Cloud"]
    assert [str(place) for place, _ in summary.skipped] == [f"{path}!report.pdf"]


def test_a_bulk_zip_is_read_for_the_registrys_filers(desk: Desk) -> None:
    path = desk.documents / "companyfacts.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"CIK{CIK:010d}.json", facts_body(fact()))
        for other in range(1, 4):
            archive.writestr(f"CIK{other:010d}.json", b"not looked at")
    summary = desk.record()
    assert summary.is_whole
    assert [written.source for written in summary.written if isinstance(written, Written)] == [
        "sec_company_facts",
        "sec_filings",
    ]
    assert "passed over 3 files" in summary.lines()[-1]


def test_facts_left_out_of_a_document_are_told(desk: Desk) -> None:
    damaged = instance(TOTAL, SEGMENT).replace(SEGMENT.value.encode(), b"a lot")
    desk.add("goog_htm.xml", damaged)
    summary = desk.record()
    [(_, said)] = summary.refused
    assert "'a lot' is not a number" in said
    assert not summary.is_whole
    assert [row["value"] for row in desk.rows()] == [TOTAL.value]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are absent")
def test_the_shipped_facts_are_what_the_filings_say(tmp_path: Path) -> None:
    import shutil

    from pipelines.registry import load_registry
    from pipelines.settings import PACKAGE_DIR

    for source in ("sec_company_facts", "sec_filings"):
        shutil.copytree(RECORDED / source, tmp_path / source)
    shipped = load_registry(PACKAGE_DIR / "registry")
    paths = [SHARED / "xbrl_instances" / "NVDA_10K_FY2024_0001045810-24-000029"]
    paths += [SHARED / "ixbrl_htm" / "NVDA_10-K_FY2025_filed2025-02-26.htm"]
    assert record(paths, shipped, tmp_path).skipped == []
    # Of other metrics than revenue the shipped data holds the spenders' totals alone.
    again = [
        line
        for line in replay.path(tmp_path, 1045810).read_text().splitlines()[1:]
        if line.split(",")[6] in sec_segment_facts.concepts(shipped)
    ]
    assert {line.split(",")[0] for line in again} == {
        "0001045810-24-000029",
        "0001045810-25-000023",
    }
    assert set(again) <= set(replay.path(RECORDED, 1045810).read_text().splitlines())
