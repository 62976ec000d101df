"""Reads fact arrays of companyfacts into one frame, fast where they are regular.

A regular array is never decoded into Python objects. Each closing brace ends a line, a line that
opens with a bracket begins an array, and each line is split at two letters that stand at the
same places of every fact, the `v` of `val` and the `c` of `accn`: into its period, its value and
its filing. Periods and filings repeat a hundred times over, so each different text is parsed
once, by a pattern that leaves no character unexplained. An array with a line that does not fit
is read again, fact by fact, from its JSON. So nothing but the speed depends on how a body is
written, and one odd fact is told apart from its neighbours. What makes a fact acceptable is
decided elsewhere, in `sec_company_facts.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.contracts.columns import ACCESSION_PATTERN
from pipelines.contracts.raw import RAW_SEC_COMPANY_FACTS
from pipelines.sources.document import SourceError, load_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    import msgspec

    from pipelines.sources.sec_company_facts.fact_arrays import FactArray

_VALUE = RAW_SEC_COMPANY_FACTS.polars_schema["value"]
_WHOLE_DIGITS, _DECIMALS = 28, 10
_MAX_FILING_FISCAL_YEAR = 9999
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TEXT_KEYS = ("accn", "fp", "form")

# A line is `[{"start"…` or `,{"start":"…","end":"…","` and `al":…,"a` and, after an empty column,
# `n":"…","fy":…,"fp":"…","form":"…","filed":"…"`. Some store bodies with blanks after colons and
# commas; an instant has no start; what follows the last key is not used (`frame`, the SEC's own
# choice of one fact a calendar period, which changes as later filings arrive).
_LINE_COLUMNS = ("period", "value", "empty", "filing")
_DATE_TEXT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_START_TEXT = rf'(?:"start": ?"(?P<start>{_DATE_TEXT})", ?)?'
_PERIOD_TEXT = rf'^(?:\[|, ?)\{{{_START_TEXT}"end": ?"(?P<end>{_DATE_TEXT})", ?"$'
_NUMBER_TEXT = (
    rf"-?[0-9]{{1,{_WHOLE_DIGITS}}}(?:\.[0-9]{{1,{_DECIMALS}}})?"
    r"|-?[0-9](?:\.[0-9])?[eE]-0?[1-9]"  # such as 1e-05: no more than ten decimals either
)
_VALUE_TEXT = rf'^al": ?(?:{_NUMBER_TEXT}), ?"a$'
_BEFORE_NUMBER, _AFTER_NUMBER = 'al":', ',"a'
_AROUND_NUMBER = 'al": ,'
_FILING_TEXT = (
    r'^n": ?"(?P<accn>[^"\\]*)", ?"fy": ?(?:(?P<fy>[0-9]{1,4})|null), ?'
    r'"fp": ?(?:"(?P<fp>[^"\\]*)"|null), ?"form": ?"(?P<form>[^"\\]*)", ?'
    rf'"filed": ?"(?P<filed>{_DATE_TEXT})"(?:,|$)'
)

_PERIOD_SCHEMA: dict[str, pl.DataType] = {"start": pl.Date(), "end": pl.Date()}
_FILING_SCHEMA: dict[str, pl.DataType] = {
    "accn": pl.String(),
    "number": pl.UInt64(),
    "fy": pl.Int32(),
    "fp": pl.String(),
    "form": pl.String(),
    "filed": pl.Date(),
}
_SINGLE_SCHEMA: dict[str, pl.DataType] = {
    "line": pl.UInt32(),
    "position": pl.UInt32(),
    **_PERIOD_SCHEMA,
    "val": _VALUE,
    **{name: dtype for name, dtype in _FILING_SCHEMA.items() if name != "number"},
    "problem": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts, and the periods and filings that they share.

    Attributes:
        rows: one row per fact, in no order: `line`, the array's place among the arrays read;
            `position`, the fact's place in its array; `period` and `filing`, rows of the two
            frames below; `val`; and `problem`, which says why a value or a date is null although
            the fact states one.
        periods: `start` and `end`, null where missing or no date.
        filings: `accn`, `number` (the accession as a number, null if it is none), `fy`, `fp`,
            `form` and `filed`, null where missing or of another type.
    """

    rows: pl.DataFrame
    periods: pl.DataFrame
    filings: pl.DataFrame


def read(arrays: Sequence[FactArray]) -> Facts:
    """The facts of these arrays, whatever they are worth."""
    regular, texts = _split(arrays)
    bulk, is_read = _read_in_bulk(texts, regular)
    unread = set(bulk.rows["line"].filter(~is_read) if bulk.rows.height else regular)
    if unread:
        bulk = replace(bulk, rows=bulk.rows.filter(~pl.col("line").is_in(sorted(unread))))
    again = sorted(unread.union(range(len(arrays))).difference(set(regular) - unread))
    if not again:
        return bulk
    return _joined(bulk, _read_singly([(line, arrays[line]) for line in again]))


def _split(arrays: Sequence[FactArray]) -> tuple[list[int], pl.DataFrame]:
    """Which arrays are regular, and their facts' texts; none if they are no UTF-8."""
    pieces = []
    regular = []
    for line, array in enumerate(arrays):
        if isinstance(array.content, list):
            continue
        content = memoryview(array.content)
        if bytes(content[:2]) == b"[{" and bytes(content[-2:]) == b"}]":
            regular.append(line)
            # Array by array: each is small enough to stay in the processor's cache meanwhile.
            pieces.append(bytes(content[:-1]).replace(b"v", b"c"))
    try:
        texts = pl.read_csv(
            b"".join(pieces),
            has_header=False,
            schema=dict.fromkeys(_LINE_COLUMNS, pl.String()),
            separator="c",
            eol_char="}",
            quote_char=None,
            truncate_ragged_lines=True,
            missing_columns="insert",
            extra_columns="ignore",
        )
    except pl.exceptions.PolarsError:
        texts = pl.DataFrame(schema=dict.fromkeys(_LINE_COLUMNS, pl.String()))
    return regular, texts


def _read_in_bulk(texts: pl.DataFrame, lines: list[int]) -> tuple[Facts, pl.Series]:
    """The facts of the arrays at these lines, and which have no character left unexplained.

    There are none if the texts cannot be told apart into their arrays.
    """
    is_first = texts["period"].str.starts_with("[").fill_null(False)
    if is_first.sum() != len(lines):
        texts, is_first = texts.clear(), is_first.clear()  # some text within has a brace
    array = is_first.cast(pl.UInt32).cum_sum() - 1
    first_rows = is_first.arg_true()
    values, is_value = _values(texts)
    period, periods, is_period = _parsed_once(texts["period"], _PERIOD_TEXT, _period_fields())
    filing, filings, is_filing = _parsed_once(texts["filing"], _FILING_TEXT, _filing_fields())
    rows = pl.DataFrame(
        {
            "line": pl.Series(lines, dtype=pl.UInt32).gather(array),
            "position": pl.int_range(texts.height, dtype=pl.UInt32, eager=True)
            - first_rows.gather(array),
            "period": period,
            "filing": filing,
            "val": values,
            "problem": pl.repeat(None, texts.height, dtype=pl.String, eager=True),
        }
    )
    return Facts(rows, periods, filings), is_value & is_period & is_filing


def _values(texts: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """The values, and which of their texts are nothing but a number that the column holds."""
    # Nearly all are whole, and JSON that was cut into arrays writes a whole number in one way.
    number = pl.col("value").str.strip_prefix(_BEFORE_NUMBER).str.strip_suffix(_AFTER_NUMBER)
    whole = texts.select(number.cast(pl.Int64, strict=False)).to_series()
    other = texts.select("value").with_row_index().filter(whole.is_null())
    value = pl.col("value")
    others = other.select(
        "index",
        pl.when(value.str.contains(_VALUE_TEXT))
        .then(value.str.strip_chars(_AROUND_NUMBER))
        .cast(_VALUE, strict=False),
    )
    values = whole.cast(_VALUE).scatter(others["index"], others["value"])
    return values, values.is_not_null() & texts["empty"].is_null()


def _parsed_once(
    texts: pl.Series, pattern: str, fields: list[pl.Expr]
) -> tuple[pl.Series, pl.DataFrame, pl.Series]:
    """Every different text parsed once: which one each text is, their fields, which texts fit.

    The last of `fields` tells whether a text fits.
    """
    import pyarrow.compute as pc  # noqa: PLC0415

    encoded = pc.dictionary_encode(texts.to_arrow())
    different = pl.Series("groups", encoded.dictionary, dtype=pl.String)
    parsed = different.str.extract_groups(pattern).struct.unnest().select(fields)
    index = pl.Series(encoded.indices, dtype=pl.UInt32)
    fits = parsed.to_series(-1).fill_null(False)
    does_fit = fits.gather(index) & index.is_not_null()
    return index, parsed.drop(fits.name), does_fit.fill_null(False)


def _period_fields() -> list[pl.Expr]:
    start, end = (pl.col(name).str.to_date("%Y-%m-%d", strict=False) for name in ("start", "end"))
    is_period = end.is_not_null() & (pl.col("start").is_null() | start.is_not_null())
    return [start, end, is_period.alias("is_period")]


def _filing_fields() -> list[pl.Expr]:
    date = pl.col("filed").str.to_date("%Y-%m-%d", strict=False)
    return [
        pl.col("accn"),
        _filing_number(pl.col("accn")).alias("number"),
        pl.col("fy").cast(pl.Int32),
        pl.col("fp"),
        pl.col("form"),
        date,
        date.is_not_null().alias("is_filing"),
    ]


def _filing_number(accession: pl.Expr) -> pl.Expr:
    """An accession as the number that its digits make; null if it is not an accession."""
    digits = accession.str.replace_all("-", "", literal=True)
    return (
        pl.when(accession.str.contains(ACCESSION_PATTERN))
        .then(digits)
        .cast(pl.UInt64, strict=False)
    )


def _joined(facts: Facts, singly: pl.DataFrame) -> Facts:
    """The facts and those read singly, each of which has a period and a filing of its own."""
    place = pl.int_range(pl.len(), dtype=pl.UInt32)
    rows = singly.with_columns(
        period=place + facts.periods.height, filing=place + facts.filings.height
    ).select(facts.rows.columns)
    filings = singly.with_columns(number=_filing_number(pl.col("accn"))).select(*_FILING_SCHEMA)
    return Facts(
        pl.concat([facts.rows, rows]),
        pl.concat([facts.periods, singly.select(*_PERIOD_SCHEMA)]),
        pl.concat([facts.filings, filings]),
    )


def _read_singly(arrays: list[tuple[int, FactArray]]) -> pl.DataFrame:
    rows = [
        (line, position, *_fact(fact))
        for line, array in arrays
        for position, fact in enumerate(_decoded(array.content))
    ]
    return pl.DataFrame(rows, schema=_SINGLE_SCHEMA, orient="row")


def _decoded(content: msgspec.Raw | list[object]) -> list[object]:
    if isinstance(content, list):
        return content
    try:
        rows = load_json(b'{"f":' + bytes(content) + b"}", "facts")["f"]
    except SourceError:
        return [None]  # nested so deeply that it is no fact; its neighbours stay
    return rows if isinstance(rows, list) else [rows]


def _fact(fact: object) -> tuple[Any, ...]:
    if not isinstance(fact, dict):
        return (*[None] * 8, "is not an object")
    problems = []
    dates = {}
    for key, name in (("start", "period start"), ("end", "period end"), ("filed", "filing date")):
        dates[key], problem = _date(fact.get(key), name)
        problems.append(problem)
    value, problem = _value(fact.get("val"))
    texts = {key: fact[key] if isinstance(fact.get(key), str) else None for key in _TEXT_KEYS}
    year = fact.get("fy")
    is_year = isinstance(year, int) and 0 <= year <= _MAX_FILING_FISCAL_YEAR
    return (
        dates["start"],
        dates["end"],
        value,
        texts["accn"],
        year if is_year else None,
        texts["fp"],
        texts["form"],
        dates["filed"],
        next((text for text in (problem, *problems) if text), None),
    )


def _date(text: object, name: str) -> tuple[dt.date | None, str | None]:
    """The date if it is one as the SEC writes it, else what is wrong with it."""
    if text is None:
        return None, None
    if isinstance(text, str) and _DATE.fullmatch(text):
        try:
            return dt.date.fromisoformat(text), None
        except ValueError:
            pass  # such as the 30th of February: told below, as any other text
    return None, f"has a {name} that is not a valid date ({str(text)[:40]!r})"


def _value(value: object) -> tuple[Decimal | None, str | None]:
    """The value if it is a number that the column holds exactly, else what is wrong with it."""
    if value is None:
        return None, None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None, f"has a value that is not a number ({str(value)[:40]!r})"
    number = Decimal(value)
    _, digits, exponent = number.as_tuple()
    significant = "".join(map(str, digits)).rstrip("0")
    decimals = -int(exponent) - (len(digits) - len(significant))
    fits = number == 0 or (len(digits) + int(exponent) <= _WHOLE_DIGITS and decimals <= _DECIMALS)
    if not fits:
        return None, (
            f"has a value outside {_WHOLE_DIGITS} digits and {_DECIMALS} decimals "
            f"({str(value)[:40]})"
        )
    return number, None
