"""The `ledger` command: what it prints, on which stream, and its exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.cli.arguments import Basis
from pipelines.runtime.run import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.installation import RecordedRun
    from tests.support.said import Said

COMMANDS = {
    "run": "materialise",
    "query": "sql",
    "show": "mart",
    "as-of": "past",
    "trace": "filings",
    "quality": "checks",
    "add": "registry",
    "doctor": "installation",
    "publish": "postgresql",
    "ui": "dagster",
    "dashboard": "charts",
    "record": "recorded",
    "evaluate": "sentences",
    "export": "sent on",
    "mcp": "assistants",
}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["publish"], "--to"),
        (["publish", "--to", "mysql://me@host/db"], "--to"),
        (["profit"], "'profit'"),
        (["run", "--forse"], "--forse"),
        (["run", "--company"], "--company"),
        (["run", "extra"], "extra"),
        (["run", "--company", "ZZZ"], "'ZZZ'"),
        (["run", "--company", "META", "--company", "N0PE"], "'N0PE'"),
        (["query"], "sql"),
        (["query", "select 1", "--format", "xml"], "'xml'"),
        (["show", "capex", "--format", "xlsx"], "'xlsx'"),
        (["show", "profits"], "'profits'"),
        (["show", "capex", "--basis", "gross"], "'gross'"),
        (["show", "capex", "ZZZ"], "'ZZZ'"),
        (["show", "capex", "--quarters", "0"], "--quarters"),
        (["show", "capex", "--quarters", "many"], "--quarters"),
        (["ui", "--port", "99999999"], "--port"),
        (["dashboard", "--port", "99999999"], "--port"),
        (["dashboard", "--host", "no such host"], "'no such host'"),
        (["as-of", "20240202", "show", "capex"], "'20240202'"),
        (["as-of", "2024-02-30", "show", "capex"], "'2024-02-30'"),
        (["as-of", "2024-02-02", "show", "profits"], "'profits'"),
        (["trace"], "--lineage"),
        (["trace", "fct_capex", "--lineage", "META:x"], "--lineage"),
        (["trace", "fct_profits", "META", "2024Q1"], "'fct_profits'"),
        (["trace", "fct_capex", "META"], "MSFT 2025Q2"),
        (["trace", "fct_capex", "META", "first"], "'first'"),
        (["trace", "fct_supplier_revenue", "NVDA", "2025Q1", "--basis", "cash"], "basis"),
        (["evaluate", "prices"], "'prices'"),
        (["evaluate", "guidance", "--format", "xml"], "'xml'"),
        (["evaluate", "guidance", "--labelled", "nowhere.csv"], "nowhere.csv"),
        (["evaluate", "guidance", "--labelled", __file__], "ticker, date, quote"),
        (["evaluate", "technologies", "--labelled", __file__], "technology, company"),
        (["evaluate", "guidance", "--document", "nowhere.htm"], "nowhere.htm"),
        (["evaluate", "guidance", "--document", __file__], "--date"),
        (["evaluate", "guidance", "--document", __file__, "--company", "ZZZ"], "'ZZZ'"),
        (["record"], "paths"),
        (["export", "pdf"], "'pdf'"),
        (["mcp", "--http", "99999999"], "--http"),
        (["export", "xlsx", "ledger.html"], "'ledger.html'"),
        (["export", "html", "nowhere/at/all.html"], "'nowhere/at/all.html'"),
        (["record", "nowhere/at/all"], "nowhere/at/all"),
    ],
    ids=" ".join,
)
def test_a_wrong_argument_is_one_sentence_and_status_2(
    ledger: Callable[..., Said], arguments: list[str], named: str
) -> None:
    said = ledger(*arguments)
    assert said.is_one_sentence(), said.errors
    assert named in said.errors
    assert said.status == 2


def test_an_unknown_company_is_told_which_there_are(ledger: Callable[..., Said]) -> None:
    assert "META, MOD, MRVL, MSFT" in ledger("run", "--company", "ZZZ").errors


def test_a_basis_that_does_not_exist_is_told_which_there_are(
    ledger: Callable[..., Said],
) -> None:
    errors = ledger("show", "capex", "--basis", "gross").errors
    assert all(basis.value in errors for basis in Basis)
    assert "'--basis': 'gross' is not one of" in errors


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEDGER_REQUESTS_PER_SECOND", "50"),
        ("LEDGER_REQUEST_ATTEMPTS", "some"),
        ("LEDGER_LIVE", "perhaps"),
        ("LEDGER_DATA_DIR", ""),
        ("LEDGER_DATA_DIR", "  "),
        ("LEDGER_REGISTRY_DIR", ""),
        ("LEDGER_STATEMENTS_DIR", ""),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    ledger: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    said = ledger("doctor")
    assert said.is_one_sentence(), said.errors
    assert f"{name}={value}" in said.errors
    assert said.status == 2


@pytest.mark.parametrize("arguments", [[], ["show"]], ids=["ledger", "ledger show"])
def test_a_command_left_out_shows_the_help(
    ledger: Callable[..., Said], arguments: list[str]
) -> None:
    said = ledger(*arguments)
    assert said.status == 2
    assert said.errors.startswith(f"Usage: {' '.join(['ledger', *arguments])} ")
    assert said.output == ""


def test_help_names_every_command_and_says_what_it_does(ledger: Callable[..., Said]) -> None:
    said = ledger("--help")
    assert said.status == 0
    assert said.errors == ""
    listed = {
        line.split()[0]: line.lower()
        for line in said.output.split("Commands:")[1].splitlines()
        if line.strip()
    }
    assert set(listed) == set(COMMANDS)
    assert all(word in listed[name] for name, word in COMMANDS.items())


@pytest.mark.parametrize("command", [*([name] for name in COMMANDS), ["show", "capex"]])
def test_every_command_has_help_that_explains_each_option(
    ledger: Callable[..., Said], command: list[str]
) -> None:
    said = ledger(*command, "--help")
    assert said.status == 0
    assert said.errors == ""
    assert said.output.startswith(f"Usage: ledger {' '.join(command)} ")
    _, _, options = said.output.partition("Options:")
    for line in options.split("Commands:")[0].splitlines():
        if line.strip().startswith("-"):
            assert len(line.split("  ")[-1].strip()) > 3, line


@pytest.mark.parametrize(
    "arguments", [["query", "select 1"], ["show", "capex"], ["show", "capex", "META"]]
)
def test_with_nothing_published_the_sentence_says_what_to_run(
    ledger: Callable[..., Said], arguments: list[str]
) -> None:
    said = ledger(*arguments)
    assert said.is_one_sentence()
    assert said.errors == "ledger: nothing is published yet: run `ledger run`\n"
    assert said.status == 1


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("selekt 1", "selekt"),
        ("select * from fct_profit", "fct_profit"),
        ("select profit from fct_capex", "profit"),
    ],
)
def test_a_wrong_query_is_one_sentence(
    on_recorded: Callable[..., Said], sql: str, named: str
) -> None:
    said = on_recorded("query", sql)
    assert said.is_one_sentence(), said.errors
    assert named in said.errors
    assert said.status == 1


@pytest.mark.parametrize(
    "sql",
    [
        "delete from fct_capex",
        "update fct_capex set value_usd = 0",
        "insert into fct_refusals select * from fct_refusals",
        "drop table fct_capex",
        "create table marts.mine as select 1",
        "create or replace macro marts.capex_as_of(ts) as table select 1",
        "truncate fct_capex",
    ],
)
def test_a_query_cannot_change_what_is_published(
    on_recorded: Callable[..., Said], recorded: RecordedRun, sql: str
) -> None:
    before = recorded.files()
    said = on_recorded("query", sql)
    assert said.is_one_sentence(), said.errors
    assert "read-only" in said.errors
    assert said.status == 1
    assert recorded.files() == before


@pytest.mark.parametrize(
    "sql",
    [
        "copy fct_capex to '{file}' (format csv)",
        "attach '{file}' as other",
        "select * from read_csv('{file}')",
        "set enable_external_access = true",
    ],
)
def test_a_query_reaches_nothing_but_the_marts(
    on_recorded: Callable[..., Said], tmp_path: Path, sql: str
) -> None:
    file = tmp_path / "elsewhere.csv"
    said = on_recorded("query", sql.format(file=file))
    assert said.is_one_sentence(), said.errors
    assert "disabled" in said.errors or "locked" in said.errors or "cannot" in said.errors.lower()
    assert said.status == 1
    assert not file.exists()


SQL = (
    "select ticker, value_usd, period_end, trailing_four_quarters_usd is null as is_first, "
    "null as nothing from fct_capex where basis = 'cash' and ticker in ('META', 'AMZN') "
    "and fiscal_year = 2023 and fiscal_quarter = 1 order by ticker"
)


def test_query_as_csv(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("query", SQL, "--format", "csv")
    assert list(csv.reader(io.StringIO(said.output))) == [
        ["ticker", "value_usd", "period_end", "is_first", "nothing"],
        ["AMZN", "14207000000.00", "2023-03-31", "False", ""],
        ["META", "6823000000.00", "2023-03-31", "False", ""],
    ]
    assert (said.status, said.errors) == (0, "")


def test_query_as_json_keeps_money_exact(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("query", SQL, "--format", "json")
    rows = [json.loads(line) for line in said.output.splitlines()]
    assert [Decimal(row["value_usd"]) for row in rows] == [14_207_000_000, 6_823_000_000]
    assert rows[1] == {
        "ticker": "META",
        "value_usd": "6823000000.00",
        "period_end": "2023-03-31",
        "is_first": False,
        "nothing": None,
    }
    assert said.status == 0


def test_query_as_a_table(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("query", SQL)
    head, *body = [line for line in said.output.splitlines() if "┃" in line or "│" in line]
    assert "value_usd" in head
    assert ["AMZN" in line for line in body] == [True, False]
    assert "6823000000.00" in body[1]
    assert "None" not in said.output
    assert said.status == 0


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "capex"),
        ("show", "restatements"),
        ("show", "refusals", "META"),
        ("show", "segments"),
        ("show", "segments", "interconnect"),
        ("quality",),
        ("query", "select * from fct_capex limit 3"),
    ],
    ids=" ".join,
)
def test_a_terminal_of_any_width_cuts_nothing(
    on_recorded: Callable[..., Said],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    width: int,
) -> None:
    piped = on_recorded(*arguments).output
    for name, value in (("FORCE_COLOR", "1"), ("NO_COLOR", "1"), ("COLUMNS", str(width))):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TERM", "dumb")
    shown = on_recorded(*arguments).output
    assert "\x1b" not in piped
    assert "…" not in shown or "…" in piped
    amounts = re.compile(r"\d+[\d,.]*\d")
    assert set(amounts.findall(piped)) <= set(amounts.findall(shown)) | {"2026"}
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert max(map(len, plain.splitlines())) <= width


def test_show_capex_for_other_programs_is_exact(on_recorded: Callable[..., Said]) -> None:
    asked = ("show", "capex", "--quarters", "20", "--format")
    rows = list(csv.DictReader(io.StringIO(on_recorded(*asked, "csv").output)))
    [row] = [each for each in rows if each["calendar_quarter"] == "2023Q2"]
    assert row["META"] == "6134000000.00"
    assert "META" in row["restated"].split()
    total = sum(Decimal(row[name]) for name in ("AMZN", "GOOGL", "META", "MSFT", "ORCL"))
    assert Decimal(row["total"]) == total
    lines = on_recorded(*asked, "json").output.splitlines()
    [told] = [each for each in map(json.loads, lines) if each["calendar_quarter"] == "2023Q2"]
    assert {name: str(value) for name, value in told.items()} == row


@pytest.mark.parametrize("table", ["segments", "restatements", "refusals", "changes", "checks"])
def test_every_table_has_a_form_for_other_programs(
    on_recorded: Callable[..., Said], table: str
) -> None:
    head, *rows = csv.reader(io.StringIO(on_recorded("show", table, "--format", "csv").output))
    lines = on_recorded("show", table, "--format", "json").output.splitlines()
    assert len(set(head)) == len(head) > 2
    assert len(rows) == len(lines)
    assert all(list(json.loads(line)) == head for line in lines)


def test_show_capex_shows_every_spender_the_total_and_who_reported(
    on_recorded: Callable[..., Said],
) -> None:
    said = on_recorded("show", "capex")
    lines = said.output.splitlines()
    assert said.status == 0
    head = next(line for line in lines if "quarter" in line and "┃" in line)
    assert all(name in head for name in ("AMZN", "GOOGL", "META", "MSFT", "ORCL", "total"))
    quarters = [line for line in lines if "│ 20" in line]
    assert len(quarters) == 10
    assert re.search(r"\b(\d+) of \1 │", next(line for line in quarters if "2026Q2" in line))
    assert "14,425" in next(line for line in quarters if "2024Q4" in line)


def test_show_capex_of_one_company_basis_and_number_of_quarters(
    on_recorded: Callable[..., Said],
) -> None:
    said = on_recorded("show", "capex", "meta", "--basis", "with_finance_leases", "--quarters", "9")
    lines = [line for line in said.output.splitlines() if "│ 20" in line]
    assert said.status == 0
    assert len(lines) == 9
    assert "14,836" in next(line for line in lines if "2024Q4" in line)
    assert "reporting" not in said.output


def test_show_capex_marks_what_was_restated(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "capex", "META", "--quarters", "20")
    line = next(line for line in said.output.splitlines() if "2023Q2" in line)
    assert "6,134*" in line


def test_a_company_without_that_figure_is_a_sentence(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "capex", "ALAB")
    assert said.is_one_sentence()
    assert "ALAB" in said.errors
    assert said.status == 1


def test_doctor_on_a_good_installation(
    on_recorded: Callable[..., Said], recorded: RecordedRun
) -> None:
    before = recorded.files()
    said = on_recorded("doctor")
    assert said.status == 0, said.output
    assert all(line.startswith("ok ") for line in said.output.splitlines())
    assert "published marts" in said.output
    assert "current" in said.output
    assert recorded.files() == before


def test_doctor_says_what_is_missing(ledger: Callable[..., Said]) -> None:
    said = ledger("doctor")
    assert said.status == 1
    bad = [line for line in said.output.splitlines() if line.startswith("BAD")]
    assert len(bad) == 1
    assert "run `ledger run`" in bad[0]
    assert said.errors == ""


def test_doctor_goes_on_after_what_is_broken(
    ledger: Callable[..., Said],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "companies.yml").write_text("companies: []\n")
    (tmp_path / "recorded").mkdir()
    published = tmp_path / "data" / "ledger.duckdb"
    published.parent.mkdir()
    published.write_bytes(b"no database")
    monkeypatch.setenv("LEDGER_REGISTRY_DIR", str(tmp_path / "registry"))
    monkeypatch.setenv("LEDGER_RECORDED_DIR", str(tmp_path / "recorded"))
    said = ledger("doctor")
    assert said.status == 1
    bad = {
        line.removeprefix("BAD ").split(":")[0].strip()
        for line in said.output.splitlines()
        if line.startswith("BAD")
    }
    assert {"registry", "recorded data", "published marts"} <= bad
    assert "live mode" in said.output


def test_run_says_what_failed_and_what_was_quarantined(
    ledger: Callable[..., Said],
    on_recorded: Callable[..., Said],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outcome = Outcome(
        "0" * 36, False, False, ("check_raw: raw.sec_filings: too few",), ("AMD: cut off",)
    )
    monkeypatch.setattr("pipelines.runtime.run.run_ledger", lambda *_: outcome)
    said = on_recorded("run", "--quiet")
    assert said.status == 1
    assert "failed: check_raw: raw.sec_filings: too few" in said.output
    assert "quarantined: AMD: cut off" in said.output
    assert "not published; the last good marts stay in" in said.output


def test_a_run_without_any_capex_still_tells_all_else(
    ledger: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = Outcome("0" * 36, False, True, (), ("MSFT: cut off",))
    monkeypatch.setattr("pipelines.runtime.run.run_ledger", lambda *_: outcome)
    said = ledger("run")
    assert (said.status, said.errors) == (1, "")
    assert said.output.startswith("nothing is published yet: run `ledger run`\n")
    assert "quarantined: MSFT: cut off" in said.output


def test_run_passes_its_options_on(
    on_recorded: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[Any, ...]] = []

    def run_ledger(*arguments: Any) -> Outcome:
        calls.append(arguments)
        return Outcome("0" * 36, False, True)

    monkeypatch.setattr("pipelines.runtime.run.run_ledger", run_ledger)
    # Set here so that it is put back after the command has set it.
    monkeypatch.setenv("LEDGER_LIVE", "0")
    said = on_recorded(
        "run", "--live", "--company", "meta", "--company", "AMD", "--select", "x", "--force", "-q"
    )
    assert said.status == 0
    settings, companies, select, force, _ = calls[0]
    assert settings.live
    assert os.environ["LEDGER_LIVE"] == "1"
    assert (companies, select, force) == (["META", "AMD"], "x", True)
    assert "Capital expenditure" not in said.output


def test_record_ends_with_status_1_if_anything_was_skipped(
    ledger: Callable[..., Said], tmp_path: Path
) -> None:
    facts = {
        "cik": 1326801,
        "entityName": "META",
        "facts": {"us-gaap": {"Revenues": {"units": {}}}},
    }
    fact = {"start": "2025-01-01", "end": "2025-03-31", "val": 1, "accn": "0001326801-25-000001"}
    fact |= {"fy": 2025, "fp": "Q1", "form": "10-Q", "filed": "2025-05-01"}
    facts["facts"]["us-gaap"]["Revenues"]["units"]["USD"] = [fact]  # type: ignore[index]
    documents, out = tmp_path / "documents", str(tmp_path / "out")
    documents.mkdir()
    (documents / "CIK0001326801.JSON").write_text(json.dumps(facts))
    (documents / "README.md").write_text("where they are from")
    said = ledger("record", str(documents), "--out", out)
    assert said.status == 0
    first, second = said.output.splitlines()
    assert first.startswith("sec_company_facts META (CIK0001326801): 1 rows")
    assert second == (
        f"passed over 1 file in {documents}: readmes, pictures and hidden files, which are not "
        "documents"
    )
    (documents / "page.html").write_text("<html><p>prose</p></html>")
    said = ledger("record", str(documents), "--out", out)
    assert said.status == 1
    assert f"skipped {documents / 'page.html'}: the document is not an instance" in said.output
    assert said.errors == ""


def test_ui_starts_dagster_on_this_installation(
    ledger: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[tuple[Any, ...]] = []

    class Replaced(Exception):
        """The process would be Dagster now."""

    def execve(*arguments: Any) -> None:
        started.append(arguments)
        raise Replaced

    monkeypatch.setattr(os, "execve", execve)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Replaced):
        ledger("ui", "--port", "4567")
    path, command, environment = started[0]
    assert path == sys.executable
    assert command[1:6] == ["-m", "dagster", "dev", "--module-name", "pipelines.definitions"]
    assert command[6:] == ["--host", "127.0.0.1", "--port", "4567"]
    home = tmp_path / "data" / "dagster"
    assert environment["DAGSTER_HOME"] == str(home)
    assert "telemetry:\n  enabled: false" in (home / "dagster.yaml").read_text()


def test_dashboard_starts_streamlit_on_this_installation(
    ledger: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[tuple[Any, ...]] = []

    class Replaced(Exception):
        """The process would be Streamlit now."""

    def execve(*arguments: Any) -> None:
        started.append(arguments)
        raise Replaced

    monkeypatch.setattr(os, "execve", execve)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "ledger.duckdb").touch()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with pytest.raises(Replaced):
        ledger("dashboard", "--port", port, "--no-browser")
    path, command, environment = started[0]
    assert path == sys.executable
    # What starts `streamlit run` of the application, see its own test.
    assert command[1:3] == ["-m", "pipelines.dashboard.entry.serve"]
    assert {
        "--server.address=127.0.0.1",
        f"--server.port={port}",
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
    } <= set(command[3:])
    assert environment["LEDGER_DATA_DIR"] == str(tmp_path / "data")


def test_dashboard_of_nothing_is_one_sentence_and_status_2(ledger: Callable[..., Said]) -> None:
    said = ledger("dashboard")
    assert said.is_one_sentence(), said.errors
    assert "nothing is published yet" in said.errors
    assert said.status == 2


def test_dashboard_on_a_port_in_use_is_one_sentence_and_status_2(
    ledger: Callable[..., Said], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "ledger.duckdb").touch()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = ledger("dashboard", "--port", str(taken.getsockname()[1]))
    assert said.is_one_sentence(), said.errors
    assert "in use" in said.errors
    assert said.status == 2
