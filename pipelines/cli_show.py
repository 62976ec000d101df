"""The commands `ledger show …` and `ledger as-of DATE show …`: the same tables, now and then."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.arguments import (
    Basis,
    BasisOption,
    Instant,
    Quarters,
    Segment,
    Tickers,
    company_ids,
    instant,
    segment_id,
)
from pipelines.settings import load_settings

show_app = typer.Typer(help="Show a published mart in the terminal.", no_args_is_help=True)
as_of_app = typer.Typer(
    help="Show what was known at a past moment: filed later, left out.", no_args_is_help=True
)


@as_of_app.callback()
def as_of(
    context: typer.Context,
    date: Annotated[
        str,
        typer.Argument(metavar="DATE", help="2024-02-02 (its end) or 2024-02-02T21:30, in UTC."),
    ],
) -> None:
    """Show what was known at a past moment; nothing that was filed later leaks in."""
    context.obj = instant(date)


# One table of commands for both: without a moment, the published marts as they stand.
as_of_app.add_typer(show_app, name="show")


@show_app.command("capex")
def show_capex(
    context: typer.Context,
    tickers: Tickers = None,
    basis: BasisOption = Basis.cash,
    quarters: Quarters = 10,
) -> None:
    """Capital expenditure by company and calendar quarter."""
    from pipelines import show  # noqa: PLC0415

    settings = load_settings()
    companies = company_ids(tickers or (), settings)
    moment: Instant | None = context.obj
    show.console().print(show.capex(settings, basis.value, companies, quarters, moment))


@show_app.command("segments")
def show_segments(context: typer.Context, segment: Segment = None, quarters: Quarters = 6) -> None:
    """Supplier revenue by segment of the value chain and calendar quarter."""
    from pipelines import show  # noqa: PLC0415
    from pipelines import show_segments as tables  # noqa: PLC0415

    settings = load_settings()
    moment: Instant | None = context.obj
    if segment is None:
        show.console().print(tables.segments(settings, quarters, moment))
    else:
        chosen = segment_id(segment, settings)
        show.console().print(tables.segment_lines(settings, chosen, quarters, moment))
