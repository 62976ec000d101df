"""What the business claims of each table, one Great Expectations suite a table.

`<schema>/<table>.py` holds the suite of `<schema>.<table>`; `suites(stage)` finds it by its
name, nothing registers it. Claims are about ranges, reconciliations, coverage and freshness,
never about types: those stand in `pipelines/contracts/` and in dbt's contracts.
"""

from expectations.acknowledging import reasons, require_acknowledgeable, unmatched
from expectations.claims import STAGES, Claim, Frames, Suite
from expectations.discovery import claims, suites, tables
from expectations.failing import append_failing, failing_of, read_failing
from expectations.results import (
    append_results,
    forget_results,
    read_results,
    results_directory,
)
from expectations.runner import build_docs, run_stage, severities, stated

__all__ = [
    "STAGES",
    "Claim",
    "Frames",
    "Suite",
    "append_failing",
    "append_results",
    "build_docs",
    "claims",
    "failing_of",
    "forget_results",
    "read_failing",
    "read_results",
    "reasons",
    "require_acknowledgeable",
    "results_directory",
    "run_stage",
    "severities",
    "stated",
    "suites",
    "tables",
    "unmatched",
]
