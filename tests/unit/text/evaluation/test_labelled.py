"""Labelled files: two layouts of guidance, technologies, and what is refused in them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR
from pipelines.text.errors import DocumentError
from pipelines.text.evaluation.labelled import labelled_guidance, labelled_mentions

REGISTRY = load_registry(PACKAGE_DIR / "registry")
WIDE = (
    "id,company,document_kind,document_date,sentence,label,low_usd,high_usd,horizon,basis,"
    "supersedes_low_usd,supersedes_high_usd,source,verbatim"
)
NARROW = "ticker,date,doc_ref,quote,low,high,currency,fiscal_period,kind,verbatim,date_basis,note"


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "labelled.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_sentence_of_the_wide_layout(tmp_path: Path) -> None:
    row = 'x-1,MU,call,FY2025Q1 call,"We, now.",superseded_and_new,20000000000,20000000000,'
    path = written(tmp_path, WIDE, row + "FY2026;x,gross,18000000000,18000000000,s,yes")
    [found] = labelled_guidance(path, REGISTRY)
    assert (found.name, found.company_id, found.sentence) == ("x-1", "MU", "We, now.")
    # Twenty-five days after the quarter that the call reports.
    assert found.day == dt.date(2024, 11, 28) + dt.timedelta(days=25)
    assert (found.is_guidance, found.supersedes, found.basis_kind) == (True, True, "gross")
    assert (found.horizon, found.prior_low_usd) == ("FY2026", 18 * 10**9)


def test_a_sentence_of_the_narrow_layout(tmp_path: Path) -> None:
    row = "GOOGL,2024-04-25,ref,We do.,12000000000,,USD,each quarter of 2024,capex_floor,yes,,"
    [found] = labelled_guidance(written(tmp_path, NARROW, row), REGISTRY)
    assert (found.name, found.low_usd, found.high_usd) == ("row 2", 12 * 10**9, None)
    assert (found.horizon, found.supersedes) == ("each quarter of FY2024", None)


@pytest.mark.parametrize(
    ("company", "labelled", "expected"),
    [
        ("GOOGL", "2023Q2-Q4", "FY2023Q2-Q4"),
        ("GOOGL", "CY2026", "FY2026"),
        ("MSFT", "CY2026H2", "CY2026H2"),
        ("MSFT", "FY2025 (June)", "FY2025"),
        ("MSFT", "FY2025Q3 and Q4", "FY2025H2"),
        ("META", "FY2025-26", "FY2025-FY2026"),
        ("META", "FY2025;FY2026=increase", "FY2025"),
        ("META", "FY2025;FY2026", "FY2025-FY2026"),
        ("MSFT", '"FY2025Q3,FY2025Q4"', "FY2025H2"),
        ("MSFT", "FY2024_each_quarter", "each quarter of FY2024"),
        ("META", "none", ""),
        ("MSFT", "not_stated_in_sentence(CY2026)", None),
    ],
)
def test_horizons_come_by_one_name(
    tmp_path: Path, company: str, labelled: str, expected: str | None
) -> None:
    row = f"x,{company},call,2026-01-28,We do.,guidance_qualitative,,,{labelled},,,,s,yes"
    [found] = labelled_guidance(written(tmp_path, WIDE, row), REGISTRY)
    assert found.horizon == expected


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["a,b", "1,2"], "needs the columns company, document_date"),
        ([WIDE, "x,META,call,soon,We.,other,,,,,,,s,y"], "row 2: 'soon' tells no day"),
        ([WIDE, "x,META,call,2026-13-01,We.,other,,,,,,,s,y"], "row 2: '2026-13-01' tells no day"),
        ([WIDE, "x,META,call,2026-01-28,We.,other,many,,,,,,s,y"], "'many' is not an amount"),
    ],
)
def test_what_is_not_understood_is_one_sentence(
    tmp_path: Path, lines: list[str], sentence: str
) -> None:
    with pytest.raises(DocumentError, match=sentence):
        labelled_guidance(written(tmp_path, *lines), REGISTRY)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DocumentError, match="is not in UTF-8"):
        labelled_guidance(path, REGISTRY)
    with pytest.raises(DocumentError, match="cannot be read"):
        labelled_guidance(tmp_path, REGISTRY)


def test_mentions_go_by_the_registrys_names(tmp_path: Path) -> None:
    head = "technology,company,document,date,sentence,class,speaker,source"
    rows = [
        "800_VDC,VRT,call,2025,We do.,conditional,analyst,s",
        "microLED,ACHR,call,2025,We do.,false_friend,company,s",
    ]
    first, second = labelled_mentions(written(tmp_path, head, *rows), REGISTRY)
    assert (first.technology_id, first.mention_class, first.is_question) == (
        "dc_power_800v",
        "conditional",
        True,
    )
    assert (second.technology_id, second.mention_class) == ("microled_interconnect", None)


def test_a_technology_that_is_not_watched_is_named(tmp_path: Path) -> None:
    head = "technology,company,document,date,sentence,class,speaker,source"
    path = written(tmp_path, head, "quantum,IBM,call,2025,We do.,conditional,company,s")
    with pytest.raises(DocumentError, match="row 2: 'quantum' is not a technology"):
        labelled_mentions(path, REGISTRY)
    with pytest.raises(DocumentError, match="needs the columns technology"):
        labelled_mentions(written(tmp_path, "a", "1"), REGISTRY)
