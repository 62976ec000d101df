"""Reads fact arrays of companyfacts into one frame, fast where they are regular.

A regular array is never decoded into Python objects: each closing brace becomes the end of a
line, so that polars reads its `"key":value` pairs as the columns of a CSV. Every column of
every line must then show the key that belongs there, or the whole array is read again, fact by
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

from pipelines.contracts import RAW_SEC_COMPANY_FACTS
from pipelines.sources.document import SourceError, load_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    import msgspec

    from pipelines.sources.fact_arrays import FactArray

_VALUE = RAW_SEC_COMPANY_FACTS.polars_schema["value"]
_WHOLE_DIGITS, _DECIMALS = 28, 10
# The second form is as short as `1e-05`: with it, nothing of ten decimals is lost either.
_EXACT_VALUE = rf"^-?\d{{1,{_WHOLE_DIGITS}}}(\.\d{{1,{_DECIMALS}}})?$|^-?\d(\.\d)?[eE]-0?[1-9]$"
_MAX_FILING_FISCAL_YEAR = 9999
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

# Keys of one fact in the order in which the SEC writes them; an instant has no start. `frame`
# may follow: the SEC's own choice of one fact a calendar period, which changes as later filings
# arrive, and is not used.
_KEYS = ("start", "end", "val", "accn", "fy", "fp", "form", "filed")
_FOUR_DIGITS = dt.date(1000, 1, 1)  # an earlier date was read from a sign or a space
_DATE_KEYS = frozenset({"start", "end", "filed"})
_TEXT_KEYS = ("accn", "fp", "form")

FACT_SCHEMA: dict[str, pl.DataType] = {
    "line": pl.UInt32(),
    "position": pl.UInt32(),
    "start": pl.Date(),
    "end": pl.Date(),
    "val": _VALUE,
    "accn": pl.String(),
    "fy": pl.Int32(),
    "fp": pl.String(),
    "form": pl.String(),
    "filed": pl.Date(),
    "problem": pl.String(),
}


def read(arrays: Iterable[FactArray]) -> pl.DataFrame:
    """The facts of these arrays in the columns of `FACT_SCHEMA`, in no order.

    `line` is the array's place in `arrays`, `position` the fact's place in its array. A text
    that is missing or of another type is null; a value that is not an exact number, or a
    date that is none, is null too and `problem` says so.
    """
    singly: list[tuple[int, FactArray]] = []
    by_style: dict[_Style, list[tuple[int, FactArray]]] = {}
    for line, array in enumerate(arrays):
        style = _style_of(array)
        (singly if style is None else by_style.setdefault(style, [])).append((line, array))
    frames = []
    for style, lines in by_style.items():
        facts = style.read(lines)
        unread = facts.filter(~pl.col("is_read"))["line"].unique()
        if unread.len():
            facts = facts.filter(~pl.col("line").is_in(unread.implode()))
            again = set(unread)
            singly += [each for each in lines if each[0] in again]
        frames.append(facts.drop("is_read"))
    return pl.concat([*frames, _read_singly(singly)])


class _Style:
    """One way in which a regular array may be written.

    Of instants or durations, with or without spaces between the tokens.
    """

    def __init__(self, keys: tuple[str, ...], space: str) -> None:
        self.opening = f'[{{"{keys[0]}":{space}"'.encode()
        self._lead = f",{space}".encode()
        # What follows the last key (`frame`) is not read: JSON lets other keys stand there.
        columns = [f"{key}_column" for key in keys]
        self._columns = {"line": pl.UInt32(), **dict.fromkeys(columns, pl.String())}
        fields = [
            _field(key, f'{space}{"{" if key == keys[0] else ""}"{key}":{space}') for key in keys
        ]
        self._values = [value.alias(key) for key, (value, _) in zip(keys, fields, strict=True)]
        is_read = [check for _, check in fields]
        row = pl.int_range(pl.len(), dtype=pl.UInt32)
        first = pl.when(pl.col("line").is_not_null()).then(row).forward_fill()
        given = {key: pl.col(key) for key in keys}
        self._select = [
            pl.col("line").forward_fill(),
            (row - first).alias("position"),
            given.get("start", pl.lit(None, pl.Date).alias("start")),
            given["end"],
            given["val"].cast(_VALUE, strict=False),
            *(given[key] for key in _KEYS[3:]),
            pl.lit(None, pl.String).alias("problem"),
            pl.all_horizontal(is_read).fill_null(False).alias("is_read"),
        ]

    def read(self, lines: list[tuple[int, FactArray]]) -> pl.DataFrame:
        """The facts, with `is_read` where every column is as it must be."""
        pieces: list[bytes | memoryview] = []
        for line, array in lines:
            # Only the first fact of an array names its line; the others leave that empty.
            pieces += (b"%d%b" % (line, self._lead), memoryview(array.content)[1:-1])  # type: ignore[arg-type]
        try:
            table = pl.read_csv(
                b"".join(pieces).replace(b"}", b"\n"),
                has_header=False,
                schema=self._columns,
                quote_char=None,
                truncate_ragged_lines=True,
                missing_columns="insert",
                extra_columns="ignore",
            )
        except pl.exceptions.PolarsError:
            # Broken beyond columns: none of these arrays counts as read.
            unread = pl.DataFrame({"line": [line for line, _ in lines]}, {"line": pl.UInt32})
            nothing = {name: pl.lit(None, dtype) for name, dtype in FACT_SCHEMA.items()}
            del nothing["line"]
            return unread.select("line", **nothing, is_read=pl.lit(False))
        return table.with_columns(self._values).select(self._select)


def _style_of(array: FactArray) -> _Style | None:
    """How an array is written; None if it is not regular, or holds escapes."""
    if isinstance(array.content, list):
        return None
    content = memoryview(array.content)
    if content[-2:].tobytes() != b"}]":
        return None
    for style in _STYLES:
        if content[: len(style.opening)].tobytes() == style.opening:
            return None if b"\\" in bytes(content) else style
    return None


def _field(key: str, prefix: str) -> tuple[pl.Expr, pl.Expr]:
    """What stands in a column after this prefix, and whether that could be read.

    The second expression sees the first one's result under the name of the key.
    """
    column = pl.col(f"{key}_column")
    if key in _DATE_KEYS:
        date = column.str.to_date(f'{prefix}"%Y-%m-%d"', strict=False)
        is_whole = column.str.len_bytes() == len(prefix) + len('"2000-01-01"')
        return date, is_whole & (pl.col(key) >= _FOUR_DIGITS)
    if key == "val":
        return column.str.strip_prefix(prefix), pl.col(key).str.contains(_EXACT_VALUE)
    if key == "fy":
        year = column.str.strip_prefix(prefix).cast(pl.Int32, strict=False)
        is_year = pl.col(key).is_between(0, _MAX_FILING_FISCAL_YEAR)
        return year, is_year | (column == f"{prefix}null")
    text = column.str.strip_prefix(f'{prefix}"').str.strip_suffix('"')
    is_text = column.str.starts_with(f'{prefix}"') & column.str.ends_with('"')
    if key == "fp":
        is_null = column == f"{prefix}null"
        return pl.when(~is_null).then(text), is_text | is_null
    return text, is_text


_STYLES = tuple(_Style(keys, space) for space in ("", " ") for keys in (_KEYS, _KEYS[1:]))


def _read_singly(arrays: list[tuple[int, FactArray]]) -> pl.DataFrame:
    rows = [
        (line, position, *_fact(fact))
        for line, array in arrays
        for position, fact in enumerate(_decoded(array.content))
    ]
    return pl.DataFrame(rows, schema=FACT_SCHEMA, orient="row")


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
