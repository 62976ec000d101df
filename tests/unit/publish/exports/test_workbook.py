"""The workbook says what the marts say, leads to the filings, and its formulas agree with both."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipelines.publish.exports import sheets, workbook, workbook_charts
from pipelines.storage.connections import query_published
from tests.support.spreadsheets import Workbook, computed

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.publish.exports.figures import Figures
    from pipelines.settings import Settings

pytestmark = pytest.mark.engine

SHEETS = [
    "Overview", "Spending", "Growth", "Segments", "Capture", "Panels", "Revenue lines",
    "Taiwan monthly", "Restatements", "Refusals", "Checks",
]  # fmt: skip


@pytest.fixture(scope="module")
def made(found: Figures) -> bytes:
    return workbook.workbook(found)


@pytest.fixture(scope="module")
def book(made: bytes) -> Workbook:
    return Workbook(made)


def test_one_sheet_a_question_with_a_frozen_head(book: Workbook) -> None:
    assert list(book.places) == SHEETS
    assert all(book.has_frozen_head(name) for name in SHEETS[1:])
    assert set(book.links("Overview").values()) == {f"'{name}'!A1" for name in SHEETS[1:]}
    assert book.charts() >= 3


def test_spending_is_what_the_mart_says(book: Workbook, settings: Settings) -> None:
    _, published = query_published(
        settings,
        "select basis, calendar_quarter, ticker, value_usd from fct_capex where is_in_panel",
    )
    shown = {
        (row["basis"], row["calendar quarter"], head.removesuffix(", USD million")): row[head]
        for row in book.rows("Spending")
        for head in row
        if head.endswith(", USD million") and not head.startswith("total")
    }
    assert shown == {(basis, at, name): float(value) for basis, at, name, value in published}
    assert len(shown) > 50


def test_every_row_of_the_lines_is_there_with_its_value(book: Workbook, settings: Settings) -> None:
    _, published = query_published(
        settings,
        "select ticker, calendar_quarter, value, value_usd from fct_supplier_revenue",
    )
    expected = Counter(
        (name, at, float(value), None if usd is None else float(usd))
        for name, at, value, usd in published
    )
    shown = Counter(
        (row["ticker"], row["quarter"], row["value as filed, million"],
         row.get("value, USD million"))
        for row in book.rows("Revenue lines")
    )  # fmt: skip
    assert shown == expected


def test_every_value_leads_to_its_source(book: Workbook, found: Figures) -> None:
    for name, rows in (("Spending", found.spending), ("Taiwan monthly", found.months)):
        urls = Counter(row["url"] for row in rows if row["url"])
        counted = Counter(url for url in book.links(name).values() if url.startswith("http"))
        assert set(counted) == set(urls), name
        assert sum(counted.values()) >= sum(urls.values()) > 10
    inside = [to for to in book.links("Segments").values() if to.startswith("'Revenue lines'!")]
    assert len(inside) == sum(row["value_usd"] is not None for row in found.segments)


def test_beyond_excels_limit_a_formula_links(
    found: Figures, monkeypatch: pytest.MonkeyPatch, made: bytes
) -> None:
    monkeypatch.setattr(sheets, "MOST_LINKS", 5)
    book = Workbook(workbook.workbook(found))
    assert len(book.links("Spending")) == 5
    linked = [text for text in book.formulas("Spending").values() if text.startswith("HYPERLINK")]
    assert len(linked) == len(Workbook(made).links("Spending")) - 5
    assert book.rows("Spending") == Workbook(made).rows("Spending")


def test_the_checks_agree_and_say_how_many(book: Workbook, found: Figures) -> None:
    rows = book.rows("Checks")
    assert {row["agrees"] for row in rows} == {"yes"}
    assert book.cells("Checks")["A2"] == f"0 of {len(rows)} checks disagree"
    formulas = book.formulas("Checks")
    assert len([at for at in formulas if at.startswith("D")]) == len(rows)
    totals = [row for row in rows if str(row["what is checked"]).startswith("a total of spending")]
    assert len(totals) == len(found.spending_totals)


def test_a_row_that_is_changed_is_told(found: Figures, monkeypatch: pytest.MonkeyPatch) -> None:
    [changed] = [row for row in found.spending if row["basis"] == "cash"][-1:]
    monkeypatch.setitem(changed, "value_usd", changed["value_usd"] + Decimal("0.01"))
    book = Workbook(workbook.workbook(found))
    wrong = [row for row in book.rows("Checks") if row["agrees"] != "yes"]
    assert [row["of"] for row in wrong] == [" ".join(
        (changed["spender_group"], "cash", changed["calendar_quarter"])
    )]  # fmt: skip
    assert str(book.cells("Checks")["A2"]).startswith("1 of ")


def test_the_same_publication_makes_the_same_bytes(found: Figures, made: bytes) -> None:
    assert workbook.workbook(found) == made


def test_an_incomplete_quarter_is_in_no_chart() -> None:
    def total(quarter: str, reporting: int, group: str = "hyperscaler") -> dict[str, object]:
        return {
            "spender_group": group, "basis": "cash", "calendar_quarter": quarter,
            "companies_reporting": reporting, "companies_expected": 5,
        }  # fmt: skip

    rows = [total("2025Q1", 5), total("2025Q2", 4), total("2025Q3", 5), total("2025Q4", 5),
            total("2026Q1", 3), total("2026Q1", 5, "neocloud")]  # fmt: skip
    assert workbook_charts.full_quarters(rows) == range(2, 4)
    assert workbook_charts.full_quarters([]) == range(0)


def test_a_tier_has_one_colour_in_all_charts(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        charts = [
            parts.read(name).decode()
            for name in parts.namelist()
            if name.startswith("xl/charts/chart")
        ]
    found = {
        pair
        for chart in charts
        for pair in re.findall(r"<c:v>([^<]+, [^<]+)</c:v>.*?srgbClr val=\"(\w+)\"", chart)
    }
    assert len(found) > 1
    assert len({name for name, _ in found}) == len({colour for _, colour in found}) == len(found)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_what_is_published(book: Workbook, tmp_path: Path) -> None:
    file = tmp_path / "ledger.xlsx"
    file.write_bytes(book.without_results())
    rows = computed(shutil.which("soffice") or "", file, book.places["Checks"])
    head, *checks = rows[sheets.HEAD :]
    assert head[-1] == "agrees"
    assert rows[1][0] == f"0 of {len(checks)} checks disagree"
    assert {row[5] for row in checks} == {"yes"}
    published = [float(row["published"]) for row in book.rows("Checks")]
    assert [float(row[3]) for row in checks] == pytest.approx(published, rel=1e-9)
