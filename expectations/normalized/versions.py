"""The versions of quarters, fiscal years and instants."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    ExpectFilingsToOutrankStatements,
    ExpectGrowthWithinHistory,
    ExpectNoQuarterMissing,
    ExpectOperandsToAddUp,
    ExpectQuartersToSumToTheirYear,
    ExpectQuartersWithinTheirYear,
    ExpectRowsToBeFoundIn,
)
from expectations.shared import versions_follow_each_other
from expectations.suite import Run
from pipelines.contracts.normalized import FACTS, OPERANDS, PERIOD_RATES, REFUSALS, VERSIONS
from pipelines.normalize.series.restatements import ruled_causes

_CELL = ["company_id", "metric_id", "period_kind", "period_end"]
KEY = (*_CELL, "version")
READS = tuple(table.full_name for table in (FACTS, OPERANDS, PERIOD_RATES, REFUSALS))


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    metrics = [metric.metric_id for metric in run.registry.metrics]
    never_negative = [each.metric_id for each in run.registry.metrics if each.never_negative]
    ruled: dict[str, list[str]] = {}
    for accession, cause in ruled_causes(run.registry).select("accession", "ruled_cause").rows():
        ruled.setdefault(cause, []).append(accession)
    return [
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(VERSIONS.key),
            description=f"no two rows share {', '.join(VERSIONS.key)}",
            meta={"check": "key_is_unique"},
        ),
        versions_follow_each_other(_CELL),
        ExpectOperandsToAddUp(
            column="value",
            second_table=OPERANDS.full_name,
            tables=str(run.tables),
            description=(
                "every version has operands, and with their signs they add up to its value exactly"
            ),
            meta={"check": "operands_add_up", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="document",
            row_condition=Column("accession").is_null(),
            description="every version names the filing, the statement or the report that said it",
            meta={"check": "versions_name_their_source", "scope": "company"},
        ),
        ExpectFilingsToOutrankStatements(
            facts=FACTS.full_name,
            refusals=REFUSALS.full_name,
            tables=str(run.tables),
            description=(
                "no statement stands where a filing says another figure for the period, "
                "beyond the rounding of both"
            ),
            meta={"check": "filings_outrank_statements", "scope": "company"},
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="known_from",
            column_B="operands_known_from",
            or_equal=True,
            description="no version is known before the newest of its operands",
            meta={"check": "nothing_known_too_early", "scope": "company"},
        ),
        ExpectQuartersToSumToTheirYear(
            metrics=metrics,
            which="firm",
            tables=str(run.tables),
            severity="warning",
            description=(
                "four standing quarters of a metric that filings state add up to the "
                "standing year exactly; within rounding where a quarter is tagged; a recast "
                "in progress is counted apart"
            ),
            meta={"check": "quarters_sum_to_the_year"},
        ),
        ExpectQuartersToSumToTheirYear(
            metrics=metrics,
            which="loose",
            tables=str(run.tables),
            severity="warning",
            description=(
                "four standing quarters of a revenue line, or of figures that statements and "
                "reports give, add up to the standing year within rounding"
            ),
            meta={"check": "lines_sum_to_the_year"},
        ),
        ExpectQuartersToSumToTheirYear(
            metrics=metrics,
            which="recast",
            tables=str(run.tables),
            severity="warning",
            description="no year differs from its quarters because only some of them are recast",
            meta={"check": "no_recast_in_progress"},
        ),
        ExpectQuartersWithinTheirYear(
            tables=str(run.tables),
            severity="warning",
            description="no quarter exceeds its fiscal year (Q ≤ YTD)",
            meta={"check": "quarters_are_within_the_year"},
        ),
        ExpectNoQuarterMissing(
            metrics=metrics,
            which="unexplained",
            tables=str(run.tables),
            description=(
                "every quarter missing between a series' first and its last fact is in refusals"
            ),
            meta={"check": "gaps_are_refused", "scope": "company"},
        ),
        ExpectNoQuarterMissing(
            metrics=metrics,
            which="metrics",
            tables=str(run.tables),
            severity="warning",
            description="no quarter is missing between a metric's first and last",
            meta={"check": "no_gaps"},
        ),
        ExpectNoQuarterMissing(
            metrics=metrics,
            which="lines",
            tables=str(run.tables),
            severity="warning",
            description="no quarter is missing between a revenue line's first and last",
            meta={"check": "lines_have_no_gaps"},
        ),
        ExpectGrowthWithinHistory(
            severity="warning",
            description=(
                "growth on the year of the newest four quarters lies within six robust "
                "standard deviations of the series' own median (twelve observations or more)"
            ),
            meta={"check": "growth_is_within_history"},
        ),
        *(
            gxe.ExpectColumnDistinctValuesToContainSet(
                column="accession",
                value_set=accessions,
                row_condition=(Column("version") > 1) & (Column("change_cause") == cause),
                severity="warning",
                description=f"each filing that is ruled to be {cause} changed a figure for that",
                meta={"check": f"rulings_on_{cause}_meet_a_restatement"},
            )
            for cause, accessions in ruled.items()
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="value",
            min_value=0,
            row_condition=Column("metric_id").is_in(never_negative),
            description="metrics that the registry says are never negative are not",
            meta={"check": "payments_are_not_negative", "scope": "company"},
        ),
        ExpectRowsToBeFoundIn(
            columns=["unit", "period_start", "period_end"],
            second_table=PERIOD_RATES.full_name,
            second_columns=list(PERIOD_RATES.key),
            row_condition=(Column("unit") != "USD") & (Column("period_kind") != "instant"),
            tables=str(run.tables),
            severity="warning",
            description=(
                "there is a rate for the currency and period of every flow that is not in USD"
            ),
            meta={"check": "flows_have_rates"},
        ),
    ]
