"""company_statements: a person's rows, what each refusal names, and that the rest publishes."""

from __future__ import annotations

import datetime as dt
import os
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.contracts.raw import RAW_COMPANY_STATEMENTS, RAW_QUARANTINE
from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR, Settings
from pipelines.sources import statement_files
from pipelines.sources.company_statements.source import SOURCE
from pipelines.sources.refresh import engine
from pipelines.sources.refresh.engine import Outcome
from pipelines.sources.request_digest import request_digest
from pipelines.sources.statement_files import StatementsFile
from pipelines.sources.statement_source import parse as parse_kind
from pipelines.storage import tables
from tests.support.entered_rows import REGISTRY, body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.registry import Registry
    from pipelines.sources.document import Parsed

GOOD = {
    "company": "NVDA",
    "line": "nvda_data_center",
    "period_start": "2025-01-27",
    "period_end": "2025-04-27",
    "value": "39100000000",
    "unit": "USD",
    "rounding": "100000000",
    "document": "press release",
    "accession": "",
    "url": "",
    "stated_date": "2025-05-28",
    "undated_reason": "",
    "read_at": "a copy of the release",
    "entered_date": "2026-11-23",
    "confidence": "high",
}


def file(*rows: dict[str, str], name: str = "own/mine.csv") -> StatementsFile:
    return StatementsFile(name, body(*rows))


def parse(files: Sequence[StatementsFile], registry: Registry) -> Parsed:
    return parse_kind(SOURCE.kind, files, registry)


def refresh(registry: Registry, settings: Settings) -> Outcome:
    [outcome] = engine.refresh(SOURCE, registry, settings)
    return outcome


def test_a_row_keeps_its_figure_and_its_source() -> None:
    parsed = parse([file(GOOD)], REGISTRY)
    assert parsed.quarantined.is_empty()
    assert parsed.frame.schema == RAW_COMPANY_STATEMENTS.polars_schema
    assert parsed.frame.row(0, named=True) == {
        "company_id": "NVDA",
        "metric_id": "nvda_data_center",
        "period_start": dt.date(2025, 1, 27),
        "period_end": dt.date(2025, 4, 27),
        "value": Decimal("39100000000.00"),
        "unit": "USD",
        "rounding_unit": 100_000_000,
        "document": "press release",
        "accession": None,
        "url": None,
        "stated_date": dt.date(2025, 5, 28),
        "undated_reason": None,
        "read_at": "a copy of the release",
        "entered_date": dt.date(2026, 11, 23),
        "confidence": "high",
        "file": "own/mine.csv:2",
    }


def test_a_document_without_a_day_says_why_or_is_a_filing() -> None:
    undated = {**GOOD, "stated_date": ""}
    rows = [
        {**undated, "undated_reason": "the copy has no date"},
        {**undated, "accession": "0001045810-25-000116", "document": "10-Q"},
    ]
    parsed = parse([file(*rows)], REGISTRY)
    assert parsed.quarantined.is_empty()
    assert parsed.frame.select("undated_reason", "accession").rows() == [
        (None, "0001045810-25-000116"),
        ("the copy has no date", None),
    ]


def test_a_file_of_an_earlier_version_is_read_as_it_lies() -> None:
    earlier = [name for name in GOOD if name not in ("url", "undated_reason", "read_at")]
    content = body(GOOD, header=earlier).replace(b"document,", b"document,citation,")
    parsed = parse(
        [
            StatementsFile(
                "own/mine.csv", content.replace(b"press release,", b"press release,p. 3,")
            )
        ],
        REGISTRY,
    )
    assert parsed.quarantined.is_empty()
    assert parsed.frame["read_at"].to_list() == ["p. 3"]


def test_metrics_totals_and_cents_are_lines_too() -> None:
    rows = [
        {**GOOD, "line": "revenue"},
        {**GOOD, "line": "nvda_total", "document": "another"},
        {**GOOD, "company": "MSFT", "line": "capex_stated"},
        {**GOOD, "company": "2317.TW", "line": "2317_tw_total", "unit": "TWD", "value": "5.25",
         "rounding": "1"},
    ]  # fmt: skip
    parsed = parse([file(*rows)], REGISTRY)
    assert parsed.quarantined.is_empty()
    assert parsed.frame.select("company_id", "metric_id").rows() == [
        ("2317.TW", "revenue"),
        ("MSFT", "capex_stated"),
        ("NVDA", "revenue"),
        ("NVDA", "revenue"),
    ]
    assert parsed.frame["value"][0] == Decimal("5.25")


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("value", "39.1bn", "'39.1bn' is not an amount"),
        ("value", "39,100,000,000", "is not an amount"),
        ("value", "1e10", "is not an amount"),
        ("value", "NaN", "is not an amount"),
        ("value", "", "is empty"),
        ("value", "-39100000000", "-39100000000 is negative"),
        ("value", "9" * 16, "is not an amount"),
        ("value", "٣", "is not an amount"),
        ("value", "39112000000", None),
        ("document", "", "is empty: every figure needs it"),
        ("stated_date", "", "is empty: give the document's day, or say in undated_reason why"),
        ("url", "sec.gov/a.htm", "'sec.gov/a.htm' is not an address: write it with https://"),
        ("document", " ", "is empty"),
        ("line", "nvda_datacenter", "is neither a revenue line"),
        ("line", "amd_data_center", "is a line of AMD, not NVDA"),
        ("company", "NVDIA", "'NVDIA' is not a company_id of registry/companies.yml"),
        ("period_end", "2025-04-31", "'2025-04-31' is not a valid date: write it as 2026-03-31"),
        ("period_start", "2024-02-30", "'2024-02-30' is not a valid date"),
        ("period_start", "0025-01-27", "0025-01-27 is before 1988-01-01: check the year"),
        ("stated_date", "2999-05-28", "2999-05-28 is in the future: today is "),
        ("entered_date", "2999-05-28", "2999-05-28 is in the future: today is "),
        ("entered_date", "2025-05-27", "2025-05-27 is before stated_date 2025-05-28"),
        ("period_end", "04/27/2025", "is not a valid date"),
        ("period_end", "2025-01-27", "2025-01-27 is not after period_start 2025-01-27"),
        ("stated_date", "2025-04-26", "2025-04-26 is before period_end 2025-04-27"),
        ("entered_date", "2025-04-26", "is before period_end"),
        ("entered_date", "", "is empty"),
        ("unit", "percent", "'percent' is not USD, in which NVDA reports"),
        ("unit", "EUR", "'EUR' is not USD, in which NVDA reports"),
        ("rounding", "5000000", "is not a power of ten"),
        ("rounding", "0", "is not a power of ten"),
        ("accession", "000104581025000116", "is not an accession number: write it with dashes"),
        ("confidence", "none", "'none' is not one of high, medium, low"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_the_rest_publishes(
    column: str, cell: str, problem: str | None
) -> None:
    spoiled = {**GOOD, column: cell}
    if problem is None:
        column, problem = "rounding", "39112000000 is not a multiple of 100000000"
    other = {**GOOD, "company": "MSFT", "line": "capex_stated"}
    parsed = parse([file(other, spoiled)], REGISTRY)
    assert parsed.frame["company_id"].to_list() == ["MSFT"]
    (refusal,) = parsed.quarantined.rows(named=True)
    assert refusal["reason"].startswith(f"own/mine.csv line 3, column {column}: ")
    assert problem in refusal["reason"]
    assert "\n" not in refusal["reason"]
    assert refusal["item"] == "own/mine.csv:3"
    assert refusal["company_id"] == ("-" if column == "company" else "NVDA")
    assert refusal["is_whole_document"] is False


def test_a_duplicate_is_refused_wherever_the_first_stands() -> None:
    files = [file(GOOD, name="shipped/revenue.csv"), file({**GOOD, "value": "39000000000"})]
    parsed = parse(files, REGISTRY)
    assert parsed.frame["value"].to_list() == [Decimal("39100000000.00")]
    (reason,) = parsed.quarantined["reason"]
    assert "own/mine.csv line 2, column document: " in reason
    assert "stand in shipped/revenue.csv:2" in reason
    # Another document may state the same line and period: a person's second source.
    again = file({**GOOD, "document": "10-Q"}, name="own/other.csv")
    assert parse([*files[:1], again], REGISTRY).frame.height == 2


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "first line: lacks the columns company, line, "),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"PK\x03\x04 a workbook\n", "first line: lacks the columns "),
        (body(GOOD, header=[n for n in GOOD if n != "document"]), "lacks the columns document"),
        (b"company;line;value\nNVDA;revenue;1\n", ": separate them by commas"),
        (body(GOOD).decode().encode("utf-16"), "is not UTF-8: save it as CSV in UTF-8"),
        ("Société,".encode("latin-1") + body(GOOD), "is not UTF-8"),
        (body(GOOD, header=[*GOOD, "value"]), "first line: names twice: value"),
        (body(GOOD) + b'NVDA,"unclosed', "is not CSV ("),
    ],
)
def test_a_file_that_is_no_such_csv_is_one_sentence_and_others_go_on(
    content: bytes, complaint: str
) -> None:
    parsed = parse([StatementsFile("own/bad.csv", content), file(GOOD)], REGISTRY)
    assert parsed.frame.height == 1
    (refusal,) = parsed.quarantined.rows(named=True)
    assert refusal["reason"].startswith("own/bad.csv ")
    assert complaint in refusal["reason"]
    assert refusal["is_whole_document"] is True
    assert refusal["company_id"] == "-"


def test_a_file_may_come_from_a_spreadsheet() -> None:
    columns = list(reversed(GOOD))
    text = "\ufeff" + ",".join(name.title() for name in columns) + ",note\r\n"
    text += ",".join(GOOD[name] for name in columns)
    text += ",mine\r\n,,,\r\n"
    parsed = parse([StatementsFile("own/mine.csv", text.encode())], REGISTRY)
    assert parsed.quarantined.is_empty()
    assert parsed.frame.height == 1


def test_a_comma_that_is_not_quoted_is_noticed() -> None:
    content = body(GOOD).replace(b"a copy of the release", b"a copy, of the release")
    parsed = parse([StatementsFile("own/mine.csv", content)], REGISTRY)
    assert parsed.frame.is_empty()
    assert "is in no column: quote a cell that holds a comma" in (parsed.quarantined["reason"][0])


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation of its own, with one shipped file of one row."""
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "revenue.csv").write_bytes(body(GOOD))
    monkeypatch.setattr(statement_files, "STATEMENTS_DIR", shipped)
    return Settings(data_dir=tmp_path / "data")


def test_own_statements_lie_in_the_data_directory_unless_told(settings: Settings) -> None:
    assert settings.statements_dir == settings.data_dir / "statements"
    elsewhere = Settings(data_dir=settings.data_dir, statements_dir=settings.data_dir / "x")
    assert elsewhere.statements_dir == settings.data_dir / "x"


def test_refresh_writes_shipped_and_own_rows_and_names_what_is_refused(settings: Settings) -> None:
    assert refresh(REGISTRY, settings).status == "new"
    assert refresh(REGISTRY, settings).status == "unchanged"
    settings.statements_dir.mkdir(parents=True)
    own = {**GOOD, "company": "MSFT", "line": "capex_stated"}
    (settings.statements_dir / "mine.csv").write_bytes(body(own, {**own, "value": "much"}))
    outcome = refresh(REGISTRY, settings)
    assert (outcome.status, outcome.rows, outcome.quarantined_items) == ("new", 2, 1)
    stored = tables.read(RAW_COMPANY_STATEMENTS, settings)
    assert sorted(stored["file"]) == ["own/mine.csv:2", "shipped/revenue.csv:2"]
    refused = tables.read(RAW_QUARANTINE, settings)
    assert refused["reason"].to_list() == [
        "own/mine.csv line 3, column value: 'much' is not an amount: write the whole figure in "
        "units of its currency, such as 39112000000"
    ]
    (settings.statements_dir / "mine.csv").unlink()
    assert refresh(REGISTRY, settings).rows == 1
    assert tables.read(RAW_QUARANTINE, settings).is_empty()


def test_the_same_files_make_the_same_bytes(settings: Settings, tmp_path: Path) -> None:
    other = Settings(data_dir=tmp_path / "other")
    refresh(REGISTRY, settings)
    refresh(REGISTRY, other)
    files = [
        each.raw_dir / "company_statements" / "company_statements.parquet"
        for each in (settings, other)
    ]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_folder_is_named(settings: Settings) -> None:
    settings.statements_dir.mkdir(parents=True)
    (settings.statements_dir / "folder.csv").mkdir()
    outcome = refresh(REGISTRY, settings)
    assert outcome.rows == 1
    assert outcome.status == "quarantined"
    assert outcome.sentence == "own/folder.csv is a folder: move its files up or away"


def test_all_faults_of_a_row_are_named_at_once() -> None:
    spoiled = {
        **GOOD,
        "line": "nvda_datacenter",
        "period_end": "2025-04-31",
        "value": "-5",
        "unit": "EUR",
        "rounding": "10",
        "document": "",
        "stated_date": "2999-01-01",
    }
    parsed = parse([file(spoiled, GOOD)], REGISTRY)
    assert parsed.frame["file"].to_list() == ["own/mine.csv:3"]
    (reason,) = parsed.quarantined["reason"]
    told = [part.partition(": ")[0] for part in reason.split("; ")]
    assert told == [
        "own/mine.csv line 2, column document",
        "column line",
        "column period_end",
        "column stated_date",
        "column value",
        "column rounding",
        "column unit",
    ]


def test_another_currency_between_two_of_a_series_is_refused_alone() -> None:
    quarters = [
        {**GOOD, "period_start": start, "period_end": end, "unit": unit}
        for start, end, unit in (
            ("2024-07-29", "2024-10-27", "USD"),
            ("2024-10-28", "2025-01-26", "TWD"),
            ("2025-01-27", "2025-04-27", "USD"),
        )
    ]
    parsed = parse([file(*quarters)], REGISTRY)
    assert parsed.frame["unit"].to_list() == ["USD", "USD"]
    assert parsed.quarantined["item"].to_list() == ["own/mine.csv:3"]
    own = [{**GOOD, "company": "TSM", "line": "tsm_total", "unit": unit} for unit in ("TWD", "USD")]
    parsed = parse([file(*own)], REGISTRY)
    assert parsed.frame["unit"].to_list() == ["TWD"]
    assert "'USD' is not TWD, in which TSM reports" in parsed.quarantined["reason"][0]


def test_a_figure_is_in_the_currency_of_its_day(tmp_path: Path) -> None:
    for path in (PACKAGE_DIR / "registry").glob("*.yml"):
        text = path.read_text("utf-8")
        moved = (
            "reporting_currency: EUR, earlier_reporting_currencies: "
            "[{reporting_currency: USD, valid_to: 2024-12-31}]"
        )
        (tmp_path / path.name).write_text(text.replace("reporting_currency: EUR", moved))
    quarters = [
        {
            **GOOD,
            "company": "ASML",
            "line": "revenue",
            "period_start": start,
            "period_end": end,
            "unit": unit,
        }
        for start, end in (("2024-10-01", "2024-12-31"), ("2025-01-01", "2025-03-31"))
        for unit in ("USD", "EUR")
    ]
    parsed = parse([file(*quarters)], load_registry(tmp_path))
    assert parsed.frame["unit"].to_list() == ["USD", "EUR"]
    assert parsed.quarantined["item"].to_list() == ["own/mine.csv:3", "own/mine.csv:4"]


def test_a_day_to_come_is_refused_until_it_has_come(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {**GOOD, "company": "MSFT", "line": "capex_stated", "entered_date": "2026-12-01"}
    settings.statements_dir.mkdir(parents=True)
    (settings.statements_dir / "mine.csv").write_bytes(body(row))
    monkeypatch.setattr(statement_files, "today", lambda: dt.date(2026, 11, 30))
    assert refresh(REGISTRY, settings).quarantined_items == 1
    assert refresh(REGISTRY, settings).status == "unchanged"
    before = request_digest(settings)
    monkeypatch.setattr(statement_files, "today", lambda: dt.date(2026, 12, 1))
    assert request_digest(settings) != before
    outcome = refresh(REGISTRY, settings)
    assert (outcome.status, outcome.quarantined_items, outcome.rows) == ("new", 0, 2)


def test_a_row_that_spans_lines_is_named_by_its_first() -> None:
    spoiled = {**GOOD, "document": "two\nlines", "value": "much"}
    parsed = parse([file(spoiled, {**GOOD, "unit": "EUR"})], REGISTRY)
    assert parsed.quarantined["item"].to_list() == ["own/mine.csv:2", "own/mine.csv:4"]


def test_a_long_cell_is_cut_off_and_escaped_in_the_sentence() -> None:
    parsed = parse([file({**GOOD, "value": "\x1b[31m" + "9" * 9_000})], REGISTRY)
    (reason,) = parsed.quarantined["reason"]
    assert "\x1b" not in reason
    assert len(reason) < 250


def test_whatever_lies_in_the_folder_is_read_or_named(settings: Settings) -> None:
    folder = settings.statements_dir
    folder.mkdir(parents=True)
    own = {**GOOD, "company": "MSFT", "line": "capex_stated"}
    (folder / "MINE.CSV").write_bytes(body(own))
    (folder / "old.csv").mkdir()
    (folder / "gone.csv").symlink_to(folder / "nowhere.csv")
    (folder / "sheet.xlsx").write_bytes(b"PK")
    (folder / "2025").mkdir()
    os.mkfifo(folder / "pipe.csv")
    (folder / "~$sheet.xlsx").write_bytes(b"open elsewhere")
    (folder / ".DS_Store").write_bytes(b"")
    outcome = refresh(REGISTRY, settings)
    assert (outcome.status, outcome.rows) == ("quarantined", 2)
    assert sorted(outcome.sentence.split("; ")) == [
        "own/2025 is a folder: move its files up or away",
        "own/gone.csv is a link to nothing: delete it or mend it",
        "own/old.csv is a folder: move its files up or away",
        "own/pipe.csv is not a file: move it away",
        "own/sheet.xlsx is not named .csv: save it as CSV or move it away",
    ]
    assert request_digest(settings)


def test_a_folder_that_is_set_must_be_there(settings: Settings, tmp_path: Path) -> None:
    nowhere = Settings(data_dir=settings.data_dir, statements_dir=tmp_path / "nowhere")
    outcome = refresh(REGISTRY, nowhere)
    assert outcome.rows == 1
    assert outcome.sentence == (
        f"own LEDGER_STATEMENTS_DIR={tmp_path}/nowhere: there is no such folder"
    )
    (tmp_path / "nowhere").write_bytes(b"")
    assert refresh(REGISTRY, nowhere).sentence == "own cannot be read (Not a directory)"


def shipped_rows() -> pl.DataFrame:
    # Files of other kinds of statements lie beside those of figures.
    parsed = SOURCE.read(REGISTRY, Settings(data_dir=Path("nowhere"))).parse()
    assert parsed.quarantined["reason"].to_list() == []
    return parsed.frame


def test_every_shipped_row_can_be_used() -> None:
    assert not shipped_rows().is_empty()


def test_shipped_rows_hold_the_known_values() -> None:
    rows = shipped_rows()

    def stated(line: str, end: str) -> set[int]:
        found = rows.filter(
            (pl.col("metric_id") == line) & (pl.col("period_end") == dt.date.fromisoformat(end))
        )
        return {int(value) for value in found["value"]}

    assert 10_323_000_000 in stated("nvda_data_center", "2023-07-30")
    assert 35_580_000_000 in stated("nvda_data_center", "2025-01-26")
    assert stated("amzn_aws", "2025-12-31") == {128_725_000_000}
    assert stated("msft_intelligent_cloud", "2024-06-30") == {105_362_000_000, 87_464_000_000}
    assert 37_500_000_000 in stated("capex_stated", "2025-12-31")
    assert stated("amd_data_center", "2024-03-30") == {2_337_000_000}
