"""Reads the fact arrays of companyfacts bodies into one frame, fast where they are regular.

A regular body is never decoded into Python objects: msgspec cuts out the array of each
concept and unit as bytes, the arrays of several companies are joined as lines of JSON, and
Arrow reads them by schema, with `val` as an exact decimal. Whatever Arrow or msgspec refuses
is read again, fact by fact, so that one odd fact is told apart from its neighbours. What makes
a fact acceptable is not decided here but in `sec_company_facts.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl
import pyarrow as pa
import pyarrow.json as pa_json

from pipelines.contracts import RAW_SEC_COMPANY_FACTS
from pipelines.sources.document import (
    Refusal,
    SourceError,
    invalid_json,
    load_json,
    refuse_non_json,
    refuse_other_cik,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_VALUE = RAW_SEC_COMPANY_FACTS.polars_schema["value"]
_MAX_FILING_FISCAL_YEAR = 9999
_TEXT_KEYS = ("accn", "fp", "form")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

# Keys of one fact in the body. `frame` is the SEC's own choice of one fact a calendar period;
# it is not read, because it changes as later filings arrive.
_FACT_TYPE = pa.struct(
    [
        ("start", pa.timestamp("s")),
        ("end", pa.timestamp("s")),
        ("val", pa.decimal128(38, 10)),
        ("accn", pa.string()),
        ("fy", pa.int32()),
        ("fp", pa.string()),
        ("form", pa.string()),
        ("filed", pa.timestamp("s")),
    ]
)
_LINE_SCHEMA = pa.schema([("f", pa.list_(_FACT_TYPE))])

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


class _Concept(msgspec.Struct):
    units: dict[str, msgspec.Raw]


class _Body(msgspec.Struct):
    facts: dict[str, dict[str, _Concept]]
    cik: int | str | None = None
    entityName: str | None = None  # noqa: N815


_DECODER = msgspec.json.Decoder(_Body)


@dataclass(frozen=True, slots=True)
class FactArray:
    """The facts of one concept and unit: as bytes if regular, else as decoded JSON."""

    concept: str
    unit: str
    content: msgspec.Raw | list[object]


@dataclass(frozen=True, slots=True)
class FactDocument:
    """A companyfacts body, cut into its fact arrays in the order of concept and unit.

    `arrays` are the wanted ones; `refusals` name the parts that are no fact arrays.
    """

    entity_name: str
    arrays: list[FactArray]
    refusals: list[Refusal]
    has_facts: bool


def cut(
    body: bytes,
    cik: int,
    what: str,
    is_wanted: Callable[[str], bool],
    is_known_taxonomy: Callable[[str], bool],
) -> FactDocument:
    """Cut a body into its fact arrays.

    Raises:
        SourceError: the body is empty, HTML, cut off, about another CIK, or has no `facts`.
    """
    refuse_non_json(body, what)
    try:
        regular = _DECODER.decode(body)
    except msgspec.ValidationError:
        return _cut_irregular(body, cik, what, is_wanted, is_known_taxonomy)
    except msgspec.DecodeError as error:
        raise invalid_json(what, error) from None
    refuse_other_cik(regular.cik, cik, what, regular.entityName)
    arrays = []
    refusals = []
    has_facts = False
    for taxonomy, concepts in regular.facts.items():
        has_facts = has_facts or any(concept.units for concept in concepts.values())
        if not is_known_taxonomy(taxonomy):
            refusals.append(_unknown_taxonomy(taxonomy))
            continue
        for name, concept in concepts.items():
            if is_wanted(full_name := f"{taxonomy}:{name}"):
                arrays += [FactArray(full_name, unit, raw) for unit, raw in concept.units.items()]
    return _document(regular.entityName, arrays, refusals, has_facts=has_facts)


def _cut_irregular(
    body: bytes,
    cik: int,
    what: str,
    is_wanted: Callable[[str], bool],
    is_known_taxonomy: Callable[[str], bool],
) -> FactDocument:
    document = load_json(body, what)
    name = document.get("entityName")
    refuse_other_cik(document.get("cik"), cik, what, name)
    facts = document.get("facts")
    if not isinstance(facts, dict):
        raise SourceError(
            f"{what}: the body has no facts: companyfacts are not published for this filer, or "
            "the body is another document"
        )
    arrays: list[FactArray] = []
    refusals = []
    has_facts = False
    for taxonomy, concepts in facts.items():
        if not is_known_taxonomy(taxonomy):
            refusals.append(_unknown_taxonomy(taxonomy))
            continue
        for concept, content in concepts.items() if isinstance(concepts, dict) else ():
            units = content.get("units") if isinstance(content, dict) else None
            full_name = f"{taxonomy}:{concept}"
            if not isinstance(units, dict):
                refusals.append(Refusal(full_name, f"{full_name}: states no units"))
                continue
            has_facts = has_facts or bool(units)
            for unit, rows in units.items():
                if not is_wanted(full_name):
                    continue
                if isinstance(rows, list):
                    arrays.append(FactArray(full_name, unit, rows))
                else:
                    item = f"{full_name} {unit}"
                    refusals.append(Refusal(item, f"{item}: holds no list of facts"))
    return _document(name if isinstance(name, str) else None, arrays, refusals, has_facts=has_facts)


def _document(
    name: str | None, arrays: list[FactArray], refusals: list[Refusal], *, has_facts: bool
) -> FactDocument:
    arrays.sort(key=lambda array: (array.concept, array.unit))
    return FactDocument(name or "", arrays, refusals, has_facts)


def _unknown_taxonomy(taxonomy: str) -> Refusal:
    return Refusal(
        taxonomy,
        f"{taxonomy}: a taxonomy that the ledger does not know: add it to TAXONOMIES in "
        "sources/sec_company_facts.py if the SEC has published it",
    )


def read(arrays: Iterable[FactArray]) -> pl.DataFrame:
    """The facts of these arrays in the columns of `FACT_SCHEMA`.

    `line` is the array's place in `arrays`, `position` the fact's place in its array. A text
    that is missing or of another type is null; a value that is not an exact number, or a
    date that is none, is null too and `problem` says so.
    """
    listed = list(arrays)
    if not listed:
        return pl.DataFrame(schema=FACT_SCHEMA)
    try:
        return _read_lines(listed)
    except (pa.ArrowInvalid, _IrregularError):
        return _read_singly(listed)


class _IrregularError(Exception):
    """An array holds something that Arrow would pass over in silence."""


def _read_lines(arrays: list[FactArray]) -> pl.DataFrame:
    pieces: list[bytes | memoryview] = []
    for array in arrays:
        if not isinstance(array.content, msgspec.Raw):
            raise _IrregularError
        pieces += (b'{"f":', memoryview(array.content), b"}\n")
    lines = b"".join(pieces)
    # Arrow takes "12" for a number; JSON written with and without spaces is known by its start.
    if (b'"val": "' if b'": ' in lines[:200] else b'"val":"') in lines:
        raise _IrregularError
    column = (
        pa_json.read_json(
            pa.py_buffer(lines),
            read_options=pa_json.ReadOptions(use_threads=False, block_size=len(lines) + 1),
            parse_options=pa_json.ParseOptions(
                explicit_schema=_LINE_SCHEMA, unexpected_field_behavior="ignore"
            ),
        )
        .column("f")
        .combine_chunks()
    )
    facts = column.flatten()
    if len(column) != len(arrays) or column.null_count or facts.null_count:
        raise _IrregularError
    lengths = pl.Series(column.value_lengths(), dtype=pl.UInt32)
    line = pl.select(pl.int_range(len(arrays), dtype=pl.UInt32).repeat_by(lengths)).to_series()
    starts = lengths.cum_sum() - lengths
    line = line.explode(empty_as_null=False)
    fields = {
        field.name: pl.Series(field.name, _days(facts.field(place)))
        for place, field in enumerate(_FACT_TYPE)
    }
    return pl.DataFrame(
        {
            "line": line,
            "position": pl.select(pl.int_range(len(facts), dtype=pl.UInt32)).to_series()
            - starts.gather(line),
            **fields,
        }
    ).with_columns(problem=pl.lit(None, pl.String))


def _days(values: pa.Array) -> pa.Array:
    """Dates for instants at midnight, which is how Arrow reads a date; others unchanged."""
    if not pa.types.is_timestamp(values.type):
        return values
    days = values.cast(pa.date32())
    if not days.cast(values.type).equals(values):
        raise _IrregularError
    return days


def _read_singly(arrays: list[FactArray]) -> pl.DataFrame:
    rows = [
        (line, position, *_fact(fact))
        for line, array in enumerate(arrays)
        for position, fact in enumerate(_decoded(array.content))
    ]
    return pl.DataFrame(rows, schema=FACT_SCHEMA, orient="row")


def _decoded(content: msgspec.Raw | list[object]) -> list[object]:
    if isinstance(content, list):
        return content
    document = load_json(b'{"f":' + bytes(content) + b"}", "facts")
    rows = document["f"]
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
    try:
        number = Decimal(value)
        digits = number.as_tuple()
        exponent = digits.exponent if isinstance(digits.exponent, int) else 0
        whole = len(digits.digits) + exponent
        fits = number == 0 or (whole <= 28 and number == round(number, 10))
    except InvalidOperation:
        fits = False
    if not fits:
        return None, f"has a value outside 28 digits and 10 decimals ({str(value)[:40]})"
    return number, None
