"""The server of `ledger mcp`: its tools, each read-only, and how they are offered.

Belongs here: names, arguments and descriptions of the tools, which an assistant reads. What they
answer is in `answers.py`.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from pipelines.assistants import answers
from pipelines.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.settings import Settings

_INSTRUCTIONS = """\
Published figures of the AI build-out: capital expenditure of spenders, revenue of suppliers, by
calendar quarter, each traceable to a filing. Rules that hold for every answer: name one `basis` of
capital expenditure (cash is usual), bases are never added; of supplier revenue add only rows with
in_segment_total, within one segment and tier; tiers sell to each other and are never added; revenue
and capex are one dollar seen twice, a ratio and never a sum; say how many companies report of those
expected. The views of the schema bi, where there are any, hold one basis or one tier each and may
be summed. Amounts are text, which keeps them exact. Give a figure with its lineage_id and source.
"""
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)

Rows = Annotated[int, Field(ge=1, le=answers.MOST_ROWS, description="The most rows to give.")]
Sql = Annotated[str, Field(description="One query in DuckDB's SQL, such as 'from fct_capex'.")]
Moment = Annotated[
    str, Field(description="A day (its end, UTC) such as 2024-02-02, or 2024-02-02T21:30 in UTC.")
]


def server(settings: Settings) -> MCPServer[Any]:
    """The server on an installation's published file, which each call opens and closes."""
    offered: MCPServer[Any] = MCPServer(
        "compute-ledger", title="Compute Ledger", instructions=_INSTRUCTIONS, log_level="WARNING"
    )

    @offered.tool(annotations=_READS)
    def list_marts() -> list[dict[str, Any]]:
        """The published tables and views: what one row is, how many, what names a fact."""
        with _told():
            return answers.marts(settings)

    @offered.tool(annotations=_READS)
    def describe_mart(mart: str) -> list[dict[str, Any]]:
        """The columns of a published table, with types, units and meaning."""
        with _told():
            found = answers.columns(settings, mart)
        if not found:
            raise ToolError(f"no mart {mart!r} is published: list_marts names them")
        return found

    @offered.tool(annotations=_READS)
    def query(sql: Sql, max_rows: Rows = 100) -> dict[str, Any]:
        """Read published tables. Select lineage_id, and `sources` has each figure's filings."""
        with _told():
            return answers.asked(settings, sql, max_rows)

    @offered.tool(annotations=_READS)
    def query_as_of(moment: Moment, sql: Sql, max_rows: Rows = 100) -> dict[str, Any]:
        """The same of what was public at a past moment: nothing that was filed later leaks in."""
        with _told():
            return answers.asked(settings, sql, max_rows, _instant(moment))

    @offered.tool(annotations=_READS)
    def trace(
        table: Annotated[
            str, Field(description="A mart such as fct_capex, or '' with lineage_id.")
        ] = "",
        keys: Annotated[
            list[str], Field(description="What names the fact, such as ['MSFT', '2026Q2'].")
        ] = [],  # noqa: B006  # the default that the schema tells
        basis: Annotated[
            str | None, Field(description="Of capex; if none, cash or the only one there is.")
        ] = None,
        lineage_id: Annotated[str | None, Field(description="In place of table and keys.")] = None,
        as_of: Annotated[str | None, Field(description="A past day or moment in UTC.")] = None,
    ) -> list[dict[str, Any]]:
        """Lead a published figure back to the filings it was made from; it adds up."""
        at = None if as_of is None else _instant(as_of)
        with _told():
            if lineage_id is not None:
                return answers.traced_lineage(settings, lineage_id, at)
            return answers.traced(settings, table, keys, basis, at)

    @offered.tool(annotations=_READS)
    def refusals(ticker: str | None = None, max_rows: Rows = 100) -> list[dict[str, Any]]:
        """What is not stated, with the rule, the reason and what a person could do."""
        with _told():
            return answers.refusals(settings, ticker, max_rows)

    return offered


def serve(settings: Settings, port: int | None = None) -> None:
    """Serve over standard input and output, or over HTTP on this machine alone, until stopped."""
    if port is None:
        server(settings).run("stdio")
    else:
        server(settings).run("streamable-http", host="127.0.0.1", port=port)


@contextmanager
def _told() -> Iterator[None]:
    """What cannot be answered, as the sentence that an assistant reads."""
    try:
        yield
    except LedgerError as error:
        raise ToolError(str(error)) from None


def _instant(text: str) -> dt.datetime:
    """A moment in UTC; of a day alone, its end."""
    try:
        at = dt.datetime.fromisoformat(text)
        if len(text) == len("2024-02-02"):
            return dt.datetime.combine(at, dt.time.max)
        return at.astimezone(dt.UTC).replace(tzinfo=None) if at.tzinfo else at
    except (ValueError, OverflowError):
        raise ToolError(
            f"{text!r} is not a valid date: write 2024-02-02, or 2024-02-02T21:30 in UTC"
        ) from None
