"""The index of a folder and the data sets, damaged: a `LedgerError` comes out, or what they say."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from pipelines.sources.sec_segment_facts import financial_data_sets
from pipelines.sources.sec_segment_facts.folder import choose, files_of
from tests.support import fuzzing
from tests.support.segment_bodies import ACCESSION, folder_index

if TYPE_CHECKING:
    from pathlib import Path

INDEXES = [folder_index({"goog-20241231_htm.xml": 1, "goog-20241231_lab.xml": "", "R1.htm": "2"})]
# The archive and its two tables are one parser's.
_A_THIRD = fuzzing.COUNT // 3 + 1
SUB = b"adsh\tcik\tname\tform\tfiled\n0001652044-25-000014\t1652044\tA\t10-K\t20250205\n"
NUM = (
    b"adsh\ttag\tversion\tddate\tqtrs\tuom\tsegments\tcoreg\tvalue\tfootnote\n"
    + ACCESSION.encode()
    + b"\tRevenues\tus-gaap/2024\t20241231\t4\tUSD\tB=C;\t\t43229000000.0000\t\n"
)


def test_an_index_of_a_folder() -> None:
    fuzzing.refuses_some(lambda body: choose(files_of(body, "x")), INDEXES)


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
