"""How a published fact and the filings behind it look in a terminal: one tree a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text
from rich.tree import Tree

from pipelines.publish import telling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.publish.trace import Fact


def trees(facts: Sequence[Fact]) -> Group:
    """A tree for each fact: value, derivation, version, and every operand with its filing."""
    return Group(*(tree(fact) for fact in facts))


def tree(fact: Fact) -> Tree:
    """The tree of one fact; the members of a total are grouped by company."""
    root = Tree(Text(telling.headline(fact), style="bold"))
    for line in telling.about(fact):
        root.add(Text(line))
    if fact.parts:
        _add_parts(root, fact)
    else:
        _add_operands(root, fact)
    if fact.traced.adds_up:
        said, is_value = telling.sum_of(fact)
        root.add(Text(said, style="green" if is_value else "bold red"))
    return root


def _add_parts(root: Tree, fact: Fact) -> None:
    groups = telling.by_company(fact)
    if not groups:
        root.children.extend(tree(part) for part in fact.parts)
    for subtotal, parts in groups:
        root.add(Text(subtotal, style="bold")).children.extend(tree(part) for part in parts)


def _add_operands(root: Tree, fact: Fact) -> None:
    for operand in fact.operands:
        node = root.add(Text(telling.operand(operand)))
        for line in telling.origin(operand).lines():
            node.add(Text(line, overflow="fold"))
