"""Generates what is said of the suites elsewhere; the suites state each expectation once.

`guards.md` is for dbt's docs: for each mart, the checks that guard it; a mart's description ends in
`{{ doc('guards_<mart>') }}`. `expectations/rules.csv` is for Dagster, see `expectations.listing`.
`python -m pipelines.dbt.guards` writes both; a unit test fails while one is stale.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from expectations import Rule, all_stated, listing, tables
from pipelines.publish.declared import HISTORY, declared_marts
from pipelines.registry import load_registry
from pipelines.settings import DBT_DIR, PACKAGE_DIR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

GUARDS_PATH = DBT_DIR / "models" / "guards.md"

_STAGE = "marts"
_HEADER = (
    "{# Generated from the suites in expectations/: change them there, then run\n"
    "   `python -m pipelines.dbt.guards`. #}\n"
)
# What each kind of rule does, by severity and scope.
_MEANINGS = {
    ("error", "structure"): "Nothing is published while one of these does not hold:",
    ("error", "company"): "What fails one of these is withheld, and all else published:",
    ("warning", "structure"): "These are shown where they do not hold:",
}


def models() -> frozenset[str]:
    """The marts that dbt builds; a history is guarded by what guards its mart, and dbt's tests."""
    return frozenset(name for name in declared_marts() if not name.endswith(HISTORY))


def shipped_rules() -> list[Rule]:
    """The rules of all suites, with the registry as shipped; imports Great Expectations."""
    return all_stated(load_registry(PACKAGE_DIR / "registry"))


def render_guards(rules: Iterable[Rule]) -> str:
    """The text of `guards.md`: one doc block a mart, its checks by severity."""
    built, by_table = models(), defaultdict(list)
    for rule in rules:
        by_table[rule.table].append(rule)
    blocks = [
        _block(name, table, by_table[table])
        for table in tables(_STAGE)
        for name in [table.removeprefix(f"{_STAGE}.")]
        if name in built
    ]
    return _HEADER + "".join(blocks)


def _block(name: str, table: str, rules: Sequence[Rule]) -> str:
    lines = [f"Guarded by the suite `{table}` of Great Expectations, in every run."]
    for kind, meaning in _MEANINGS.items():
        told = [
            f"- `{rule.check}`: {rule.words}"
            for rule in rules
            if (rule.severity, rule.scope) == kind
        ]
        if told:
            lines += ["", meaning, "", *told]
    text = "\n".join(lines)
    return f"\n{{% docs guards_{name} %}}\n{text}\n{{% enddocs %}}\n"


if __name__ == "__main__":
    shipped = shipped_rules()
    listing.write(shipped)
    GUARDS_PATH.write_text(render_guards(shipped), encoding="utf-8")
