"""What is expected of each table, one Great Expectations suite a table.

`<schema>/<table>.py` holds the suite of `<schema>.<table>`; `tables(stage)` finds it by its name,
nothing registers it. Expectations are about ranges, coverage, freshness and how rows fit each
other, never about types: those stand in `pipelines/contracts/` and in dbt's contracts.
"""

from expectations.acknowledging import reasons, require_acknowledgeable, unmatched
from expectations.discovery import STAGES, tables
from expectations.failing import append_failing, failing_of, read_failing
from expectations.listing import Rule, listed, severities
from expectations.results import (
    append_results,
    forget_results,
    read_results,
    results_directory,
)
from expectations.runner import all_stated, build_docs, run_stage, stated

__all__ = [
    "STAGES",
    "Rule",
    "all_stated",
    "append_failing",
    "append_results",
    "build_docs",
    "failing_of",
    "forget_results",
    "listed",
    "read_failing",
    "read_results",
    "reasons",
    "require_acknowledgeable",
    "results_directory",
    "run_stage",
    "severities",
    "stated",
    "tables",
    "unmatched",
]
