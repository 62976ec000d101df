"""Arguments that several commands of `ledger` share, and what they may say."""

from __future__ import annotations

import datetime as dt
import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.settings import Settings


class Basis(enum.StrEnum):
    """The bases of capital expenditure; never mixed."""

    cash = "cash"
    cash_net = "cash_net"
    finance_lease_principal = "finance_lease_principal"
    with_finance_leases = "with_finance_leases"
    company_stated = "company_stated"


class TracedBasis(enum.StrEnum):
    """The same, and that of guidance which names none."""

    cash = "cash"
    cash_net = "cash_net"
    finance_lease_principal = "finance_lease_principal"
    with_finance_leases = "with_finance_leases"
    company_stated = "company_stated"
    not_stated = "not_stated"


class Format(enum.StrEnum):
    """How a command prints a table."""

    table = "table"
    csv = "csv"
    json = "json"


# More than there will be; a database counts in 64 bits.
_MOST = 1_000_000_000

Tickers = Annotated[
    list[str] | None, typer.Argument(help="Tickers; all spenders if none is given.")
]
AnyTickers = Annotated[
    list[str] | None, typer.Argument(help="Tickers; all companies if none is given.")
]
Rows = Annotated[int, typer.Option("--rows", min=1, max=_MOST, help="How many of the newest rows.")]
FormatOption = Annotated[
    Format, typer.Option("--format", help="For a person, or exact values for other programs.")
]
BasisOption = Annotated[Basis, typer.Option("--basis", help="What counts as spent.")]
Quarters = Annotated[int, typer.Option("--quarters", min=1, max=_MOST, help="How many quarters.")]
Segment = Annotated[
    str | None, typer.Argument(help="A segment, to see its lines; all segments if none.")
]
Technology = Annotated[
    str | None, typer.Argument(help="A technology, to see who names it where; all if none.")
]

_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?"
)


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment (UTC, without a zone), and how to name it."""

    at: dt.datetime
    words: str


def instant(text: str) -> Instant:
    """The moment that an argument names; of a date alone, the end of that day in UTC.

    Raises:
        typer.BadParameter: it is neither a date nor a date with a time.
    """
    if not _INSTANT.fullmatch(text):
        raise typer.BadParameter(_not_an_instant(text))
    try:
        if len(text) == len("2024-02-02"):
            day = dt.date.fromisoformat(text)
            return Instant(dt.datetime.combine(day, dt.time.max), f"the end of {day} (UTC)")
        at = dt.datetime.fromisoformat(text)
        if at.tzinfo is not None:
            at = at.astimezone(dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise typer.BadParameter(_not_an_instant(text)) from None
    return Instant(at, f"{at} UTC")


def _not_an_instant(text: str) -> str:
    return f"{text!r} is not a valid date: write 2024-02-02, or 2024-02-02T21:30 in UTC"


def company_ids(names: Sequence[str], settings: Settings) -> list[str]:
    """The companies that an argument names, in any case of letters.

    Raises:
        typer.BadParameter: the registry has no such company; says which it has.
    """
    from pipelines.registry import load_registry  # noqa: PLC0415

    known = load_registry(settings.registry_dir).company_by_id if names else {}
    unknown = [name for name in names if name.upper() not in known]
    if unknown:
        raise typer.BadParameter(
            f"no company {', '.join(map(repr, unknown))} in the registry; there are: "
            f"{', '.join(sorted(known))}"
        )
    return [name.upper() for name in names]


def segment_id(name: str, settings: Settings) -> str:
    """The segment that an argument names.

    Raises:
        typer.BadParameter: the registry has no such segment; says which it has.
    """
    from pipelines.registry import load_registry  # noqa: PLC0415

    known = [each.segment_id for each in load_registry(settings.registry_dir).segments]
    if name.lower() not in known:
        raise typer.BadParameter(f"no segment {name!r}; there are: {', '.join(known)}")
    return name.lower()


def technology_id(name: str, settings: Settings) -> str:
    """The technology that an argument names.

    Raises:
        typer.BadParameter: the registry has no such technology; says which it has.
    """
    from pipelines.registry import load_registry  # noqa: PLC0415

    known = [each.technology_id for each in load_registry(settings.registry_dir).technologies]
    if name.lower() not in known:
        raise typer.BadParameter(f"no technology {name!r}; there are: {', '.join(known)}")
    return name.lower()
