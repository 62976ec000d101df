"""The `ledger` command. Each subcommand reads its arguments, calls one module and prints."""

from __future__ import annotations

import os
import socket
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from pipelines.cli import ask
from pipelines.cli.arguments import company_ids
from pipelines.cli.evaluate import evaluate_app
from pipelines.cli.export import export_app
from pipelines.cli.output import STOPPED, console, forgiving_output
from pipelines.cli.show import as_of_app, show_app
from pipelines.errors import LedgerError, Stopped
from pipelines.settings import PROJECT_DIR, load_settings

app = typer.Typer(
    name="ledger",
    help="Follow the money of the AI build-out: from filings to marts, every number traceable.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(show_app, name="show")
app.add_typer(as_of_app, name="as-of")
app.add_typer(evaluate_app, name="evaluate")
app.add_typer(export_app, name="export")

_WRONG_ARGUMENT = 2


@app.command()
def run(
    live: Annotated[
        bool, typer.Option("--live", help="Fetch from the network instead of the recorded data.")
    ] = False,
    company: Annotated[
        list[str] | None,
        typer.Option("--company", help="Refresh this company's sources only; repeatable."),
    ] = None,
    select: Annotated[
        str | None,
        typer.Option("--select", help="A Dagster asset selection, such as 'group:marts'."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Run although nothing changed.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no table.")] = False,
) -> None:
    """Materialise everything and publish; recorded data unless --live."""
    from pipelines.cli.views import capex, summary  # noqa: PLC0415
    from pipelines.runtime.run import NothingSelected, run_ledger  # noqa: PLC0415
    from pipelines.storage.connections import WarehouseError  # noqa: PLC0415

    if live:
        os.environ["LEDGER_LIVE"] = "1"
    settings = load_settings()
    companies = company_ids(company or (), settings)
    terminal = console()
    started = time.perf_counter()
    before = summary.published_counts(settings)

    def progress(step: str, state: str) -> None:
        if not quiet and state != "start":
            passed = time.perf_counter() - started
            mark = "✓" if state == "done" else "✗"
            terminal.print(f"{passed:6.1f} s  {mark} {step.replace('_', ' ')}", highlight=False)

    try:
        outcome = run_ledger(settings, companies, select, force, progress)
    except NothingSelected as error:
        raise typer.BadParameter(str(error), param_hint="--select") from None
    if not quiet and outcome.is_published and not outcome.is_unchanged:
        try:
            terminal.print(capex.capex(settings, "cash", (), 6))
        except WarehouseError as error:  # no spender's cash is published: said, and the rest too
            terminal.print(str(error), highlight=False, soft_wrap=True)
    for line in summary.summary(settings, outcome, time.perf_counter() - started, before):
        terminal.print(line, highlight=False, markup=False, soft_wrap=True)
    raise typer.Exit(outcome.exit_status)


app.command()(ask.query)
app.command()(ask.trace)


@app.command()
def quality(
    show_all: Annotated[bool, typer.Option("--all", help="List every check.")] = False,
) -> None:
    """Print the checks of the last run; status 1 if one of severity error does not hold."""
    from pipelines.cli.views import quality as show_quality  # noqa: PLC0415

    shown, is_well = show_quality.quality(load_settings(), show_all)
    console().print(shown, highlight=False, soft_wrap=False)
    raise typer.Exit(0 if is_well else 1)


@app.command()
def add(
    ticker: Annotated[str, typer.Argument(help="The company's ticker, such as SNPS or BRK-B.")],
) -> None:
    """Look a company up at the SEC and propose registry entries to confirm; writes none."""
    from pipelines.cli import add as propose  # noqa: PLC0415

    try:
        proposal = propose.propose(ticker, load_settings())
    except propose.WrongTicker as error:
        raise typer.BadParameter(str(error), param_hint="TICKER") from None
    console().print(propose.as_table(proposal))
    print(propose.as_yaml(proposal))


@app.command()
def doctor() -> None:
    """Check this installation: settings, registry, recorded data, published marts."""
    from pipelines.cli.doctor import examine  # noqa: PLC0415

    findings = examine(load_settings())
    for finding in findings:
        print(f"{'ok  ' if finding.is_well else 'BAD '} {finding.what}: {finding.detail}")
    raise typer.Exit(0 if all(finding.is_well for finding in findings) else 1)


@app.command()
def publish(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help="postgresql://user@host:5432/database; its password may stand in PGPASSWORD.",
        ),
    ],
    reader_role: Annotated[
        str, typer.Option("--reader-role", help="Role that may read; created if there is none.")
    ] = "ledger_reader",
) -> None:
    """Copy what is published into a PostgreSQL database: the schemas marts and bi, replaced."""
    from pipelines.publish.exports import postgresql  # noqa: PLC0415

    try:
        rows = postgresql.publish_to(load_settings(), to, reader_role)
    except postgresql.NoAddress as error:
        raise typer.BadParameter(str(error), param_hint="--to") from None
    print(f"{len(rows)} tables, {sum(rows.values()):,} rows; {reader_role} may read them")


@app.command()
def ui(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port.")] = 3000,
) -> None:
    """Open Dagster's web interface: lineage, checks, runs and the schedule."""
    from pipelines.dbt import column_lineage  # noqa: PLC0415
    from pipelines.runtime.dagster_home import prepare_dagster_home  # noqa: PLC0415

    _must_be_an_address(host, port)
    settings = load_settings()
    if unread := column_lineage.read(settings):
        print(f"no lineage of columns of {', '.join(unread)}", file=sys.stderr)
    environment = {
        **os.environ,
        **settings.as_environment,
        **prepare_dagster_home(settings),
    }
    os.chdir(PROJECT_DIR)
    arguments = ["dev", "--module-name", "pipelines.definitions"]
    command = [sys.executable, "-m", "dagster", *arguments, "--host", host, "--port", str(port)]
    os.execve(sys.executable, command, environment)  # noqa: S606


@app.command()
def dashboard(
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port.")] = 8501,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Serve, and leave the browser to you.")
    ] = False,
) -> None:
    """Open the dashboard: charts of the published marts, where each point leads to its filing."""
    from pipelines.dashboard import launch  # noqa: PLC0415

    _must_be_an_address(host, port)
    settings = load_settings()
    if not settings.published_path.exists():
        print("ledger: nothing is published yet: run `ledger run`", file=sys.stderr)
        raise typer.Exit(_WRONG_ARGUMENT)
    _must_be_free(host, port, "--port")
    print(f"http://{host}:{port} shows {settings.published_path}; Ctrl-C ends it", flush=True)
    arguments = launch.command(host, port, opens_browser=not no_browser)
    os.chdir(PROJECT_DIR)
    os.execve(sys.executable, arguments, {**os.environ, **settings.as_environment})  # noqa: S606


@app.command()
def mcp(
    http: Annotated[
        int | None,
        typer.Option(
            "--http", min=1, max=65535, help="Serve on this port of this machine, not on stdio."
        ),
    ] = None,
) -> None:
    """Serve what is published to assistants, read-only: Model Context Protocol."""
    from pipelines.assistants.server import serve  # noqa: PLC0415

    if http is not None:
        _must_be_free("127.0.0.1", http, "--http")
        print(f"http://127.0.0.1:{http}/mcp answers assistants; Ctrl-C ends it", flush=True)
    serve(load_settings(), http)


def _must_be_free(host: str, port: int, option: str) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if tried.connect_ex((host, port)) == 0:
            raise typer.BadParameter(f"{port} is in use: name another", param_hint=option)


def _must_be_an_address(host: str, port: int) -> None:
    try:
        socket.getaddrinfo(host, port)
    except (OSError, UnicodeError):
        raise typer.BadParameter(
            f"{host!r} is not an address: write one such as 127.0.0.1", param_hint="--host"
        ) from None


@app.command()
def record(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Archived documents, or folders of them.", exists=True),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to write; the shipped data if not given.")
    ] = None,
    accession: Annotated[
        str | None,
        typer.Option("--accession", help="Filing of an XBRL document whose name does not say it."),
    ] = None,
    filed: Annotated[
        datetime | None,
        typer.Option("--filed", formats=["%Y-%m-%d"], help="Filing date, if nothing knows it."),
    ] = None,
) -> None:
    """Turn archived documents into the recorded data that the project replays.

    Reads XBRL of filings (.htm, .html, .xml, .txt), the SEC's JSON, zips of these and of the
    Financial Statement Data Sets, and monthly revenue reports of Taiwan's exchanges. Status 1 if
    anything was skipped or refused; each is a line.
    """
    from pipelines.registry import load_registry  # noqa: PLC0415
    from pipelines.sources.recording.documents import record as record_documents  # noqa: PLC0415
    from pipelines.sources.recording.filings import Stated  # noqa: PLC0415

    settings = load_settings()
    stated = Stated(accession, filed.date() if filed else None)
    registry = load_registry(settings.registry_dir)
    result = record_documents(paths, registry, out or settings.recorded_dir, stated)
    for line in result.lines():
        print(line)
    raise typer.Exit(0 if result.is_whole else 1)


def main() -> None:
    """One command: one sentence and a status for whatever goes wrong.

    Exit status 2 for a wrong argument or setting, 1 for a failed run or a refusal, 130 for
    Ctrl-C or SIGTERM.
    """
    with forgiving_output():
        _command()


def _command() -> None:
    try:
        status = app(prog_name="ledger", standalone_mode=False)
    except typer.TyperException as error:
        # Pydantic's words, which say nothing to who wrote the argument.
        message = error.format_message().replace("Value error, ", "")
        if "\n" in message:  # the help, where a command was named without its subcommand
            print(message, file=sys.stderr)
        else:
            print(f"ledger: {message.rstrip('.')} (see `ledger --help`)", file=sys.stderr)
        sys.exit(_WRONG_ARGUMENT)
    except ValidationError as error:
        print(f"ledger: {_wrong_settings(error)}", file=sys.stderr)
        sys.exit(_WRONG_ARGUMENT)
    except Stopped as stopped:
        print(f"ledger: {stopped}", file=sys.stderr)
        sys.exit(STOPPED)
    except LedgerError as error:
        print(f"ledger: {error}", file=sys.stderr)
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


def _wrong_settings(error: ValidationError) -> str:
    """The settings that cannot be used, by the names of their environment variables."""
    return "; ".join(
        f"LEDGER_{'_'.join(map(str, problem['loc'])).upper()}={problem['input']}: "
        f"{problem['msg'].removeprefix('Value error, ')}"
        for problem in error.errors(include_url=False)
        # A default that follows from the setting that is wrong.
        if problem["type"] != "default_factory_not_called"
    )
