"""A published fact and what it is made of in words, the same wherever it is shown.

Belongs here: one line of text for each part of a fact. How the lines are laid out, in a terminal
or on a page, is for who shows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from pipelines.publish.trace import Fact, recomputed

DERIVATIONS = {
    "reported": "stated for this very period",
    "ytd_difference": "a cumulative figure less the shorter one before it",
    "year_minus_nine_months": "the year less its first nine months",
    "year_minus_quarters": "the year less its other quarters",
    "ytd_minus_last_quarter": "the year to date less its last quarter",
    "sum_of_months": "the sum of its months",
}


def exact(value: Any) -> str:
    """An amount with all its digits and no more: 35,802,000,000 or 0.0312."""
    if not isinstance(value, Decimal):
        return f"{value:,.4f}" if isinstance(value, float) else f"{value:,}"
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: Any, unit: str) -> str:
    """An exact amount with its unit."""
    return "no value" if value is None else f"{exact(value)} {unit}"


def headline(fact: Fact) -> str:
    """What the fact is called, and its value."""
    names = (str(fact.row[name]) for name in fact.traced.names if fact.row[name] is not None)
    return f"{fact.table} {' '.join(names)}: {amount(fact.value, fact.unit)}"


def about(fact: Fact) -> list[str]:
    """The value in other words: the line's name, its derivation, its version, its dollars."""
    row = fact.row
    derivation = row.get("derivation")
    lines = [row["line_name"]] if "line_name" in row else []
    how = fact.traced.words if derivation is None else DERIVATIONS[derivation]
    period = f", {row['period_start']} to {row['period_end']}" if "period_start" in row else ""
    lines.append(f"{how}{period}")
    if "companies_expected" in row:
        lines.append(f"{row['companies_reporting']} of {row['companies_expected']} companies")
    if "known_from" in row:
        version = f"version {row['version']}, " if "version" in row else ""
        basis = row.get("known_from_basis")
        how_known = f" ({basis.replace('_', ' ')})" if basis else ""
        lines.append(f"{version}known from {row['known_from']} UTC{how_known}")
    first = row.get("first_reported_usd", row.get("first_reported_value"))
    if row.get("is_restated"):
        lines.append(f"restated: first reported as {amount(first, fact.unit)}")
    if "old_usd" in row:
        lines.append(f"before: {amount(row['old_usd'], fact.unit)}; cause: {row['change_cause']}")
    if row.get("currency", "USD") != "USD":
        lines.append(_in_dollars(row))
    return lines


def _in_dollars(row: dict[str, Any]) -> str:
    if row["value_usd"] is None:
        return "no dollars: no exchange rate of its period is at hand"
    return (
        f"{amount(row['value_usd'], 'USD')} at {exact(row['fx_rate'])} USD a {row['currency']} "
        f"({row['fx_source']}, rates of {row['fx_first_date']} to {row['fx_last_date']})"
    )


def by_company(fact: Fact) -> list[tuple[str, list[Fact]]]:
    """The parts of a total, under a line for each company; nothing where they are of none."""
    if not all("company_id" in part.row for part in fact.parts):
        return []
    told = []
    for company, found in groupby(fact.parts, key=lambda part: str(part.row["company_id"])):
        parts = list(found)
        subtotal = sum((part.row["value_usd"] for part in parts), Decimal(0))
        told.append((f"{company}: {amount(subtotal, 'USD')}", parts))
    return told


def operand(entry: dict[str, Any]) -> str:
    """A filed figure that a value is made of: its sign, its amount, its concept, its period."""
    sign = "+" if entry["sign"] > 0 else "−"
    start, end = entry["period_start"], entry["period_end"]
    period = f"{start} to {end}" if start else str(end)
    return f"{sign} {amount(entry['value'], entry['unit'])}, {entry['concept']}, {period}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an operand is written: its members, its filing or citation, its address."""

    members: list[str]
    document: str | None
    citation: str | None
    url: str | None

    def lines(self) -> list[str]:
        """All of it, a line each."""
        return self.members + [each for each in (self.document, self.citation, self.url) if each]


def origin(entry: dict[str, Any]) -> Origin:
    """Where an operand is written."""
    document = entry["document"]
    if entry["accession"]:
        # Of what is said in words, an exhibit and a sentence in it.
        place = f", {entry['element_id']}" if entry["source"] == "sec_documents" else ""
        form, filed = entry["form"], entry["filed_date"]
        # Of a filing that only a statement cites, form and day may not be known.
        day = f" filed {filed}," if filed else ""
        document = f"{form or 'filing'}{day} {entry['accession']}{place}"
    members = [part for part in (entry["dimensions"] or "").split(";") if part]
    citation = entry["citation"]
    if document and citation and citation.startswith(document):
        document = None  # of a statement the citation is its document and the day of it
    return Origin(members, document, citation, entry["url"])


def sum_of(fact: Fact) -> tuple[str, bool]:
    """What the operands come to, and whether that is the published value."""
    if not fact.operands and not fact.parts:
        return "no operands are published for this value", False
    if fact.value is None:
        return "no amount is published here: this is what says so, and where", True
    total, is_value = recomputed(fact)
    said = f"= {amount(total, fact.unit)}"
    if not is_value:
        return f"{said}: NOT the published value", False
    if total == fact.value:
        return f"{said}, the published value", True
    return (
        f"{said}, the published value but for the cents to which each member is rounded",
        True,
    )
