"""Reads fact arrays of companyfacts into one frame, fast where they are regular.

A regular array is never decoded into Python objects. Each closing brace becomes the end of a
line, and each line is split at two letters that stand at the same places of every fact, the
`v` of `val` and the `c` of `accn`: into its period, its value and its filing. Periods and
filings repeat a hundred times over, so each different text is parsed once, by a pattern that
leaves no character unexplained. An array with a line that does not fit is read again, fact by
fact, from its JSON. So nothing but the speed depends on how a body is written, and one odd fact
is told apart from its neighbours. What makes a fact acceptable is decided elsewhere, in
`sec_company_facts.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow.compute as pc

from pipelines.contracts import RAW_SEC_COMPANY_FACTS
from pipelines.sources.document import SourceError, load_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    import msgspec

    from pipelines.sources.fact_arrays import FactArray

_VALUE = RAW_SEC_COMPANY_FACTS.polars_schema["value"]
_WHOLE_DIGITS, _DECIMALS = 28, 10
_MAX_FILING_FISCAL_YEAR = 9999
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TEXT_KEYS = ("accn", "fp", "form")
_ACCESSION = r"^[0-9]{10}-[0-9]{2}-[0-9]{6}$"

# A line is `,{"start":"…","end":"…","` and `al":…,"a` and, after an empty column,
# `n":"…","fy":…,"fp":"…","form":"…","filed":"…"`. Some store bodies with blanks after colons and
# commas; an instant has no start; what follows the last key is not used (`frame`, the SEC's own
# choice of one fact a calendar period, which changes as later filings arrive).
_LINE_COLUMNS = ("period", "value", "empty", "filing")
_DATE_TEXT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PERIOD_TEXT = (
    rf'^, ?\{{(?:"start": ?"(?P<start>{_DATE_TEXT})", ?)?"end": ?"(?P<end>{_DATE_TEXT})", ?"$'
)
_NUMBER_TEXT = (
    rf"-?[0-9]{{1,{_WHOLE_DIGITS}}}(?:\.[0-9]{{1,{_DECIMALS}}})?"
    r"|-?[0-9](?:\.[0-9])?[eE]-0?[1-9]"  # such as 1e-05: no more than ten decimals either
)
_VALUE_TEXT = rf'^al": ?(?:{_NUMBER_TEXT}), ?"a$'
_AROUND_NUMBER = 'al": ,'
_FILING_TEXT = (
    r'^n": ?"(?P<accn>[^"\\]*)", ?"fy": ?(?:(?P<fy>[0-9]{1,4})|null), ?'
    r'"fp": ?(?:"(?P<fp>[^"\\]*)"|null), ?"form": ?"(?P<form>[^"\\]*)", ?'
    rf'"filed": ?"(?P<filed>{_DATE_TEXT})"(?:,|$)'
)

FACT_SCHEMA: dict[str, pl.DataType] = {
    "line": pl.UInt32(),
    "position": pl.UInt32(),
    "start": pl.Date(),
    "end": pl.Date(),
    "val": _VALUE,
    "accn": pl.String(),
    "filing": pl.UInt64(),
    "fy": pl.Int32(),
    "fp": pl.String(),
    "form": pl.String(),
    "filed": pl.Date(),
    "problem": pl.String(),
}


def read(arrays: Sequence[FactArray]) -> pl.DataFrame:
    """The facts of these arrays in the columns of `FACT_SCHEMA`, in no order.

    `line` is the array's place in `arrays`, `position` the fact's place in its array, `filing`
    the accession as a number, null if it is none. A text that is missing or of another type is
    null; a value that is not an exact number, or a date that is none, is null too and `problem`
    says so.
    """
    pieces: list[bytes] = []
    lengths = []
    for array in arrays:
        # Array by array: each is small enough to stay in the processor's cache meanwhile.
        content = b"" if isinstance(array.content, list) else bytes(array.content)
        is_regular = content.startswith(b"[{") and content.endswith(b"}]")
        lengths.append(content.count(b"}") if is_regular else 0)
        if is_regular:
            pieces += (b",", content[1:-1].replace(b"}", b"\n").replace(b"v", b"c"))
    bulk = _read_in_bulk(b"".join(pieces), lengths)
    unread = set(bulk.filter(~pl.col("is_read"))["line"].unique())
    if unread:
        bulk = bulk.filter(~pl.col("line").is_in(sorted(unread)))
    again = [line for line, length in enumerate(lengths) if not length or line in unread]
    return pl.concat([bulk.drop("is_read"), _read_singly([(n, arrays[n]) for n in again])])


def _read_in_bulk(text: bytes, lengths: list[int]) -> pl.DataFrame:
    """The facts, with `is_read` where every character of the line was explained."""
    counts = pl.Series(lengths, dtype=pl.UInt32)
    every_line = pl.int_range(len(lengths), dtype=pl.UInt32)
    line = pl.select(every_line.repeat_by(counts).explode(empty_as_null=False)).to_series()
    try:
        texts = pl.read_csv(
            text,
            has_header=False,
            schema=dict.fromkeys(_LINE_COLUMNS, pl.String()),
            separator="c",
            quote_char=None,
            truncate_ragged_lines=True,
            missing_columns="insert",
            extra_columns="ignore",
        )
    except pl.exceptions.PolarsError:
        texts = None  # no text at all, or none that is UTF-8
    if texts is None or texts.height != line.len():
        nothing = {name: pl.lit(None, dtype) for name, dtype in FACT_SCHEMA.items()}
        return pl.DataFrame({"line": line}).select(
            **{**nothing, "line": pl.col("line")}, is_read=pl.lit(False)
        )
    value = pl.col("value")
    read_values = texts.select(
        value.str.strip_chars(_AROUND_NUMBER).cast(_VALUE, strict=False).alias("val"),
        (value.str.contains(_VALUE_TEXT) & pl.col("empty").is_null()).alias("is_value"),
    )
    of_period = _parsed_once(texts["period"], _PERIOD_TEXT, _period_fields())
    of_filing = _parsed_once(texts["filing"], _FILING_TEXT, _filing_fields())
    columns = pl.concat([read_values, of_period, of_filing], how="horizontal")
    first_rows = (counts.cum_sum() - counts).gather(line)
    is_read = pl.col("is_value") & pl.col("is_period") & pl.col("is_filing")
    return columns.with_columns(
        line=line,
        position=pl.int_range(pl.len(), dtype=pl.UInt32) - first_rows,
        problem=pl.lit(None, pl.String),
    ).select(*FACT_SCHEMA, is_read=(is_read & pl.col("val").is_not_null()).fill_null(False))


def _parsed_once(texts: pl.Series, pattern: str, fields: list[pl.Expr]) -> pl.DataFrame:
    """The fields of each text's pattern, every different text parsed only once."""
    encoded = pc.dictionary_encode(texts.to_arrow())
    different = pl.Series("groups", encoded.dictionary, dtype=pl.String)
    groups = different.str.extract_groups(pattern).struct.unnest()
    return groups.select(fields).select(pl.all().gather(pl.Series(encoded.indices)))


def _period_fields() -> list[pl.Expr]:
    start, end = (pl.col(name).str.to_date("%Y-%m-%d", strict=False) for name in ("start", "end"))
    is_period = end.is_not_null() & (pl.col("start").is_null() | start.is_not_null())
    return [start, end, is_period.alias("is_period")]


def _filing_fields() -> list[pl.Expr]:
    date = pl.col("filed").str.to_date("%Y-%m-%d", strict=False)
    return [
        pl.col("accn"),
        _filing_number(pl.col("accn")).alias("filing"),
        pl.col("fy").cast(pl.Int32),
        pl.col("fp"),
        pl.col("form"),
        date,
        date.is_not_null().alias("is_filing"),
    ]


def _filing_number(accession: pl.Expr) -> pl.Expr:
    """An accession as the number that its digits make; null if it is no accession."""
    digits = accession.str.replace_all("-", "", literal=True)
    return pl.when(accession.str.contains(_ACCESSION)).then(digits).cast(pl.UInt64, strict=False)


def _read_singly(arrays: list[tuple[int, FactArray]]) -> pl.DataFrame:
    rows = [
        (line, position, *_fact(fact))
        for line, array in arrays
        for position, fact in enumerate(_decoded(array.content))
    ]
    schema = {name: dtype for name, dtype in FACT_SCHEMA.items() if name != "filing"}
    facts = pl.DataFrame(rows, schema=schema, orient="row")
    return facts.select(
        _filing_number(pl.col("accn")).alias(name) if name == "filing" else pl.col(name)
        for name in FACT_SCHEMA
    )


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
        return (*[None] * 8, "is no object")
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
    return None, f"has a {name} that is no date ({str(text)[:40]!r})"


def _value(value: object) -> tuple[Decimal | None, str | None]:
    """The value if it is a number that the column holds exactly, else what is wrong with it."""
    if value is None:
        return None, None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None, f"has a value that is no number ({str(value)[:40]!r})"
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
