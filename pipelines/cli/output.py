"""How results leave the command: whole, whatever they hold and whoever reads them.

A reader may stop early (`| head`), a terminal may know few characters, a cell may hold brackets,
escapes or another column's name. What is shown is made in `views/`, how it fits in `sheet.py`.
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console

from pipelines.cli.arguments import Format

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from pipelines.cli.sheet import Sheet

# What a shell says of a command that its reader ended: 128 and SIGPIPE.
READER_GONE = 141

# What it says of one that Ctrl-C ended: 128 and SIGINT.
STOPPED = 130

# Output that goes to a file or a pipe is not cut to a terminal's width.
_UNBROKEN = 10_000


class _Console(Console):
    """Text as it stands, to a reader who may go."""

    def on_broken_pipe(self) -> None:
        """Writes on into nothing: what the command does is not for its reader alone."""
        self.quiet = True
        _write_into_nothing()


def console() -> Console:
    """A console without markup that leaves wide tables whole when its output is no terminal."""
    plain = _Console(markup=False, emoji=False)
    if plain.is_terminal:
        return plain
    return _Console(markup=False, emoji=False, width=_UNBROKEN)


def give(sheet: Sheet, form: Format, shown: RenderableType | None = None) -> None:
    """Print a table in the form that was asked for; to a person as `shown`, if that is given.

    CSV has a head of names; JSON is an object a line, money as text, which keeps it exact.
    """
    if form is Format.table:
        console().print(shown or sheet, crop=False, highlight=False)
        return
    columns, found = sheet.exact
    with until_reader_goes():
        if form is Format.csv:
            writer = csv.writer(sys.stdout)
            writer.writerow(columns)
            writer.writerows(found)
        else:
            names = unique_names(columns)
            for row in found:
                print(json.dumps(jsonable(dict(zip(names, row, strict=True)))))


@contextmanager
def forgiving_output() -> Iterator[None]:
    """Escapes what a terminal cannot show, and ends quietly where the reader has gone."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    with until_reader_goes():
        try:
            yield
        finally:
            sys.stdout.flush()


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Ends the process where its command ends, if that has Dagster in it or was stopped.

    What Dagster, polars and DuckDB hold is on disk by then; to take it apart, object by object,
    takes Python a second and a half. And where Ctrl-C came within `exec`, as dataclasses are made
    by, Python gives itself a SIGINT at its end, whatever its status is to be.
    """
    try:
        yield
    except SystemExit as leaving:
        is_to_end = "dagster" in sys.modules or leaving.code == STOPPED
        if not is_to_end or not isinstance(leaving.code, int):
            raise
        sys.stderr.flush()
        os._exit(leaving.code)


@contextmanager
def until_reader_goes() -> Iterator[None]:
    """Ends the command where there is nobody left to read what it writes.

    Raises:
        SystemExit: of status `READER_GONE`.
    """
    try:
        yield
    except BrokenPipeError:
        _write_into_nothing()
        sys.exit(READER_GONE)


def _write_into_nothing() -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


def unique_names(names: Sequence[str]) -> list[str]:
    """The names, a repeated one with a number behind it that no other column has."""
    found: list[str] = []
    for name in names:
        number, unique = 1, name
        while unique in found or (number > 1 and unique in names):
            number += 1
            unique = f"{name}_{number}"
        found.append(unique)
    return found


def cell(value: Any) -> str:
    """A value as a table shows it; what would steer a terminal is escaped."""
    if value is None:
        return ""
    return "".join(
        character if character.isprintable() or character in "\n\t" else ascii(character)[1:-1]
        for character in str(value)
    )


def jsonable(value: Any) -> Any:
    """A value as JSON can hold it: numbers beyond it as text, keys as text, the rest as text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {str(key): jsonable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(each) for each in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
