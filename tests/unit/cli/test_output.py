"""What leaves the command: whole, whatever a cell holds, a terminal knows or a reader waits for."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from pipelines.cli.output import READER_GONE, STOPPED, cell, ending_at_once, jsonable, unique_names
from pipelines.settings import PROJECT_DIR

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.said import Said

pytestmark = pytest.mark.engine


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A data directory in which nearly nothing is published."""
    folder = tmp_path / "data"
    folder.mkdir()
    with duckdb.connect(str(folder / "ledger.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.dim_segments as select 1 as one")
    return folder


def command(*arguments: str) -> list[str]:
    """The command in a process of its own, since its standard output is what is tested."""
    return [sys.executable, "-m", "pipelines.cli", *arguments]


def environment(data_dir: Path, **changes: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(PROJECT_DIR),
        "LEDGER_DATA_DIR": str(data_dir),
        **changes,
    }


@pytest.mark.usefixtures("published")
def test_columns_of_one_name_all_reach_json(ledger: Callable[..., Said]) -> None:
    said = ledger("query", "select 1 as a, 2 as a, 3 as a_2, 4 as a", "--format", "json")
    assert said.status == 0
    assert json.loads(said.output) == {"a": 1, "a_3": 2, "a_2": 3, "a_4": 4}


@pytest.mark.parametrize("sql", ["", "  ", ";", " ; ;"])
@pytest.mark.usefixtures("published")
def test_an_empty_query_is_a_sentence(ledger: Callable[..., Said], sql: str) -> None:
    said = ledger("query", sql)
    assert (said.status, said.output) == (1, "")
    assert said.is_one_sentence()
    assert "the query is empty: write one, such as 'from fct_capex limit 5'" in said.errors


@pytest.mark.parametrize("sql", ["select 1; select 2", "select 1; truncate dim_segments;"])
@pytest.mark.usefixtures("published")
def test_several_statements_are_a_sentence(ledger: Callable[..., Said], sql: str) -> None:
    said = ledger("query", sql)
    assert (said.status, said.output) == (2, "")
    assert said.is_one_sentence()
    assert "2 statements are too many" in said.errors
    assert ledger("query", "select 1 as one;").status == 0
    pivot = "pivot (values ('a', 1), ('b', 2)) as made(name, value) on name using sum(value)"
    assert ledger("query", pivot, "--format", "csv").output == "a,b\r\n1,2\r\n"


@pytest.mark.usefixtures("published")
def test_a_query_that_is_no_text_is_a_sentence(ledger: Callable[..., Said]) -> None:
    said = ledger("query", "select '\udcff'")
    assert (said.status, said.errors) == (1, "ledger: the query is not UTF-8: write it in UTF-8\n")


@pytest.mark.parametrize("text", ["[/x]", "[bold]a[/bold]", "[red]", ":smile:", "a [link=x] b"])
@pytest.mark.usefixtures("published")
def test_brackets_are_text(ledger: Callable[..., Said], text: str) -> None:
    said = ledger("query", f"select '{text}' as \"{text} head\"")
    assert said.status == 0
    assert said.output.count(text) == 2


@pytest.mark.usefixtures("published")
def test_no_part_of_a_huge_cell_is_lost(ledger: Callable[..., Said]) -> None:
    said = ledger("query", "select repeat('7', 50000) as h")
    assert said.output.count("7") == 50_000


@pytest.mark.usefixtures("published")
def test_a_value_beyond_python_is_a_sentence(ledger: Callable[..., Said]) -> None:
    said = ledger("query", "select interval 10000000 years")
    assert said.status == 1
    assert "cannot be shown" in said.errors
    assert "Traceback" not in said.errors


@pytest.mark.parametrize(("encoding", "form"), [("ascii", "table"), ("cp1252", "csv")])
def test_a_terminal_of_any_encoding_is_told(published: Path, encoding: str, form: str) -> None:
    ended = subprocess.run(
        command("query", "select 'Société ┏ 台' as x", "--format", form),
        env=environment(published, PYTHONIOENCODING=encoding),
        capture_output=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    shown = ended.stdout.decode(encoding)
    assert "台" in shown or "\\u53f0" in shown


@pytest.mark.parametrize("form", ["table", "csv"])
def test_a_reader_who_goes_early_sees_no_traceback(published: Path, form: str) -> None:
    process = subprocess.Popen(
        command("query", "from range(20000)", "--format", form),
        env=environment(published),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() in (0, READER_GONE)


def test_names_are_unique_whatever_they_are() -> None:
    assert unique_names(["a", "b"]) == ["a", "b"]
    assert unique_names(["a", "a", "a_2", "a", "a_2"]) == ["a", "a_3", "a_2", "a_4", "a_2_2"]
    assert unique_names([]) == []


def test_cells_show_what_would_steer_a_terminal() -> None:
    assert cell(None) == ""
    assert cell("two\nlines\tand é 台") == "two\nlines\tand é 台"
    assert cell("\x1b[31m\x00\x9b") == "\\x1b[31m\\x00\\x9b"
    assert cell("\udcff\u202e") == "\\udcff\\u202e"
    assert cell(Decimal("1.50")) == "1.50"


def test_json_holds_every_value() -> None:
    value = {
        dt.date(2024, 1, 1): [float("nan"), float("-inf"), 1.5, None, True],
        "b": (b"\xff", Decimal("1.50"), {1: {2: dt.time(1)}}),
    }
    assert json.loads(json.dumps(jsonable(value), allow_nan=False)) == {
        "2024-01-01": ["nan", "-inf", 1.5, None, True],
        "b": ["b'\\xff'", "1.50", {"1": {"2": "01:00:00"}}],
    }


def test_a_command_that_ran_dagster_ends_without_taking_it_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[int] = []
    monkeypatch.setitem(sys.modules, "dagster", sys)
    monkeypatch.setattr(os, "_exit", ended.append)
    with ending_at_once():
        raise SystemExit(3)
    assert ended == [3]


STOPPED_IN_MADE_CODE = """
import signal, sys
from contextlib import suppress
from pipelines.cli.output import STOPPED, ending_at_once

signal.signal(signal.SIGINT, signal.default_int_handler)
with suppress(KeyboardInterrupt):
    exec("signal.raise_signal(signal.SIGINT)")
with ending_at_once():
    sys.exit(STOPPED)
"""


def test_a_command_that_was_stopped_ends_as_such_whatever_was_interrupted(tmp_path: Path) -> None:
    (tmp_path / "stopped.py").write_text(STOPPED_IN_MADE_CODE)
    ended = subprocess.run(
        [sys.executable, "-m", "stopped"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(PROJECT_DIR)])},
        check=False,
    )
    assert ended.returncode == STOPPED


def test_another_command_ends_as_python_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "dagster", raising=False)
    monkeypatch.setattr(os, "_exit", lambda _: pytest.fail("what is at its end is lost"))
    with pytest.raises(SystemExit), ending_at_once():
        raise SystemExit(3)


def test_a_defect_is_told_whatever_was_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dagster", sys)
    monkeypatch.setattr(os, "_exit", lambda _: pytest.fail("the traceback is lost"))
    with pytest.raises(ZeroDivisionError), ending_at_once():
        raise ZeroDivisionError
