"""Finds published facts and the operands that each of them is made of.

Belongs here: what each kind of key looks like, and reading a fact with its operands. Which marts
can be traced, and by which keys, is declared in their YAML (`declared.py`).
How a fact looks in a terminal is in `show_trace.py`. Whether operands add up is proved for every
row by dbt's test `recomputed_from_lineage`; `recomputed` shows it for one.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from functools import cache
from typing import TYPE_CHECKING, Any

from pipelines.errors import LedgerError
from pipelines.publish.declared import declared_marts
from pipelines.storage.connections import identifier, query
from pipelines.storage.past import connect_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipelines.publish.declared import Trace
    from pipelines.settings import Settings
    from pipelines.storage.connections import Connection

_CENT = Decimal("0.01")


class NoSuchFact(LedgerError):
    """The arguments name no published fact; says what there is."""


def _quarter(text: str) -> str:
    if not re.fullmatch(r"\d{4}[Qq][1-4]", text):
        raise ValueError(text)
    return text.upper()


def _month(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text}-01")


@dataclass(frozen=True, slots=True)
class Key:
    """A part of what names a fact: the columns that may hold it, and how it is written."""

    name: str
    columns: tuple[str, ...]
    example: str
    parse: Callable[[str], object] = str
    is_ordered: bool = False

    def read(self, text: str) -> object:
        """The value to look for.

        Raises:
            NoSuchFact: the text is not written like the example.
        """
        try:
            return self.parse(text)
        except ValueError:
            raise NoSuchFact(
                f"{text!r} is not a valid {self.name}: write it like {self.example}"
            ) from None


# The kinds of keys that `meta.trace.by` of a mart names.
KEYS: dict[str, Key] = {
    "company": Key("COMPANY", ("ticker", "company_id"), "MSFT"),
    "line": Key("COMPANY_OR_LINE", ("ticker", "company_id", "revenue_line_id"), "NVDA"),
    "segment": Key("SEGMENT", ("segment_id",), "interconnect"),
    "sub_segment": Key("SUB_SEGMENT", ("sub_segment_id",), "accelerators"),
    "tier": Key("TIER", ("tier",), "devices"),
    "technology": Key("TECHNOLOGY", ("technology_id",), "co_packaged_optics"),
    "model_company": Key("MODEL_COMPANY", ("model_company_id",), "openai"),
    "horizon": Key("HORIZON", ("horizon",), "FY2025"),
    "series": Key("SERIES", ("series_id", "ticker"), "capex:MSFT"),
    "origin": Key("ORIGIN_QUARTER", ("origin_quarter",), "2025Q2", _quarter, is_ordered=True),
    "capability_tier": Key("TIER", ("tier",), "eci_140"),
    "listed_model": Key("MODEL", ("model", "provider"), "gpt-4o-mini"),
    "hardware": Key("HARDWARE", ("hardware",), "NVIDIA H100 SXM5 80GB"),
    "estimator": Key("WHO", ("estimate_by",), "NVIDIA"),
    "estimate_period": Key("PERIOD", ("period",), "2028"),
    "market_case": Key("CASE", ("market_case",), "base"),
    "assumption": Key("ASSUMPTION", ("assumption_id",), "spending_of_others"),
    "list_date": Key(
        "LIST_DATE", ("list_date",), "2025-05-07", dt.date.fromisoformat, is_ordered=True
    ),
    "quarter": Key("QUARTER", ("calendar_quarter",), "2025Q2", _quarter, is_ordered=True),
    "month": Key("MONTH", ("month",), "2025-02", _month, is_ordered=True),
    "year": Key("FISCAL_YEAR", ("fiscal_year",), "2025", int, is_ordered=True),
    "period_end": Key(
        "PERIOD_END", ("period_end",), "2025-06-30", dt.date.fromisoformat, is_ordered=True
    ),
}
_USUAL_BASIS = "cash"
_BASIS = Key("basis", ("basis",), _USUAL_BASIS)


@cache
def traced_marts() -> dict[str, Trace]:
    """How the facts of each mart are traced, the first to tell of a lineage_id first.

    A value stands in a mart before its versions, and a total before a ratio of it.
    """
    traces = {name: mart.trace for name, mart in declared_marts().items() if mart.trace}
    order = sorted(traces, key=lambda n: (not traces[n].adds_up, traces[n].has_versions, n))
    return {name: traces[name] for name in order}


_OPERANDS = """
    select lineage.*, filings.form, filings.filed_date
    from lineage
    left join (
        select accession, min(form) as form, min(filed_date) as filed_date
        from dim_filings group by accession
    ) as filings using (accession)
    where lineage.lineage_id = ?
    order by lineage.operand_order
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """A published value: its row, its operands in order, and the facts that a total adds up."""

    table: str
    row: dict[str, Any]
    operands: list[dict[str, Any]]
    parts: list[Fact] = field(default_factory=list)

    @property
    def traced(self) -> Trace:
        """How facts of this table are told."""
        return traced_marts()[self.table]

    @property
    def value(self) -> Any:
        """The published value."""
        return self.row[self.traced.value]

    @property
    def unit(self) -> str:
        """Unit of the value."""
        return str(self.row.get(self.traced.unit, self.traced.unit))


def recomputed(fact: Fact) -> tuple[Decimal, bool]:
    """Signs times values, times rates where there are any, and whether that is the value.

    A total in dollars may differ by a cent for each operand that was converted, since every
    member is rounded to cents before it is added. A total of the past is told by its members
    alone: the operands on record are those of the total as it stands.
    """
    if not fact.operands and fact.parts:
        total = sum((part.row["value_usd"] for part in fact.parts), Decimal(0))
        return total, total == fact.value
    with localcontext() as context:
        context.prec = 60
        total = sum(
            (each["sign"] * each["value"] * (each["fx_rate"] or 1) for each in fact.operands),
            Decimal(0),
        )
        converted = sum(each["fx_rate"] is not None for each in fact.operands)
        return total, bool(fact.operands) and abs(total - fact.value) <= _CENT * converted


def find(
    settings: Settings,
    table: str,
    texts: Sequence[str],
    basis: str | None = None,
    at: dt.datetime | None = None,
) -> list[Fact]:
    """The facts of a table that the keys name; several where a company has several lines.

    Args:
        settings: where the marts are.
        table: a published table.
        texts: a value for each of its keys.
        basis: of capital expenditure; if none, cash, or the one that there is.
        at: what was known at that moment (UTC), in place of what is known now.

    Raises:
        NoSuchFact: no such table, key or row; says which there are.
        WarehouseError: nothing is published yet.
    """
    traced = traced_marts().get(table)
    if traced is None:
        raise NoSuchFact(
            f"no table {table!r} can be traced; there are: {', '.join(traced_marts())}"
        )
    keys = [KEYS[kind] for kind in traced.by]
    if len(texts) != len(keys):
        names = " ".join(key.name for key in keys)
        example = " ".join(key.example for key in keys)
        raise NoSuchFact(f"a fact of {table} is named by {names}, such as: {table} {example}")
    if basis is not None and not traced.has_basis:
        raise NoSuchFact(f"{table} has no basis: leave --basis out")
    chosen = [(key, key.read(text)) for key, text in zip(keys, texts, strict=True)]
    with connect_at(settings, at) as connection:
        if traced.has_basis:
            chosen.append((_BASIS, basis or _usual_basis(connection, table, chosen)))
        facts = _read(connection, table, [(key.columns, value) for key, value in chosen])
        if not facts:
            raise NoSuchFact(_what_there_is(connection, table, chosen))
    return facts


def find_lineage(settings: Settings, lineage_id: str, at: dt.datetime | None = None) -> list[Fact]:
    """The facts whose operands stand under a lineage_id, now or at a moment (UTC).

    Raises:
        NoSuchFact: no fact has that lineage_id.
        WarehouseError: nothing is published yet.
    """
    with connect_at(settings, at) as connection:
        _, tables = query(
            connection,
            "select table_name from information_schema.tables "
            "where table_catalog = current_database() and table_schema = 'marts'",
        )
        for table in traced_marts():
            if (table,) in tables:
                facts = _read(connection, table, [(("lineage_id",), lineage_id)])
                if facts:
                    return facts
    raise NoSuchFact(
        f"no fact has the lineage_id {lineage_id!r}: each fact's is in its column lineage_id"
    )


def _usual_basis(connection: Connection, table: str, chosen: list[tuple[Key, object]]) -> str:
    """Cash where there is cash, else the only basis that there is.

    Raises:
        NoSuchFact: there are several, and none is cash.
    """
    where, parameters = _where([(key.columns, value) for key, value in chosen])
    _, found = query(
        connection,
        f"select distinct basis from {identifier(table)} where {where} order by 1",  # noqa: S608
        parameters,
    )
    bases = [str(row[0]) for row in found]
    if not bases or _USUAL_BASIS in bases:
        return _USUAL_BASIS
    if len(bases) > 1:
        raise NoSuchFact(
            f"that fact of {table} has several bases: choose --basis {' or '.join(bases)}"
        )
    return bases[0]


_Conditions = list[tuple[tuple[str, ...], object]]


def _where(conditions: _Conditions) -> tuple[str, list[object]]:
    """Each value in any of its columns, texts in any case of letters; values as parameters."""
    clauses = ["true"]
    parameters: list[object] = []
    for columns, value in conditions:
        form = "upper({0}) = upper(?)" if isinstance(value, str) else "{0} = ?"
        clauses.append(f"({' or '.join(form.format(identifier(name)) for name in columns)})")
        parameters += [value] * len(columns)
    return " and ".join(clauses), parameters


def _read(
    connection: Connection,
    table: str,
    conditions: _Conditions,
    *,
    with_dollars: bool = False,
) -> list[Fact]:
    traced = traced_marts()[table]
    where, parameters = _where(conditions)
    if with_dollars:
        where += " and value_usd is not null"
    order = ", ".join(identifier(name) for name in traced.names)
    facts = []
    for row in _rows(
        connection,
        f"select * from {identifier(table)} where {where} order by {order}",  # noqa: S608
        parameters,
    ):
        parts = []
        for part in traced.parts:
            same: _Conditions = [((theirs,), row[own]) for own, theirs in part.columns.items()]
            flag: _Conditions = [((part.flag,), True)] if part.flag else []
            parts += _read(connection, part.table, same + flag, with_dollars=True)
        operands = _rows(connection, _OPERANDS, [row["lineage_id"]])
        facts.append(Fact(table, row, operands, parts))
    return facts


def _rows(connection: Connection, sql: str, parameters: Sequence[object]) -> list[dict[str, Any]]:
    columns, found = query(connection, sql, parameters)
    return [dict(zip(columns, row, strict=True)) for row in found]


def _what_there_is(connection: Connection, table: str, chosen: list[tuple[Key, object]]) -> str:
    """Names the first key that leaves nothing, and what there is in its place."""
    for count, (key, _) in enumerate(chosen):
        where, parameters = _where([(key.columns, value) for key, value in chosen[: count + 1]])
        named = identifier(table)
        if query(connection, f"select 1 from {named} where {where} limit 1", parameters)[1]:  # noqa: S608
            continue
        where, parameters = _where([(key.columns, value) for key, value in chosen[:count]])
        column = identifier(key.columns[0])
        _, found = query(
            connection,
            f"select distinct {column} from {named} where {where} order by 1",  # noqa: S608
            parameters,
        )
        there = [str(row[0]) for row in found]
        if key.is_ordered and there:
            short = [text[: len(key.example)] for text in there]
            there = [
                short[0] if len(short) == 1 else f"{len(short)} from {short[0]} to {short[-1]}"
            ]
        missing = " ".join(
            str(value)[: len(key.example)] if key.is_ordered else str(value)
            for key, value in chosen[: count + 1]
        )
        return f"{table} has no {missing}; of {key.name} there is: {', '.join(there) or 'nothing'}"
    raise AssertionError("asked although every key was found")
