"""Generates `guards.md`: for each mart, what dbt's docs say of the checks that guard it.

`python -m pipelines.dbt.guards` writes the file; a unit test fails while it is stale. The suites
in `expectations/` state each expectation once; a mart's description ends in
`{{ doc('guards_<mart>') }}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.publish.declared import HISTORY, declared_marts
from pipelines.registry import load_registry
from pipelines.settings import DBT_DIR, PACKAGE_DIR

if TYPE_CHECKING:
    from collections.abc import Sequence

GUARDS_PATH = DBT_DIR / "models" / "guards.md"

_STAGE = "marts"
_HEADER = (
    "{# Generated from the suites in expectations/: change them there, then run\n"
    "   `python -m pipelines.dbt.guards`. #}\n"
)
_SEVERITIES = {
    "error": "Nothing is published while one of these does not hold:",
    "warning": "These are shown where they do not hold:",
}


def models() -> frozenset[str]:
    """The marts that dbt builds; a history is guarded by what guards its mart, and dbt's tests."""
    return frozenset(name for name in declared_marts() if not name.endswith(HISTORY))


def render_guards() -> str:
    """The text of `guards.md`: one doc block a mart, its checks by severity."""
    from expectations import stated, tables  # noqa: PLC0415

    built, registry = models(), load_registry(PACKAGE_DIR / "registry")
    blocks = [
        _block(name, table, stated(table, registry))
        for table in tables(_STAGE)
        for name in [table.removeprefix(f"{_STAGE}.")]
        if name in built
    ]
    return _HEADER + "".join(blocks)


def _block(name: str, table: str, checks: Sequence[tuple[str, str, str]]) -> str:
    lines = [f"Guarded by the suite `{table}` of Great Expectations, in every run."]
    for severity, meaning in _SEVERITIES.items():
        told = [f"- `{check}`: {words}" for check, of, words in checks if of == severity]
        if told:
            lines += ["", meaning, "", *told]
    text = "\n".join(lines)
    return f"\n{{% docs guards_{name} %}}\n{text}\n{{% enddocs %}}\n"


if __name__ == "__main__":
    GUARDS_PATH.write_text(render_guards(), encoding="utf-8")
