"""What every source's parser shares: the result, the refusals, and the checks of any JSON body.

A problem of the whole document raises `SourceError`; a problem of one item in it becomes a row
of `RAW_QUARANTINE` and leaves the rest alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


_CIK_DIGITS = 10

# How JSON escapes begin that may be half a character.
_SURROGATE = "\\ud"


class SourceError(LedgerError):
    """A document that cannot be used as a whole; the message is one sentence to show."""


class BodyError(SourceError):
    """A body that is empty, cut off, or a page in place of what was asked for.

    The message ends with what a run does about it. Of a file that a person has, no run gets
    another copy: whoever reads one says `problem`, and gives advice of its own.
    """

    def __init__(self, problem: str, advice: str = "") -> None:
        super().__init__(f"{problem}: {advice}" if advice else problem)
        self.problem = problem


class _SaidTwiceError(Exception):
    """JSON says a name twice, and differently; the message is the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a body says.

    Attributes:
        frame: the rows, in the columns, types and order of the source's table.
        quarantined: the items refused, in the columns of `RAW_QUARANTINE`; the
            digest is null until `refresh/bodies.py` knows it.
        entity_name: what the body calls the filer; empty if it does not say.
    """

    frame: pl.DataFrame
    quarantined: pl.DataFrame
    entity_name: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One item of a document that is refused: a fact, a filing, a taxonomy."""

    item: str
    reason: str
    accession: str | None = None


def quarantine_rows(
    source: str,
    company_id: str,
    refusals: Iterable[Refusal],
    *,
    sha256: str | None = None,
    is_whole_document: bool = False,
) -> pl.DataFrame:
    """The refusals as rows of `RAW_QUARANTINE`."""
    rows = [
        (source, company_id, refusal.item, refusal.reason, sha256, refusal.accession)
        for refusal in refusals
    ]
    if not rows:
        return RAW_QUARANTINE.empty()
    columns = ["source", "company_id", "item", "reason", "sha256", "accession"]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()), orient="row")
    return RAW_QUARANTINE.conform(
        frame.with_columns(pl.lit(is_whole_document).alias("is_whole_document"))
    )


def cik_name(cik: int) -> str:
    """The CIK as the SEC writes it in addresses: `CIK` and ten digits."""
    return f"CIK{cik:010d}"


def refuse_non_json(body: bytes, what: str) -> None:
    """Refuse an empty body and a page of HTML, which some servers send with status 200 (ET5).

    Raises:
        SourceError: the body cannot be JSON.
    """
    refuse_page(body, what, "JSON", "check LEDGER_USER_AGENT and run again later")


def refuse_page(body: bytes, what: str, kind: str, advice: str = "run again later") -> None:
    """Refuse an empty body and a page of HTML in place of a document of another kind.

    Raises:
        SourceError: the body cannot be of that kind.
    """
    start = body[:256].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise BodyError(f"{what}: the body is empty", "run again later")
    if start.startswith(b"<"):
        raise BodyError(
            f"{what}: the body is HTML, not {kind} (a block page or an error page with status 200)",
            advice,
        )


def load_json(body: bytes, what: str) -> dict[str, object]:
    """The body as a JSON object, every number exact; one beyond all bounds stays text.

    Raises:
        SourceError: it is empty, HTML, cut off, no JSON, or no object.
    """
    refuse_non_json(body, what)
    document = json_value(body, what)
    if not isinstance(document, dict):
        raise SourceError(f"{what}: the body is JSON but no object: it is not this document")
    return document


def json_value(
    body: bytes,
    what: str,
    pairs: Callable[[list[tuple[str, object]]], object] | None = None,
    constant: Callable[[str], object] | None = None,
) -> object:
    """What a JSON body in UTF-8 says, every number exact; one beyond all bounds stays text.

    Args:
        body: the body.
        what: what it is called in a sentence.
        pairs: makes something of an object's names and values, where a name may stand twice;
            without it a name that stands twice with different values refuses the body.
        constant: makes something of NaN and Infinity, which are refused unless given.

    Raises:
        SourceError: it is cut off, no JSON, or holds half a character (a lone surrogate), which
            no table can hold.
    """
    try:
        # Strictly: the JSON decoder itself would take half a character from the bytes, too.
        text = body.decode("utf-8-sig")
        value: object = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=constant or _refuse_constant,
            object_pairs_hook=pairs or _each_once,
        )
        if _SURROGATE in text.lower():
            json.dumps(value, ensure_ascii=False, default=str).encode()
    except _SaidTwiceError as error:
        raise BodyError(
            f"{what}: the body is JSON, but {error}: nothing says which of the two counts",
            "its last good rows stay until a run fetches a body that says it once",
        ) from None
    except UnicodeEncodeError as error:
        half = ascii(error.object[error.start])
        raise invalid_json(what, f"it holds half a character, {half}") from None
    except (ValueError, RecursionError) as error:
        raise invalid_json(what, error) from None
    return value


def invalid_json(what: str, error: object) -> BodyError:
    """The refusal of a body that is cut off or no JSON."""
    return BodyError(
        f"{what}: the body is cut off or no JSON ({error})", "the next run fetches it again"
    )


def refuse_other_cik(stated: object, cik: int, what: str, holder: object) -> None:
    """Refuse a body about another filer. The SEC writes the CIK as a number or as text.

    Raises:
        SourceError: no CIK is stated, it is unreadable, or it is another one.
    """
    number = cik_of(stated)
    if number is None:
        shown = f"{stated!r:.40}" if isinstance(stated, str) else type(stated).__name__
        raise SourceError(f"{what}: the body states no CIK ({shown}): it is not this document")
    if number != cik:
        raise SourceError(
            f"{what}: the body is about CIK {number} ({holder!s:.80}), not CIK {cik}: check the "
            "company's cik in registry/companies.yml"
        )


def cik_of(stated: object) -> int | None:
    """The CIK that a body states, as a number or as text; None if it is none."""
    if isinstance(stated, int) and not isinstance(stated, bool):
        return stated if 0 <= stated < 10**_CIK_DIGITS else None
    text = stated.strip() if isinstance(stated, str) else ""
    is_cik = text.isascii() and text.isdigit() and len(text) <= _CIK_DIGITS
    return int(text) if is_cik else None


def _decimal(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _integer(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:  # more digits than Python converts
        return text


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object's names and values; a decoder would take the last of a name without a word."""
    said = dict(pairs)
    if len(said) < len(pairs):
        for name, value in pairs:
            if said[name] != value:
                raise _SaidTwiceError(f"it says {name[:60]!r} twice in one place, and differently")
    return said


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not a JSON number")
