"""The commands `ledger show …` and `ledger as-of DATE …`: the same tables, now and then."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli import ask
from pipelines.cli.arguments import (
    AnyTickers,
    Basis,
    BasisOption,
    Format,
    FormatOption,
    Instant,
    Quarters,
    Rows,
    Segment,
    Technology,
    Tickers,
    company_ids,
    instant,
    segment_id,
    technology_id,
)
from pipelines.cli.output import give
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


# The same commands for both: without a moment, the published marts as they stand.
as_of_app.add_typer(show_app, name="show")
as_of_app.command()(ask.query)
as_of_app.command()(ask.trace)


@show_app.command("capex")
def show_capex(
    context: typer.Context,
    tickers: Tickers = None,
    basis: BasisOption = Basis.cash,
    quarters: Quarters = 10,
    form: FormatOption = Format.table,
) -> None:
    """Capital expenditure by company and calendar quarter."""
    from pipelines.cli.views import capex as show  # noqa: PLC0415

    settings = load_settings()
    companies = company_ids(tickers or (), settings)
    moment: Instant | None = context.obj
    give(show.capex(settings, basis.value, companies, quarters, moment), form)


@show_app.command("segments")
def show_segments(
    context: typer.Context,
    segment: Segment = None,
    quarters: Quarters = 6,
    form: FormatOption = Format.table,
) -> None:
    """Supplier revenue by segment of the value chain and calendar quarter."""
    from pipelines.cli.views import segments as tables  # noqa: PLC0415

    settings = load_settings()
    moment: Instant | None = context.obj
    if segment is None:
        give(tables.segments(settings, quarters, moment), form)
    else:
        chosen = segment_id(segment, settings)
        give(tables.segment_lines(settings, chosen, quarters, moment), form)


@show_app.command("rpo")
def show_rpo(
    context: typer.Context,
    tickers: Tickers = None,
    quarters: Quarters = 8,
    form: FormatOption = Format.table,
) -> None:
    """Remaining performance obligations: what customers have signed for and was not yet earned."""
    from pipelines.cli.views import backlog as show  # noqa: PLC0415

    settings = load_settings()
    companies = company_ids(tickers or (), settings)
    moment: Instant | None = context.obj
    give(show.obligations(settings, companies, quarters, moment), form)


@show_app.command("technologies")
def show_technologies(
    context: typer.Context,
    technology: Technology = None,
    quarters: Quarters = 6,
    form: FormatOption = Format.table,
) -> None:
    """Technologies that companies name, and in which sense; one's mentions if it is named."""
    from pipelines.cli.views import technologies as tables  # noqa: PLC0415

    settings = load_settings()
    moment: Instant | None = context.obj
    if technology is None:
        give(tables.technologies(settings, quarters, moment), form)
    else:
        give(tables.mentions(settings, technology_id(technology, settings), moment), form)


@show_app.command("returns")
def show_returns(
    context: typer.Context,
    landmarks: Annotated[
        bool,
        typer.Option("--landmarks", help="When 25, 50, 100 and 200 billion US dollars are passed."),
    ] = False,
    quarters: Quarters = 6,
    form: FormatOption = Format.table,
) -> None:
    """Model companies' combined run rate beside what hyperscalers spend, earn and have sold."""
    from pipelines.cli.views import returns as show  # noqa: PLC0415

    settings = load_settings()
    moment: Instant | None = context.obj
    table = show.landmarks if landmarks else show.returns
    give(table(settings, quarters, moment), form)


@show_app.command("market")
def show_market(
    context: typer.Context,
    assumptions: Annotated[
        bool,
        typer.Option("--assumptions", help="What is assumed, and what it does to the base case."),
    ] = False,
    quarters: Quarters = 4,
    form: FormatOption = Format.table,
) -> None:
    """How large the market for compute is: cases by segment, and the suppliers' side of it."""
    from pipelines.cli.views import market as show  # noqa: PLC0415

    settings = load_settings()
    moment: Instant | None = context.obj
    if assumptions:
        _refuse_moment(context, "assumptions")
        give(show.sensitivity(settings), form)
    else:
        give(show.market(settings, quarters, moment), form)


@show_app.command("guidance")
def show_guidance(
    context: typer.Context,
    tickers: AnyTickers = None,
    form: FormatOption = Format.table,
) -> None:
    """Capital expenditure that companies guided, what replaced it, and what was spent."""
    from pipelines.cli.views import guidance as show  # noqa: PLC0415

    settings = load_settings()
    companies = company_ids(tickers or (), settings)
    moment: Instant | None = context.obj
    give(show.guidance(settings, companies, moment), form)


@show_app.command("efficiency")
def show_efficiency(
    context: typer.Context,
    tier: Annotated[
        str | None, typer.Argument(metavar="[TIER]", help="A tier, such as eci_140.")
    ] = None,
    is_all: Annotated[
        bool, typer.Option("--all", help="The other scale and the other price list too.")
    ] = False,
    is_hardware: Annotated[
        bool, typer.Option("--hardware", help="Chips, by operations a second per dollar.")
    ] = False,
    form: FormatOption = Format.table,
) -> None:
    """What tokens of a fixed capability cost, and how fast it falls; one tier list by list."""
    from pipelines.cli.views import efficiency as show  # noqa: PLC0415

    settings = load_settings()
    moment: Instant | None = context.obj
    if is_hardware:
        give(show.hardware(settings, moment), form)
    elif tier is None:
        give(show.efficiency(settings, is_all=is_all, moment=moment), form)
    else:
        give(show.tier(settings, tier.lower(), moment), form)


@show_app.command("ratios")
def show_ratios(
    context: typer.Context,
    tickers: Tickers = None,
    trailing: Annotated[
        bool, typer.Option("--trailing", help="Of the four quarters until each.")
    ] = False,
    quarters: Quarters = 5,
    form: FormatOption = Format.table,
) -> None:
    """Capital expenditure against revenue and cash flow, free cash flow, depreciation."""
    from pipelines.cli.views import ratios as show  # noqa: PLC0415

    settings = load_settings()
    companies = company_ids(tickers or (), settings)
    moment: Instant | None = context.obj
    give(show.ratios(settings, companies, quarters, is_trailing=trailing, moment=moment), form)


@show_app.command("commitments")
def show_commitments(
    context: typer.Context,
    tickers: Tickers = None,
    quarters: Quarters = 6,
    form: FormatOption = Format.table,
) -> None:
    """What spenders have signed for and not yet spent: purchases, leases not yet commenced."""
    from pipelines.cli.views import commitments as show  # noqa: PLC0415

    settings = load_settings()
    companies = company_ids(tickers or (), settings)
    moment: Instant | None = context.obj
    give(show.commitments(settings, companies, quarters, moment), form)


@show_app.command("outlook")
def show_outlook(
    context: typer.Context,
    accuracy: Annotated[
        bool, typer.Option("--accuracy", help="How good the forecasts were, by method.")
    ] = False,
    nowcast: Annotated[
        bool, typer.Option("--nowcast", help="The quarter that some companies have told of.")
    ] = False,
    form: FormatOption = Format.table,
) -> None:
    """Where capital expenditure and revenue of tiers are heading, each forecast with its record."""
    from pipelines.cli.views import outlook as show  # noqa: PLC0415

    settings = load_settings()
    moment: Instant | None = context.obj
    view = show.nowcasts if nowcast else show.outlook
    give((show.accuracy if accuracy else view)(settings, moment), form)


@show_app.command("refusals")
def show_refusals(
    context: typer.Context, tickers: AnyTickers = None, form: FormatOption = Format.table
) -> None:
    """What the rules refuse to state, why, and what a person could do."""
    from pipelines.cli.views import records as show_records  # noqa: PLC0415

    _refuse_moment(context, "refusals")
    settings = load_settings()
    companies = company_ids(tickers or (), settings)
    give(show_records.refusals(settings, companies), form)


@show_app.command("restatements")
def show_restatements(
    context: typer.Context,
    tickers: AnyTickers = None,
    rows: Rows = 20,
    form: FormatOption = Format.table,
) -> None:
    """Figures that later filings state otherwise, with cause and filing."""
    from pipelines.cli.views import records as show_records  # noqa: PLC0415

    settings = load_settings()
    companies = company_ids(tickers or (), settings)
    moment: Instant | None = context.obj
    give(show_records.restatements(settings, companies, rows, moment), form)


@show_app.command("changes")
def show_changes(
    context: typer.Context,
    tickers: AnyTickers = None,
    rows: Rows = 20,
    form: FormatOption = Format.table,
) -> None:
    """Published cells that runs made new, changed or withdrew, with the cause."""
    from pipelines.cli.views import records as show_records  # noqa: PLC0415

    _refuse_moment(context, "changes")
    settings = load_settings()
    companies = company_ids(tickers or (), settings)
    give(show_records.changes(settings, companies, rows), form)


@show_app.command("checks")
def show_checks(
    context: typer.Context,
    acknowledged: Annotated[
        bool, typer.Option("--acknowledged", help="Those that somebody has reviewed, with reasons.")
    ] = False,
    show_all: Annotated[bool, typer.Option("--all", help="List every check.")] = False,
    form: FormatOption = Format.table,
) -> None:
    """The checks of the last run, as `ledger quality` prints them."""
    from pipelines.cli.views import quality as show_quality  # noqa: PLC0415

    _refuse_moment(context, "checks")
    settings = load_settings()
    results, _ = show_quality.last_run(settings)
    if acknowledged:
        shown = show_quality.acknowledged(settings, results)
        results = results.filter("is_acknowledged")
    else:
        shown, _ = show_quality.quality(settings, show_all)
    give(show_quality.exact(results), form, shown)


def _refuse_moment(context: typer.Context, table: str) -> None:
    if context.obj is not None:
        raise typer.BadParameter(
            f"{table} tell of what is published now and have no past: leave out as-of"
        )
