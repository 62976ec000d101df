"""The registry entries that a filing suggests: unconfirmed, without a segment, never counting.

A proposal is data as the YAML holds it, and is validated by the registry's own models before a
person sees it. Only axes that divide a business are proposed as lines: a country, a customer or
the time of a sale is no part of the value chain.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pipelines.cli.add.axes import axis_name
from pipelines.registry import total_line_id
from pipelines.registry.revenue_lines import local_name
from pipelines.sources.xbrl.names import TAXONOMIES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from pipelines.cli.add.axes import Axis, Division, Member
    from pipelines.cli.add.lookup import Listed
    from pipelines.cli.add.year_end import YearEnd
    from pipelines.sources.base import Filing

NO_RULE = "to be confirmed"

_SCOPES = {
    "statementbusinesssegmentsaxis": "segment",
    "subsegmentsaxis": "segment",
    "segmentsaxis": "segment",
    "productorserviceaxis": "product",
    "productsandservicesaxis": "product",
    "marketsofcustomersaxis": "end_market",
}
_MEMBER = re.compile(r"\s*\[(?:Member|Domain)\]$", re.IGNORECASE)
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def scope_of(axis: Axis) -> str | None:
    """What a line on this axis is in the company's terms; None for an axis that is not proposed.

    A filer's own axis divides its business as nobody else does: most are end markets.
    """
    is_own = axis.axis.partition(":")[0].lower() not in TAXONOMIES
    return _SCOPES.get(axis_name(axis), "end_market" if is_own else None)


def line_name(member: Member) -> str:
    """The member's label without its ending, or its name in words."""
    if member.label and (label := _MEMBER.sub("", member.label).strip()):
        return label
    name = member.member.rpartition(":")[2].removesuffix("Member") or member.member
    return _WORDS.sub(" ", name).replace("_", " ").strip()


def amount(value: Decimal) -> str:
    """The figure in full, without the zeros of the column's scale."""
    whole, _, fraction = f"{value:,f}".partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def company_entry(
    listed: Listed, year_end: YearEnd, weeks: tuple[int, ...] | None, division: Division
) -> dict[str, Any]:
    """The entry of `companies.yml`."""
    entry: dict[str, Any] = {
        "ticker": listed.ticker,
        "company_name": listed.name,
        "cik": listed.cik,
        "role": "supplier",
        "fiscal_year_end": year_end.rule or NO_RULE,
    }
    if year_end.earlier is not None:
        rule, last = year_end.earlier
        entry["earlier_fiscal_year_ends"] = [{"fiscal_year_end": rule, "valid_to": last}]
    elif weeks is not None:
        entry["quarter_weeks"] = list(weeks)
    if division.unit != "USD":
        entry["reporting_currency"] = division.unit
    return entry


def lines_entry(
    listed: Listed, filing: Filing, division: Division, taken: Iterable[str]
) -> dict[str, Any]:
    """The entry of `revenue_lines.yml`.

    Args:
        listed: the company.
        filing: the filing that was read.
        division: what it says.
        taken: identifiers that the registry has already.
    """
    ids = _line_ids(listed.ticker, division, taken)
    source = f"{filing.form} {filing.accession}, filed {filing.filed_date}"
    entry: dict[str, Any] = {
        "company_id": listed.ticker,
        "expected_from": division.period_end,
        "total": {
            "is_broad": True,
            "counts": False,
            "reason": (
                f"Proposed from {source}. To confirm: segment_id and sub_segment_id, whether "
                "the whole company stands for them, and expected_from."
            ),
        },
    }
    lines = [
        _line(axis, scope, member, ids=ids, division=division, source=source)
        for axis in division.axes
        if (scope := scope_of(axis)) is not None
        for member in axis.members
    ]
    return {**entry, "lines": lines} if lines else entry


def _line(
    axis: Axis,
    scope: str,
    member: Member,
    *,
    ids: dict[tuple[str, str], str],
    division: Division,
    source: str,
) -> dict[str, Any]:
    line: dict[str, Any] = {
        "revenue_line_id": ids[axis.axis, member.member],
        "line_name": line_name(member),
    }
    if member.parent is not None:
        line["parent"] = ids[axis.axis, member.parent]
    concepts = {"concepts": [axis.concept]} if member.is_stated_otherwise else {}
    return {
        **line,
        "scope": scope,
        "is_broad": True,
        "status": "unconfirmed",
        "counts": False,
        "reason": _reason(member, division, source),
        **concepts,
        "members": [{"axis": axis.axis, "member": member.member}],
    }


def _reason(member: Member, division: Division, source: str) -> str:
    verdict = (
        "part of an exact partition of consolidated revenue"
        if member.is_reconciled
        else "which no partition of consolidated revenue accounts for"
    )
    parent = "the parent, which only figures suggest, " if member.parent else ""
    return (
        f"Proposed from {source}: {division.unit} {amount(member.value)} for "
        f"{division.period_start} to {division.period_end}, {verdict}. To confirm: that the "
        f"member is this line, {parent}segment_id and sub_segment_id, is_broad, valid_from."
    )


def _line_ids(ticker: str, division: Division, taken: Iterable[str]) -> dict[tuple[str, str], str]:
    """An identifier for each member: of its name; with its scope, then a number, where taken."""
    prefix = total_line_id(ticker).removesuffix("total")
    used = {*taken, f"{prefix}total"}
    ids: dict[tuple[str, str], str] = {}
    for axis in division.axes:
        scope = scope_of(axis)
        if scope is None:
            continue
        for member in axis.members:
            name = _slug(line_name(member)) or _slug(local_name(member.member)) or scope
            wanted = [f"{prefix}{name}", f"{prefix}{name}_{scope}"]
            number = 2
            while wanted[0] in used:
                wanted = [*wanted[1:], f"{prefix}{name}_{scope}_{number}"]
                number += 1
            used.add(wanted[0])
            ids[axis.axis, member.member] = wanted[0]
    return ids


def _slug(text: str) -> str:
    """The text in ASCII letters, digits and underscores, short enough to type."""
    words = re.sub(r"[^a-z0-9]+", " ", text.casefold().replace("&", " and ")).split()
    return "_".join(words)[:60].strip("_")
