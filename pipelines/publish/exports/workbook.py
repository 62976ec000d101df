"""The workbook of `ledger export xlsx`: one sheet a question, with charts, links and checks.

Belongs here: which sheets of published rows there are, and their columns. How a table is written
is in `sheets.py`, the charts in `workbook_charts.py`, sheets of formulas in `workbook_panels.py`
and `workbook_checks.py`.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter

from pipelines.publish.exports import workbook_charts, workbook_checks, workbook_panels
from pipelines.publish.exports.panels import panels
from pipelines.publish.exports.sheets import FIRST, Column, Sheet

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from pipelines.publish.exports.figures import Figures, Row

_KEYS = {"spender_group": 13, "basis": 23, "calendar_quarter": 9}


def workbook(found: Figures) -> bytes:
    """The workbook as a file's content."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"strings_to_urls": False, "strings_to_formulas": False})
    # The same publication makes the same file.
    created = {"created": found.published_at}
    book.set_properties({"title": "Compute Ledger", "comments": found.told} | created)
    with book:
        overview = book.add_worksheet("Overview")
        spending = _spending(book, found)
        growth = _growth(book, found)
        segments = _segments(book, found)
        capture = _capture(book, found)
        compared = workbook_panels.write(book, found, panels(found), segments, capture)
        lines = _revenue_lines(book, found)
        months = _months(book, found)
        restated, refused = _restatements(book, found), _refusals(book, found)
        checks = workbook_checks.write(
            book, found, workbook_checks.Sheets(spending, growth, segments, capture, lines,
                                                months, restated, refused),
        )  # fmt: skip
        sheets = [
            spending, growth, segments, capture, compared, lines, months, restated, refused, checks
        ]  # fmt: skip
        _overview(book, overview, sheets, found.told)
        drawn = workbook_charts.Drawn(spending, growth, compared)
        workbook_charts.draw(book, overview, found, drawn)
    return content.getvalue()


def _spending(book: Workbook, found: Figures) -> Sheet:
    # The largest first, by the newest cash; who states no cash, last.
    newest = {row["ticker"]: 0 for row in found.spending}
    newest |= {row["ticker"]: row["value_usd"] for row in found.spending if row["basis"] == "cash"}
    tickers = sorted(newest, key=lambda ticker: (-newest[ticker], ticker))
    rows = {_place(total): dict(total) for total in found.spending_totals}
    for each in found.spending:
        rows[_place(each)] |= {
            each["ticker"]: each["value_usd"],
            f"{each['ticker']} url": each["url"],
            f"{each['ticker']} source": each["source"],
        }
    columns = [Column(name.replace("_", " "), name, width=width) for name, width in _KEYS.items()]
    columns += [
        Column(f"{ticker}, USD million", ticker, "millions", f"{ticker} url", f"{ticker} source")
        for ticker in tickers
    ]
    columns += [
        Column("total, USD million", "value_usd", "millions"),
        Column("reporting", "companies_reporting", "count"),
        Column("expected", "companies_expected", "count"),
    ]
    notes = (
        "capital expenditure by calendar quarter",
        "bases are never mixed, groups never added",
        "a total is of the companies that report: compare reporting with expected",
        "every company's value leads to its filing; of one without an address a note names it",
    )
    sheet = Sheet(book, "Spending", "Who spends how much?", notes)
    return sheet.table(columns, list(rows.values()), frozen=3)


def _place(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in _KEYS)


def _growth(book: Workbook, found: Figures) -> Sheet:
    columns = [Column(name.replace("_", " "), name, width=width) for name, width in _KEYS.items()]
    columns += [
        Column("yoy, matched panel", "matched_yoy_pct", "percent"),
        Column("companies in both quarters", "matched_companies", "count"),
        Column("their capex, USD million", "matched_usd", "millions"),
        Column("a year earlier, USD million", "matched_earlier_usd", "millions"),
        Column("reporting", "companies_reporting", "count"),
        Column("expected", "companies_expected", "count"),
    ]
    notes = (
        "growth of capital expenditure over the same quarter a year earlier",
        "of the companies that report both quarters (matched panel)",
        "the values of each company, with their filings, are in the sheet Spending",
    )
    sheet = Sheet(book, "Growth", "Growing how fast?", notes)
    return sheet.table(columns, found.spending_totals, frozen=3)


def _segments(book: Workbook, found: Figures) -> Sheet:
    columns = [
        Column("segment", "segment_name", width=24),
        Column("segment id", "segment_id", width=20),
        Column("tier", "tier", width=10),
        Column("quarter", "calendar_quarter", width=9),
        Column("revenue of who reports, USD million", "value_usd", "millions", "members", width=13),
        Column("reporting", "companies_reporting", "count"),
        Column("expected", "companies_expected", "count"),
        Column("who reports", "tickers_reporting", width=30),
        Column("who is missing", "tickers_missing", width=20),
        Column("yoy, matched panel", "matched_yoy_pct", "percent"),
        Column("companies in both quarters", "matched_companies", "count"),
        Column("matched index", "matched_index", "index"),
        Column("constant panel, USD million", "constant_panel_usd", "millions"),
        Column("companies in constant panel", "constant_panel_companies", "count"),
        Column("who they are", "constant_panel_tickers", width=30),
        Column("why there is none", "missing_reason", width=20),
    ]
    members: dict[tuple[str, ...], str] = {}
    for place, line in enumerate(found.revenue_lines, FIRST + 1):
        if line["in_segment_total"]:
            members.setdefault(_tier(line), f"internal:'Revenue lines'!A{place}")
    rows = [{**row, "members": members.get(_tier(row))} for row in found.segments]
    notes = (
        "revenue of suppliers in headline tiers, those that spenders buy from",
        "chart the index or the constant panel, never the revenue of whoever reports",
        "tiers are never added: one sells to the next",
        "a value leads to its members, and they to their filings",
    )
    sheet = Sheet(book, "Segments", "Which part of the value chain receives it?", notes)
    return sheet.table(columns, rows, frozen=4)


def _tier(row: Row) -> tuple[str, ...]:
    return row["segment_id"], row["tier"], row["calendar_quarter"]


def _capture(book: Workbook, found: Figures) -> Sheet:
    columns = [
        Column("segment", "segment_name", width=24),
        Column("segment id", "segment_id", width=20),
        Column("tier", "tier", width=10),
        Column("quarter", "calendar_quarter", width=9),
        Column("basis of capex", "basis"),
        Column("revenue to capex", "ratio", "ratio", "members"),
        Column("segment's revenue, USD million", "segment_revenue_usd", "millions", width=13),
        Column("capex, USD million", "capex_usd", "millions"),
        Column("panel is complete", "is_complete_panel"),
        Column("suppliers reporting", "suppliers_reporting", "count"),
        Column("suppliers expected", "suppliers_expected", "count"),
        Column("spenders reporting", "spenders_reporting", "count"),
        Column("spenders expected", "spenders_expected", "count"),
        Column("suppliers", "suppliers", width=30),
        Column("spenders", "spenders", width=26),
    ]
    places = {_tier(row): number for number, row in enumerate(found.segments, FIRST + 1)}
    rows = [
        {**row, "members": f"internal:'Segments'!A{places[_tier(row)]}"} for row in found.capture
    ]
    notes = (
        "revenue of a headline tier over the hyperscalers' capex",
        "the same dollar seen twice: a ratio, never a sum",
        "without a complete panel a ratio is of those who report, and moves with who does",
    )
    sheet = Sheet(book, "Capture", "How much of a dollar of capex is it?", notes)
    return sheet.table(columns, rows, frozen=4)


def _revenue_lines(book: Workbook, found: Figures) -> Sheet:
    columns = [
        Column("ticker", "ticker", width=10),
        Column("line", "line_name", width=30),
        Column("segment id", "segment_id", width=20),
        Column("tier", "tier", width=10),
        Column("quarter", "calendar_quarter", width=9),
        Column("in segment total", "in_segment_total"),
        Column("broad", "is_broad", width=7),
        Column("value, USD million", "value_usd", "tenths", "url", width=12),
        Column("value as filed, million", "value", "tenths", "url", width=13),
        Column("currency", "currency", width=8),
        Column("USD a unit", "fx_rate", width=10),
        Column("yoy in its currency", "yoy_pct", "percent"),
        Column("from", "period_start", "date"),
        Column("to", "period_end", "date"),
        Column("derivation", "derivation", width=20),
        Column("restated", "is_restated", width=8),
        Column("known from (UTC)", "known_from", "instant", width=15),
        Column("source", "source_document", width=40),
    ]
    notes = (
        "what suppliers report, by line and fiscal quarter",
        "lines of one company may lie in one another: sum only those in a segment total,"
        " of one segment and tier",
        "broad: much of it is not AI",
    )
    sheet = Sheet(book, "Revenue lines", "Who is behind it?", notes)
    return sheet.table(columns, found.revenue_lines, frozen=2)


def _months(book: Workbook, found: Figures) -> Sheet:
    columns = [
        Column("ticker", "ticker", width=10),
        Column("company", "company_name", width=34),
        Column("month", "month", "date"),
        Column("value, million", "value", "tenths", "url", width=12),
        Column("currency", "currency", width=8),
        Column("value, USD million", "value_usd", "tenths", "url", width=12),
        Column("yoy in its currency", "yoy_pct", "percent"),
        Column("restated", "is_restated", width=8),
        Column("known from (UTC)", "known_from", "instant", width=15),
    ]
    notes = ("monthly revenue that Taiwan's makers report to their exchange, as filed",)
    sheet = Sheet(book, "Taiwan monthly", "What do Taiwan's makers say each month?", notes)
    return sheet.table(columns, found.months, frozen=3)


def _restatements(book: Workbook, found: Figures) -> Sheet:
    columns = [
        Column("ticker", "ticker", width=10),
        Column("figure", "metric_id", width=28),
        Column("basis", "basis", width=12),
        Column("period", "period_kind", width=8),
        Column("ends", "period_end", "date"),
        Column("was, USD million", "old_usd", "tenths", "old_url"),
        Column("is, USD million", "new_usd", "tenths", "url"),
        Column("change, USD million", "delta_usd", "tenths"),
        Column("change", "delta_pct", "percent"),
        Column("cause", "change_cause", width=22),
        Column("known from (UTC)", "known_from", "instant", width=15),
        Column("filing before", "old_accession", width=22),
        Column("filing", "new_accession", width=22),
    ]
    notes = ("figures that later filings state otherwise, the newest first",)
    sheet = Sheet(book, "Restatements", "What was restated, by which filing?", notes)
    return sheet.table(columns, found.restatements, frozen=2)


def _refusals(book: Workbook, found: Figures) -> Sheet:
    columns = [
        Column("ticker", "ticker", width=10),
        Column("what", "key", link="url", width=44),
        Column("rule", "rule", width=26),
        Column("reason", "reason", width=90),
        Column("what a person could do", "action", width=60),
        Column("table", "table_name", width=22),
    ]
    notes = ("what the rules do not allow to be stated, and nothing stands in",)
    sheet = Sheet(book, "Refusals", "What is missing, and why?", notes)
    return sheet.table(columns, found.refusals, frozen=2)


def _overview(book: Workbook, sheet: Worksheet, sheets: list[Sheet], told: str) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 64)
    sheet.write_string(0, 0, "Compute Ledger", book.add_format({"bold": True, "font_size": 18}))
    sheet.write_string(1, 0, told)
    sheet.write_string(2, 0, "Money in US dollars as published; cells hold it to the cent.")
    for row, each in enumerate(sheets, 4):
        sheet.write_url(row, 0, f"internal:'{each.name}'!A1", string=each.name)
        sheet.write_string(row, 1, each.title)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
