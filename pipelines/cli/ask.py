"""The commands `query` and `trace`: of what is published now, and as of a past moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.arguments import Format, FormatOption, TracedBasis
from pipelines.cli.output import console, give
from pipelines.settings import load_settings

if TYPE_CHECKING:
    from pipelines.cli.arguments import Instant


def query(
    context: typer.Context,
    sql: Annotated[str, typer.Argument(help="A query on the published marts.")],
    form: FormatOption = Format.table,
) -> None:
    """Run SQL on the published marts, read-only."""
    from pipelines.cli.views import capex as show  # noqa: PLC0415
    from pipelines.storage import connections, past  # noqa: PLC0415

    moment: Instant | None = context.obj
    settings = load_settings()
    try:
        with past.connect_at(settings, moment.at if moment else None) as connection:
            columns, found = connections.query(connection, sql)
    except connections.SeveralStatements as error:
        raise typer.BadParameter(str(error), param_hint="SQL") from None
    give(show.rows(columns, found), form)


def trace(
    context: typer.Context,
    table: Annotated[
        str | None, typer.Argument(help="A published table, such as fct_capex; or a lineage_id.")
    ] = None,
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY]...", help="What names the fact, such as MSFT 2026Q2."),
    ] = None,
    basis: Annotated[
        TracedBasis | None,
        typer.Option(
            "--basis", help="Basis of capital expenditure; cash, or the only one, if none."
        ),
    ] = None,
    lineage: Annotated[
        str | None, typer.Option("--lineage", help="A lineage_id, in place of the table.")
    ] = None,
) -> None:
    """Lead a published figure back to the filings it was made from."""
    from pipelines.cli.views import trace as show_trace  # noqa: PLC0415
    from pipelines.publish.trace import NoSuchFact, find, find_lineage  # noqa: PLC0415

    if lineage is None and table is not None and ":" in table and not keys:
        # No table has a colon in its name, and every lineage_id has.
        table, lineage = None, table
    if (table is None) == (lineage is None) or (lineage is not None and basis is not None):
        raise typer.BadParameter("name a table and its keys, or a --lineage alone")
    moment: Instant | None = context.obj
    settings, at = load_settings(), moment.at if moment else None
    try:
        if table is None:
            facts = find_lineage(settings, lineage or "", at)
        else:
            facts = find(settings, table, keys or (), basis.value if basis else None, at)
    except NoSuchFact as error:
        when = f", as of {moment.words}" if moment else ""
        raise typer.BadParameter(f"{error}{when}") from None
    console().print(show_trace.trees(facts))
