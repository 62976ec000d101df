"""Which failing rows of warnings a person has reviewed, and which are news.

The list is the registry's (`acknowledged_checks.yml`); here it meets the checks and what fails
them. An error is never acknowledged: its figures are kept back, whatever a list says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.rows import FAILING_ROW, MOST_EXAMPLES
from pipelines.registry import ACKNOWLEDGED_CHECKS, RegistryError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from expectations.outcomes import Outcome
    from pipelines.registry import AcknowledgedCheck, Registry

_CHECK = ["table_name", "check_name"]
# Why a check of age fails, of which no entry of the list speaks.
_OF_AGE = "the recorded data is as old as it is, and `ledger run --live` fetches newer"


def require_acknowledgeable(registry: Registry, severities: Mapping[tuple[str, str], str]) -> None:
    """Refuse an entry that names no check, or one of severity error, of the tables at hand.

    Args:
        registry: with the list.
        severities: error or warning, by table and name of every check of the tables at hand.

    Raises:
        RegistryError: names the file, the entry and what is wrong with it.
    """
    tables = {table for table, _ in severities}
    for entry in registry.acknowledged_checks:
        if entry.table not in tables:
            continue
        name = f"{ACKNOWLEDGED_CHECKS}: {entry.check}"
        severity = severities.get((entry.table, entry.check))
        if severity is None:
            raise RegistryError(f"{name}: check: the suite of {entry.table} has no such check")
        if severity != "warning":
            raise RegistryError(
                f"{name}: check: is an error of {entry.table}, and only warnings can be "
                "acknowledged"
            )


def judged(
    table: str, outcome: Outcome, registry: Registry, *, is_live: bool
) -> tuple[bool, str | None]:
    """Whether a check that failed is acknowledged, and what its message is in place of its own.

    Args:
        table: `schema.table`.
        outcome: of the check; one that could not be checked is an error.
        registry: with the list of what was reviewed.
        is_live: whether the data was fetched: the age of recorded data is no news.
    """
    failing = outcome.failing
    if outcome.passed or outcome.severity != "warning":
        return False, None
    if outcome.is_about_age and not is_live:
        return True, None
    entries = _about(registry.acknowledged_checks, table, outcome.check)
    if not entries or failing.is_empty():
        return False, None
    new = [name for name, company in _named(failing) if not _covered(entries, name, company)]
    if not new:
        return True, None
    if len(new) == failing.height:
        return False, None
    more = len(new) - MOST_EXAMPLES
    tail = f"; and {more:,} more" if more > 0 else ""
    return False, (
        f"{len(new):,} new of {failing.height:,} that fail: {'; '.join(new[:MOST_EXAMPLES])}{tail}"
    )


def unmatched(
    registry: Registry, results: pl.DataFrame, failing: pl.DataFrame
) -> tuple[AcknowledgedCheck, ...]:
    """The entries that cover no row which fails any more, and can be deleted.

    An entry whose check was not made, or named no rows when it failed, is left alone.

    Args:
        registry: with the list.
        results: the newest result of each check.
        failing: `failing.read_failing`; of other runs and checks as well.
    """
    rows = failing.join(results, on=[*_CHECK, "run_id", "stage"], how="semi")
    found = {key: _named(frame) for key, frame in rows.group_by(_CHECK)}
    passed = {(table, check) for table, check in results.filter("passed").select(_CHECK).rows()}
    return tuple(
        entry
        for entry in registry.acknowledged_checks
        if (entry.table, entry.check) in passed | set(found)
        and not any(_covered([entry], *row) for row in found.get((entry.table, entry.check), ()))
    )


def reasons(registry: Registry, table: str, check: str) -> tuple[str, ...]:
    """Why failures of a check are acknowledged, a sentence an entry; else it is the data's age."""
    return tuple(
        f"{entry.reason} (reviewed {entry.reviewed}, for {entry.audience})"
        for entry in _about(registry.acknowledged_checks, table, check)
    ) or (_OF_AGE,)


def _about(entries: Sequence[AcknowledgedCheck], table: str, check: str) -> list[AcknowledgedCheck]:
    return [entry for entry in entries if (entry.table, entry.check) == (table, check)]


def _named(failing: pl.DataFrame) -> list[tuple[str, str | None]]:
    """Name and company of each row; a name opens with the company where no column has it."""
    return [
        (str(name), company or str(name).partition(" ")[0])
        for name, company in failing.select(FAILING_ROW, "company_id").iter_rows()
    ]


def _covered(entries: Sequence[AcknowledgedCheck], name: str, company: str | None) -> bool:
    return any(entry.covers(name, company) for entry in entries)
