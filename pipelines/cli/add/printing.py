"""How a proposal looks: a table to judge it by, and YAML to paste into the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from rich.table import Table
from rich.text import Text

from pipelines.cli.add.entries import amount, line_name, scope_of

if TYPE_CHECKING:
    from pipelines.cli.add.proposal import Proposal

_WIDTH = 88


class _Dumper(yaml.SafeDumper):
    """Lists are indented under their key, as in the registry's files."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists too."""
        del indentless
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Prose is folded, as in the registry's files."""
    style = ">" if len(text) > _WIDTH else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def as_table(proposal: Proposal) -> Table:
    """Each axis with its members, values, labels, and whether they reconcile."""
    division, filing = proposal.division, proposal.filing
    table = Table(
        title=Text(
            f"{proposal.listed.name} ({proposal.listed.ticker}, CIK {proposal.listed.cik}): "
            f"revenue in {division.unit}, {division.period_start} to {division.period_end}, "
            f"{filing.form} {filing.accession}"
        )
    )
    for name in ("axis", "member", "label"):
        table.add_column(name)
    table.add_column("value", justify="right")
    for name in ("reconciled", "proposed as", "concept"):
        table.add_column(name)
    for concept, total in division.totals.items():
        table.add_row("", "consolidated", "", amount(total), "", "total", Text(concept))
    for axis in division.axes:
        table.add_section()
        scope = scope_of(axis) or "not a line"
        depth = {member.member: member.parent for member in axis.members}
        for place, member in enumerate(axis.members):
            table.add_row(
                Text(axis.axis if place == 0 else ""),
                Text("  " * _level(member.member, depth) + member.member),
                Text(line_name(member) if member.label else ""),
                amount(member.value),
                "yes" if member.is_reconciled else "no",
                scope,
                Text(axis.concept if place == 0 else ""),
            )
    return table


def as_yaml(proposal: Proposal) -> str:
    """The two entries, each under a comment that says where it belongs and what to confirm."""
    notes = [
        "role is a guess: supplier, spender or both",
        f"fiscal_year_end: {proposal.year_end.told}",
    ]
    more = [*proposal.notes, "each line: see its reason; delete the lines that are not wanted"]
    return "\n".join(
        [
            "# Nothing was written. Confirm, then append to `companies` in companies.yml:",
            *(f"  # {note}" for note in notes),
            _entry(proposal.company),
            "",
            "# and to `suppliers` in revenue_lines.yml:",
            *(f"  # {note}" for note in more),
            _entry(proposal.lines),
        ]
    )


def _entry(entry: dict[str, Any]) -> str:
    """An item of a list that stands under a key at the top of the file."""
    text = yaml.dump([entry], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())


def _level(member: str, parents: dict[str, str | None]) -> int:
    level, parent = 0, parents[member]
    while parent is not None:
        level, parent = level + 1, parents[parent]
    return level
