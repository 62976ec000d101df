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
_EXACT_VALUE = rf"^-?\d{{1,{_WHOLE_DIGITS}}}(\.\d{{1,{_DECIMALS}}})?$"
_MAX_FILING_FISCAL_YEAR = 9999
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

# Keys of one fact in the order in which the SEC writes them; an instant has no start. `frame`
# may follow: the SEC's own choice of one fact a calendar period, which changes as later filings
# arrive, and is not used.
_KEYS = ("start", "end", "val", "accn", "fy", "fp", "form", "filed")
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
        names = (*keys, "frame", "excess")
        self._columns = {"line": pl.UInt32(), **dict.fromkeys(names, pl.String())}
        checks = [
            pl.col("frame").is_null() | pl.col("frame").str.starts_with(f'{space}"frame":'),
            pl.col("excess").is_null(),
        ]
        values: dict[str, pl.Expr] = {"start": pl.lit(None, pl.Date)}
        for key in keys:
            brace = "{" if key == keys[0] else ""
            values[key], is_read = _field(key, f'{space}{brace}"{key}":{space}')
            checks.append(is_read)
        row = pl.int_range(pl.len(), dtype=pl.UInt32)
        first = pl.when(pl.col("line").is_not_null()).then(row).forward_fill()
        self._select = [
            pl.col("line").forward_fill(),
            (row - first).alias("position"),
            *(values[key].alias(key) for key in _KEYS),
            pl.lit(None, pl.String).alias("problem"),
            pl.all_horizontal(checks).fill_null(False).alias("is_read"),
        ]

    def read(self, lines: list[tuple[int, FactArray]]) -> pl.DataFrame:
        """The facts, with `is_read` where every column is as it must be."""
        pieces: list[bytes | memoryview] = []
        for line, array in lines:
            # Only the first fact of an array names its line; the others leave that empty.
            pieces += (b"%d%b" % (line, self._lead), memoryview(array.content)[1:-1])  # type: ignore[arg-type]
        try:
            return pl.read_csv(
                b"".join(pieces).replace(b"}", b"\n"),
                has_header=False,
                schema=self._columns,
                quote_char=None,
                truncate_ragged_lines=True,
                missing_columns="insert",
            ).select(self._select)
        except pl.exceptions.PolarsError:
            # Broken beyond columns: none of these arrays counts as read.
            return pl.DataFrame(
                {"line": [line for line, _ in lines]}, schema_overrides={"line": pl.UInt32}
            ).select(
                "line",
                *(
                    pl.lit(None, dtype).alias(name)
                    for name, dtype in FACT_SCHEMA.items()
                    if name != "line"
                ),
                is_read=pl.lit(False),
            )


def _style_of(array: FactArray) -> _Style | None:
    """How an array is written; None if it is not regular, or holds escapes."""
    if isinstance(array.content, list):
        return None
    content = bytes(array.content)
    if b"\\" in content or not content.endswith(b"}]"):
        return None
    return next((style for style in _STYLES if content.startswith(style.opening)), None)


def _field(key: str, prefix: str) -> tuple[pl.Expr, pl.Expr]:
    """The value in a column that must show this key, and whether it could be read."""
    column = pl.col(key)
    after = len(prefix)
    bare = column.str.slice(after)
    shows_key = column.str.starts_with(prefix)
    if key == "val":
        # A whole number of 64 bits is exact; few values need the closer look.
        is_exact = bare.cast(pl.Int64, strict=False).is_not_null() | bare.str.contains(_EXACT_VALUE)
        value = bare.cast(_VALUE, strict=False)
        return value, shows_key & is_exact & value.is_not_null()
    if key == "fy":
        year = bare.cast(pl.Int32, strict=False)
        is_year = year.is_between(0, _MAX_FILING_FISCAL_YEAR)
        return year, shows_key & ((bare == "null") | is_year)
    is_text = column.str.starts_with(f'{prefix}"') & column.str.ends_with('"')
    if key in _DATE_KEYS:
        date = column.str.slice(after + 1, 10).str.to_date("%Y-%m-%d", strict=False)
        return date, is_text & (column.str.len_bytes() == after + 12) & date.is_not_null()
    text = column.str.slice(after + 1).str.strip_suffix('"')
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
