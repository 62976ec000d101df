"""How a published fact and the filings behind it look in a terminal: one tree a fact."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text
from rich.tree import Tree

from pipelines.publish.trace import Fact, recomputed

if TYPE_CHECKING:
    from collections.abc import Sequence

DERIVATIONS = {
    "reported": "stated for this very period",
    "ytd_difference": "a cumulative figure less the shorter one before it",
    "year_minus_nine_months": "the year less its first nine months",
    "year_minus_quarters": "the year less its other quarters",
    "ytd_minus_last_quarter": "the year to date less its last quarter",
    "sum_of_months": "the sum of its months",
}


def trees(facts: Sequence[Fact]) -> Group:
    """A tree for each fact: value, derivation, version, and every operand with its filing."""
    return Group(*(tree(fact) for fact in facts))


def tree(fact: Fact) -> Tree:
    """The tree of one fact; the members of a total are grouped by company."""
    root = Tree(_headline(fact))
    for line in _about(fact):
        root.add(Text(line))
    if fact.parts:
        _add_parts(root, fact)
    else:
        _add_operands(root, fact)
    if fact.traced.adds_up:
        root.add(_sum_of(fact))
    return root


def exact(value: Any) -> str:
    """An amount with all its digits and no more: 35,802,000,000 or 0.0312."""
    if not isinstance(value, Decimal):
        return f"{value:,.4f}" if isinstance(value, float) else f"{value:,}"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _headline(fact: Fact) -> Text:
    names = (str(fact.row[name]) for name in fact.traced.names if fact.row[name] is not None)
    return Text(f"{fact.table} {' '.join(names)}: {_amount(fact.value, fact.unit)}", style="bold")


def _amount(value: Any, unit: str) -> str:
    return "no value" if value is None else f"{exact(value)} {unit}"


def _about(fact: Fact) -> list[str]:
    """The value in other words: the line's name, its derivation, its version, its dollars."""
    row = fact.row
    derivation = row.get("derivation")
    lines = [row["line_name"]] if "line_name" in row else []
    how = fact.traced.words if derivation is None else DERIVATIONS[derivation]
    period = f", {row['period_start']} to {row['period_end']}" if "period_start" in row else ""
    lines.append(f"{how}{period}")
    if "companies_reporting" in row:
        lines.append(f"{row['companies_reporting']} of {row['companies_expected']} companies")
    if "known_from" in row:
        version = f"version {row['version']}, " if "version" in row else ""
        basis = row.get("known_from_basis")
        how_known = f" ({basis.replace('_', ' ')})" if basis else ""
        lines.append(f"{version}known from {row['known_from']} UTC{how_known}")
    first = row.get("first_reported_usd", row.get("first_reported_value"))
    if row.get("is_restated"):
        lines.append(f"restated: first reported as {_amount(first, fact.unit)}")
    if "old_usd" in row:
        lines.append(f"before: {_amount(row['old_usd'], fact.unit)}; cause: {row['change_cause']}")
    if row.get("currency", "USD") != "USD":
        lines.append(_in_dollars(row))
    return lines


def _in_dollars(row: dict[str, Any]) -> str:
    if row["value_usd"] is None:
        return "no dollars: no exchange rate of its period is at hand"
    return (
        f"{_amount(row['value_usd'], 'USD')} at {exact(row['fx_rate'])} USD a {row['currency']} "
        f"({row['fx_source']}, rates of {row['fx_first_date']} to {row['fx_last_date']})"
    )


def _add_parts(root: Tree, fact: Fact) -> None:
    if not all("company_id" in part.row for part in fact.parts):
        for part in fact.parts:
            root.children.append(tree(part))
        return
    by_company = groupby(fact.parts, key=lambda part: str(part.row["company_id"]))
    for company, parts in ((company, list(parts)) for company, parts in by_company):
        subtotal = sum((part.row["value_usd"] for part in parts), Decimal(0))
        node = root.add(Text(f"{company}: {_amount(subtotal, 'USD')}", style="bold"))
        for part in parts:
            node.children.append(tree(part))


def _add_operands(root: Tree, fact: Fact) -> None:
    for operand in fact.operands:
        sign = "+" if operand["sign"] > 0 else "−"
        amount = _amount(operand["value"], operand["unit"])
        start, end = operand["period_start"], operand["period_end"]
        period = f"{start} to {end}" if start else str(end)
        node = root.add(Text(f"{sign} {amount}, {operand['concept']}, {period}"))
        for line in _origin(operand):
            node.add(Text(line, overflow="fold"))


def _origin(operand: dict[str, Any]) -> list[str]:
    """Where an operand is written: its dimensions, its filing or citation, its address."""
    lines = [part for part in (operand["dimensions"] or "").split(";") if part]
    if operand["accession"]:
        form, filed = operand["form"], operand["filed_date"]
        # Of a filing that only a statement cites, form and day may not be known.
        day = f" filed {filed}," if filed else ""
        lines.append(f"{form or 'filing'}{day} {operand['accession']}")
    elif operand["document"]:
        lines.append(operand["document"])
    return lines + [operand[name] for name in ("citation", "url") if operand[name]]


def _sum_of(fact: Fact) -> Text:
    if not fact.operands:
        return Text("no operands are published for this value", style="bold red")
    total, is_value = recomputed(fact)
    if not is_value:
        return Text(f"= {_amount(total, fact.unit)}: NOT the published value", style="bold red")
    if total == fact.value:
        return Text(f"= {_amount(total, fact.unit)}, the published value", style="green")
    return Text(
        f"= {_amount(total, fact.unit)}, the published value but for the cents to which each "
        "member is rounded",
        style="green",
    )
