"""`ledger mcp`, asked by the client of the protocol's own package: in memory, and in a process."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import anyio
import duckdb
import pytest
from mcp import Client, StdioServerParameters

from pipelines.assistants import answers
from pipelines.assistants.server import server
from pipelines.settings import PROJECT_DIR, Settings
from pipelines.storage.connections import query_published
from tests.support.published import marts_of, publish

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.dbt_world import BuiltWorld

pytestmark = pytest.mark.engine

TOOLS = ["describe_mart", "list_marts", "query", "query_as_of", "refusals", "trace"]


@pytest.fixture(scope="module")
def settings(dbt_world: BuiltWorld, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    data_dir = tmp_path_factory.mktemp("assistants") / "data"
    marts = marts_of(dbt_world.tables)
    # Its one view of `bi` has a comment, which a table that is made of a frame has not.
    publish(data_dir, {name: each for name, each in marts.items() if not name.startswith("bi.")})
    settings = Settings(data_dir=data_dir)
    with duckdb.connect(str(settings.published_path)) as connection:
        connection.execute(
            "create view bi.capex_cash as "
            "select ticker, value_usd, lineage_id from marts.fct_capex where basis = 'cash'"
        )
        connection.execute("comment on view bi.capex_cash is 'One row a quarter.'")
    return settings


async def _call(client: Client, tool: str, arguments: dict[str, Any]) -> tuple[Any, bool]:
    """What a tool answers, and whether it refused."""
    answer = await client.call_tool(tool, arguments)
    if answer.is_error:
        [content] = answer.content
        assert content.type == "text"
        return content.text, True
    found = answer.structured_content
    assert found is not None
    return found.get("result", found), False


@pytest.fixture
def ask(settings: Settings) -> Callable[..., tuple[Any, bool]]:
    """Calls a tool of a server in this process."""

    async def calling(tool: str, arguments: dict[str, Any]) -> tuple[Any, bool]:
        async with Client(server(settings)) as client:
            return await _call(client, tool, arguments)

    return lambda tool, **arguments: anyio.run(calling, tool, arguments)


def test_every_tool_says_that_it_only_reads(settings: Settings) -> None:
    async def listed() -> list[Any]:
        async with Client(server(settings)) as client:
            return (await client.list_tools()).tools

    tools = anyio.run(listed)
    assert sorted(tool.name for tool in tools) == TOOLS
    assert all(tool.annotations.read_only_hint and tool.description for tool in tools)


def test_the_marts_and_their_columns_are_listed(
    ask: Callable[..., tuple[Any, bool]], settings: Settings
) -> None:
    marts, _ = ask("list_marts")
    named = {mart["table_name"]: mart for mart in marts}
    assert named["fct_capex"]["trace_keys"] == ["MSFT", "2025Q2"]
    assert named["fct_capex"]["rows"] > 0
    columns, _ = ask("describe_mart", mart="fct_capex")
    _, published = query_published(settings, "describe fct_capex")
    assert [column["column_name"] for column in columns] == [row[0] for row in published]
    assert named["bi.capex_cash"]["comment"] == "One row a quarter."
    columns, _ = ask("describe_mart", mart="bi.capex_cash")
    assert [column["column_name"] for column in columns] == ["ticker", "value_usd", "lineage_id"]
    said, is_error = ask("describe_mart", mart="fct_profits")
    assert is_error
    assert "list_marts" in said


def test_a_figure_comes_with_its_lineage_and_its_filing(
    ask: Callable[..., tuple[Any, bool]], settings: Settings
) -> None:
    sql = "select ticker, value_usd, lineage_id from fct_capex where basis = 'cash' order by all"
    found, is_error = ask("query", sql=sql, max_rows=5)
    assert not is_error
    assert found["columns"] == ["ticker", "value_usd", "lineage_id"]
    assert found["is_cut"]
    assert len(found["rows"]) == 5
    assert "how_to_get_sources" not in found
    _, published = query_published(settings, f"{sql} limit 5")
    assert [row[1] for row in found["rows"]] == [str(row[1]) for row in published]
    for _, _, lineage_id in found["rows"]:
        assert found["sources"][lineage_id]
        assert all("value" in each for each in found["sources"][lineage_id])
    assert any("url" in each for ids in found["sources"].values() for each in ids)


def test_without_lineage_it_says_how_to_get_it(ask: Callable[..., tuple[Any, bool]]) -> None:
    found, _ = ask("query", sql="select sum(value_usd) from marts.fct_capex where basis = 'cash'")
    assert found["how_to_get_sources"].startswith("fct_capex: select the column lineage_id")
    found, _ = ask("query", sql="select sum(value_usd) from bi.capex_cash")
    assert found["how_to_get_sources"].startswith("fct_capex: select the column lineage_id")
    found, _ = ask("query", sql="select count(*) from dim_companies")
    assert "list_marts" in found["how_to_get_sources"]


def test_a_trace_leads_to_filings_and_adds_up(
    ask: Callable[..., tuple[Any, bool]], settings: Settings
) -> None:
    _, [(ticker, quarter, value, lineage_id)] = query_published(
        settings,
        "select ticker, calendar_quarter, value, lineage_id from fct_capex "
        "where basis = 'cash' and derivation <> 'reported' order by all limit 1",
    )
    [fact], _ = ask("trace", table="fct_capex", keys=[ticker, quarter])
    assert (fact["value"], fact["lineage_id"]) == (str(value), lineage_id)
    assert fact["adds_up"]
    assert {each["sign"] for each in fact["operands"]} == {1, -1}
    assert ask("trace", lineage_id=lineage_id)[0] == [fact]
    said, is_error = ask("trace", table="fct_capex", keys=[ticker, "1999Q1"])
    assert is_error
    assert "of QUARTER there is" in said


def test_refusals_are_told_with_what_to_do(
    ask: Callable[..., tuple[Any, bool]], settings: Settings
) -> None:
    found, _ = ask("refusals")
    _, published = query_published(settings, "select count(*) from fct_refusals")
    assert [(len(found),)] == published
    assert all(row["reason"] for row in found)
    said, is_error = ask("refusals", ticker="x' or true --")
    assert is_error
    assert 'no company "x\' or true --": dim_companies has the tickers' in said


def test_a_moment_that_is_none_is_a_sentence(ask: Callable[..., tuple[Any, bool]]) -> None:
    said, is_error = ask("query_as_of", moment="yesterday", sql="from fct_capex")
    assert is_error
    assert said.endswith(
        "'yesterday' is not a valid date: write 2024-02-02, or 2024-02-02T21:30 in UTC"
    )


def test_before_the_first_filing_nothing_was_known(ask: Callable[..., tuple[Any, bool]]) -> None:
    found, is_error = ask("query_as_of", moment="1990-01-01", sql="from fct_capex")
    assert (is_error, found["rows"], found["is_cut"]) == (False, [], False)
    said, is_error = ask("query_as_of", moment="1990-01-01", sql="from fct_refusals")
    assert is_error
    assert "has no past" in said


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "from '/etc/passwd'",
        "select * from read_text('/etc/passwd')",
        "select * from glob('/*')",
        "attach '/tmp/other.duckdb' as other",
        "copy (select 1) to '/tmp/stolen.csv'",
        "export database '/tmp/stolen'",
        "install httpfs",
        "load httpfs",
        "pragma enable_external_access",
        "pragma database_list",
        "set enable_external_access = true",
        "reset lock_configuration",
        "drop table fct_capex",
        "create table mine as select 1",
        "insert into fct_refusals select * from fct_refusals",
        "select 1; select 2",
        "",
        "detach published",
        "use main",
    ],
)
def test_nothing_but_the_published_file_can_be_reached(
    ask: Callable[..., tuple[Any, bool]], settings: Settings, sql: str
) -> None:
    before = settings.published_path.read_bytes()
    for tool, more in (("query", {}), ("query_as_of", {"moment": "2026-01-01"})):
        said, is_error = ask(tool, sql=sql, **more)
        assert is_error, said
        assert "Traceback" not in said
        assert said.count("\n") == 0
    assert settings.published_path.read_bytes() == before


def test_a_query_ends_in_time(
    ask: Callable[..., tuple[Any, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "SECONDS", 0.2)
    endless = "select sum(a.i * b.i) from range(10000000) a(i), range(10000000) b(i)"
    said, is_error = ask("query", sql=endless)
    assert is_error
    assert "the query took longer than 0.2 s" in said
    assert ask("query", sql="select 1")[0]["rows"] == [[1]]


def test_no_more_rows_than_are_allowed(ask: Callable[..., tuple[Any, bool]]) -> None:
    said, is_error = ask("query", sql="from range(5000)", max_rows=answers.MOST_ROWS + 1)
    assert is_error
    assert "max_rows" in said
    found, _ = ask("query", sql="from range(5000)", max_rows=answers.MOST_ROWS)
    assert len(found["rows"]) == answers.MOST_ROWS
    assert found["is_cut"]


@pytest.mark.parametrize(
    "sql",
    ["select repeat('x', 3000000)", "select repeat('x', 5000) from range(900)"],
)
def test_no_answer_is_longer_than_can_be_read(
    ask: Callable[..., tuple[Any, bool]], sql: str
) -> None:
    said, is_error = ask("query", sql=sql, max_rows=answers.MOST_ROWS)
    assert is_error
    assert "longer than 2,000,000 characters: ask for fewer rows or columns" in said


def test_values_beyond_json_are_text(ask: Callable[..., tuple[Any, bool]]) -> None:
    found, _ = ask("query", sql="select 'nan'::double, 1.10::decimal(9,2), date '2026-01-02', null")
    assert found["rows"] == [["nan", "1.10", "2026-01-02", None]]
    json.dumps(found, allow_nan=False)


def test_the_command_answers_a_client_over_its_input_and_output(settings: Settings) -> None:
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "pipelines.cli", "mcp"],
        env={"LEDGER_DATA_DIR": str(settings.data_dir), "PYTHONPATH": str(PROJECT_DIR)},
    )

    async def asked() -> tuple[list[str], Any]:
        async with Client(command, read_timeout_seconds=120) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            answer, _ = await _call(client, "query", {"sql": "select count(*) from fct_capex"})
            return sorted(names), answer["rows"]

    names, rows = anyio.run(asked)
    assert names == TOOLS
    assert [tuple(row) for row in rows] == query_published(
        settings, "select count(*) from fct_capex"
    )[1]


def test_the_command_answers_a_client_on_a_port_of_this_machine(settings: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pipelines.cli", "mcp", "--http", str(port)]
    environment = os.environ | {
        "LEDGER_DATA_DIR": str(settings.data_dir), "PYTHONPATH": str(PROJECT_DIR)
    }  # fmt: skip

    async def asked() -> list[str]:
        async with Client(f"http://127.0.0.1:{port}/mcp", read_timeout_seconds=120) as client:
            return sorted(tool.name for tool in (await client.list_tools()).tools)

    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith(f"http://127.0.0.1:{port}/mcp answers")
            with socket.socket() as tried:
                while tried.connect_ex(("127.0.0.1", port)) and process.poll() is None:
                    time.sleep(0.1)
            assert anyio.run(asked) == TOOLS
            taken = subprocess.run(
                command, env=environment, capture_output=True, text=True, check=False
            )
            assert taken.returncode == 2
            assert f"{port} is in use" in taken.stderr
        finally:
            process.terminate()


def test_before_anything_is_published_a_call_says_so(tmp_path: Path) -> None:
    async def asked() -> tuple[Any, bool]:
        async with Client(server(Settings(data_dir=tmp_path))) as client:
            return await _call(client, "list_marts", {})

    said, is_error = anyio.run(asked)
    assert is_error
    assert "nothing is published yet" in said
