"""Every parser of a source on damaged bodies: a `LedgerError` comes out, or what they say.

A parser that takes many bodies at once gets many at once, and must refuse each alone.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
import zstandard

from pipelines.archive.transport import Request
from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR, Settings
from pipelines.sources.company_statements.source import SOURCE as COMPANY_STATEMENTS
from pipelines.sources.fx_rates.ecb import parse_ecb
from pipelines.sources.fx_rates.h10 import parse_fred, parse_h10
from pipelines.sources.recording.files import decompressed
from pipelines.sources.sec_company_facts import source as sec_company_facts
from pipelines.sources.sec_filings import source as sec_filings
from pipelines.sources.sec_segment_facts import financial_data_sets
from pipelines.sources.sec_segment_facts.folder import choose, files_of
from pipelines.sources.statement_files import StatementsFile
from pipelines.sources.statement_source import parse as parse_statements
from pipelines.sources.taiwan_monthly_revenue import source as taiwan_monthly_revenue
from pipelines.sources.xbrl import kind_of, parse_inline, parse_instance, parse_labels
from pipelines.sources.xbrl.identity import cover_of
from pipelines.text import sgml
from tests.support import fuzzing
from tests.support.api_bodies import CIK, fact, facts_body, filing, registry, submissions_body
from tests.support.segment_bodies import (
    ACCESSION,
    SEGMENT,
    TOTAL,
    Stated,
    folder_index,
    inline,
    instance,
    labels,
)
from tests.support.whole_bodies import (
    as_big5_tabs,
    as_csv,
    as_json,
    ecb_body,
    h10_body,
    report,
    taiwan_registry,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FACTS = [
    facts_body(fact(), fact(val=1.5, start=None)),
    facts_body(fact(frame="CY2025Q1"), Revenues=[fact(val=2, fy=None, fp=None)]),
]
PAGES = [{"name": f"CIK{CIK:010d}-submissions-001.json", "filingCount": 1}]
FILINGS = [
    submissions_body(filing()),
    submissions_body(filing(form="8-K"), filing()).replace(
        b'"files": []', f'"files": [{PAGES[0]}]'.replace("'", '"').encode()
    ),
]
SHORT = Stated("1000000", "a:B=goog:C")
INSTANCES = [instance(TOTAL), instance(SHORT, SEGMENT)]
INLINE = [inline(TOTAL), inline(SHORT)]
LABELS = [labels(goog_GoogleCloudMember="Google Cloud")]
INDEXES = [folder_index({"goog-20241231_htm.xml": 1, "goog-20241231_lab.xml": "", "R1.htm": "2"})]
SUBMISSION = (
    b"<SEC-DOCUMENT>0001652044-25-000014.txt : 20250205\n<SEC-HEADER>\n"
    b"ACCESSION NUMBER:\t0001652044-25-000014\nCONFORMED SUBMISSION TYPE:\t10-K\n"
    b"CONFORMED PERIOD OF REPORT:\t20241231\nFILED AS OF DATE:\t20250205\n"
    b"CENTRAL INDEX KEY:\t0001652044\n</SEC-HEADER>\n<DOCUMENT>\n<TYPE>10-K\n<FILENAME>a.htm\n"
    b"<TEXT>\n<XBRL>\n<html/>\n</XBRL>\n</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n"
)
REPORTS = [form(report()) for form in (as_json, as_csv, as_big5_tabs)]
RATES = ["Date,USD,JPY,", "2025-01-03,1.03,162.1,", "2025-01-02,1.02,N/A,"]
H10 = [h10_body({"RXI_N.B.TA": ["32.8", "ND"], "RXI$US_N.B.EU": ["1.03", "1.04"]},
                ["2025-01-02", "2025-01-03"])]  # fmt: skip
FRED = [b"observation_date,DEXTAUS\n2025-01-02,32.8\n2025-01-03,.\n"]
STATEMENTS = [
    (
        b"company,line,period_start,period_end,value,unit,rounding,document,citation,accession,"
        b"stated_date,entered_date,confidence\n"
        b"NVDA,nvda_data_center,2025-01-27,2025-04-27,39100000000,USD,100000000,release,"
        b'"of 2025-05-28",,2025-05-28,2026-01-23,high\n'
    )
]


def test_companyfacts() -> None:
    def parse(bodies: list[bytes]) -> None:
        items = [sec_company_facts.CompanyBody(body, "GOOGL", CIK) for body in bodies]
        assert len(sec_company_facts.parse_batch(items)) == len(bodies)

    fuzzing.try_batches(parse, FACTS, seed=1)


@functools.cache
def _settings() -> Settings:
    return Settings()


def _taiwan(body: bytes) -> object:
    request = Request(taiwan_monthly_revenue.SOURCE.name, "twse", "url")
    return taiwan_monthly_revenue.parse_document(body, request, _taiwan_registry())


_taiwan_registry = functools.cache(taiwan_registry)


@pytest.mark.parametrize(
    ("parse", "bodies"),
    [
        pytest.param(lambda body: sec_filings.parse(body, "GOOGL", CIK), FILINGS, id="submissions"),
        pytest.param(
            lambda body: sec_filings.older_pages(body, _settings()), FILINGS, id="older pages"
        ),
        pytest.param(lambda body: parse_instance(body, "x"), INSTANCES, id="instance"),
        pytest.param(lambda body: parse_inline({"a.htm": body}, "x"), INLINE, id="inline"),
        pytest.param(lambda body: parse_labels(body, "x"), LABELS, id="label linkbase"),
        pytest.param(cover_of, [*INSTANCES, *INLINE], id="cover page"),
        pytest.param(kind_of, [*INSTANCES, *INLINE, *LABELS], id="kind of a file"),
        pytest.param(lambda body: choose(files_of(body, "x")), INDEXES, id="index of a folder"),
        pytest.param(lambda body: sgml.read(body, "x"), [SUBMISSION], id="SGML"),
        pytest.param(_taiwan, REPORTS, id="monthly report"),
        pytest.param(
            lambda body: parse_ecb(body, {"JPY", "USD"}, dt.date(2025, 1, 1), "x"),
            [ecb_body(RATES)],
            id="ECB zip",
        ),
        pytest.param(lambda body: parse_h10(body, {"TWD", "EUR"}, "x"), H10, id="H.10"),
        pytest.param(lambda body: parse_fred(body, "DEXTAUS", {"TWD"}, "x"), FRED, id="FRED"),
        pytest.param(decompressed, [zstandard.ZstdCompressor().compress(b"facts" * 9)], id="zstd"),
    ],
)
def test_a_parser_gives_rows_or_a_sentence(
    parse: Callable[[bytes], object], bodies: list[bytes]
) -> None:
    refused = fuzzing.try_damages(parse, bodies, seed=2)
    assert parse is kind_of or 0 < refused < fuzzing.COUNT


def test_the_text_in_an_ecb_zip() -> None:
    def parse(text: bytes) -> object:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("eurofxref-hist.csv", text)
        return parse_ecb(content.getvalue(), {"JPY"}, dt.date(2025, 1, 1), "x")

    fuzzing.try_damages(parse, ["\n".join(RATES).encode()], seed=3)


def test_statements() -> None:
    shipped = load_registry(PACKAGE_DIR / "registry")

    def parse(bodies: list[bytes]) -> None:
        files = [StatementsFile(f"own/{number}.csv", body) for number, body in enumerate(bodies)]
        parse_statements(COMPANY_STATEMENTS.kind, files, shipped)

    fuzzing.try_batches(parse, STATEMENTS, seed=4)


# The archive and its two tables are one parser's.
_A_THIRD = fuzzing.COUNT // 3 + 1
SUB = b"adsh\tcik\tname\tform\tfiled\n0001652044-25-000014\t1652044\tA\t10-K\t20250205\n"
NUM = (
    b"adsh\ttag\tversion\tddate\tqtrs\tuom\tsegments\tcoreg\tvalue\tfootnote\n"
    + ACCESSION.encode()
    + b"\tRevenues\tus-gaap/2024\t20241231\t4\tUSD\tB=C;\t\t43229000000.0000\t\n"
)


def _data_set(path: Path, sub: bytes, num: bytes) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sub.txt", sub)
        archive.writestr("num.txt", num)
    return path.read_bytes()


def _parse_data_set(path: Path) -> object:
    return financial_data_sets.parse(path, {1652044: "GOOGL"}, {"us-gaap:Revenues"}, "x.zip")


def test_a_zip_of_the_data_sets(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    whole = _data_set(path, SUB, NUM)

    def parse(body: bytes) -> object:
        path.write_bytes(body)
        return _parse_data_set(path)

    assert fuzzing.try_damages(parse, [whole], seed=5, count=_A_THIRD)


@pytest.mark.parametrize("table", ["sub.txt", "num.txt"])
def test_a_table_of_the_data_sets(tmp_path: Path, table: str) -> None:
    path = tmp_path / "x.zip"

    def parse(text: bytes) -> object:
        _data_set(path, text if table == "sub.txt" else SUB, text if table == "num.txt" else NUM)
        return _parse_data_set(path)

    body = SUB if table == "sub.txt" else NUM
    assert fuzzing.try_damages(parse, [body], seed=6, count=_A_THIRD)


def test_what_is_recorded() -> None:
    """The one look at JSON that `ledger record` takes itself."""
    from pipelines.sources.recording.files import File
    from pipelines.sources.sec_filings.recording import FilingsRecording

    recording = FilingsRecording(registry(), PACKAGE_DIR)
    file = File("x.json", "x.json", "", (), 0, bytes)
    fuzzing.try_damages(lambda body: recording.add(file, body), FILINGS, seed=7)
