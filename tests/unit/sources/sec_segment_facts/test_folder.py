"""Which documents of a filing's folder are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.document import SourceError
from pipelines.sources.sec_segment_facts.folder import Folder, choose, files_of
from tests.support.segment_bodies import folder_index

INLINE = {
    "0001652044-25-000014-index.htm": 0,
    "FilingSummary.xml": 50_000,
    "MetaLinks.json": 900_000,
    "R1.htm": 60_000,
    "Financial_Report.xlsx": 200_000,
    "goog-20241231.htm": 2_500_000,
    "goog-20241231.xsd": 60_000,
    "goog-20241231_cal.xml": 150_000,
    "goog-20241231_def.xml": 300_000,
    "goog-20241231_htm.xml": 1_900_000,
    "goog-20241231_lab.xml": 900_000,
    "goog-20241231_pre.xml": 500_000,
}
CLASSIC = {
    "FilingSummary.xml": 900_000,
    "R1.xml": 5_000,
    "msft-20150930.xml": 2_300_000,
    "msft-20150930.xsd": 60_000,
    "msft-20150930_cal.xml": 100_000,
    "msft-20150930_def.xml": 9_000_000,
    "msft-20150930_lab.xml": 500_000,
    "msft-20150930_pre.xml": 500_000,
}


def test_the_renderers_extract_and_its_labels_are_chosen() -> None:
    assert choose(INLINE) == Folder("goog-20241231_htm.xml", "goog-20241231_lab.xml")


def test_trap_n4_of_several_inline_documents_the_largest_extract_speaks() -> None:
    several = {
        "wfc-20241231_htm.xml": 700_000,
        "wfc-20241231_d2_htm.xml": 9_000_000,
        "exhibit107_htm.xml": 4_000,
        "wfc-20241231_lab.xml": 1_000_000,
    }
    assert choose(several) == Folder("wfc-20241231_d2_htm.xml", "wfc-20241231_lab.xml")


def test_trap_n4_a_classic_instance_is_told_from_linkbases_and_reports_of_any_size() -> None:
    assert choose(CLASSIC) == Folder("msft-20150930.xml", "msft-20150930_lab.xml")


def test_an_extract_outranks_a_larger_classic_instance() -> None:
    both = {"goog-20241231.xml": 10**9, "goog-20241231_htm.xml": 1}
    assert choose(both) == Folder("goog-20241231_htm.xml", None)


def test_labels_of_another_stem_are_taken_where_there_are_no_own_ones() -> None:
    files = {"msft-20150930.xml": 5, "msft-20151022_lab.xml": 7}
    assert choose(files) == Folder("msft-20150930.xml", "msft-20151022_lab.xml")


def test_a_folder_without_an_instance_has_none() -> None:
    assert choose({"FilingSummary.xml": 1, "goog-20241231_lab.xml": 1, "a.htm": 1}) is None


@given(st.permutations(sorted(INLINE)))
def test_the_order_of_the_index_does_not_matter(names: list[str]) -> None:
    assert choose({name: INLINE[name] for name in names}) == choose(INLINE)


def test_sizes_that_are_not_stated_are_nothing() -> None:
    found = files_of(folder_index({"a_htm.xml": "", "b_htm.xml": "12", "c": None, "d": 7}), "it")
    assert found == {"a_htm.xml": 0, "b_htm.xml": 12, "c": 0, "d": 7}


@pytest.mark.parametrize("name", ["../../etc/passwd_htm.xml", "a b_htm.xml", "", "x/y_htm.xml", 5])
def test_a_name_that_is_no_plain_file_name_is_not_listed(name: object) -> None:
    assert files_of(folder_index({name: 1, "ok_htm.xml": 1}), "it") == {"ok_htm.xml": 1}  # type: ignore[dict-item]


@pytest.mark.parametrize("body", [b"", b"<html>blocked</html>", b'{"directory":', b"{}", b"[]"])
def test_an_index_that_is_none_is_refused_by_a_sentence(body: bytes) -> None:
    with pytest.raises(SourceError, match=r"^the folder: .+"):
        files_of(body, "the folder")
