"""The refusals."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.custom import (
    ExpectRefusedQuartersToBeAbsent,
)
from expectations.patterns import SENTENCE
from expectations.suite import Run
from pipelines.contracts.normalized import REFUSALS, VERSIONS
from pipelines.normalize.facts.fact_refusals import FACT_CORRECTED

KEY = ("key", "rule", "accession")
READS = (VERSIONS.full_name,)

# Refusals of a newer or other figure for a quarter that is published all the same.
_BESIDE_A_PUBLISHED_VALUE = [
    "stale_operand",
    "derivation_outranked",
    "quarters_contradict_year",
    "tag_contradicted",
    "negative_difference",
    "scope_changed",
]


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    return [
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(REFUSALS.key),
            description="no two rows share table_name, key, rule, accession",
            meta={"check": "key_is_unique"},
        ),
        gxe.ExpectColumnValuesToMatchRegex(
            column="reason",
            regex=SENTENCE,
            description="every refusal gives its reason in a sentence that ends with a full stop",
            meta={"check": "reasons_are_sentences"},
        ),
        ExpectRefusedQuartersToBeAbsent(
            second_table=VERSIONS.full_name,
            besides=_BESIDE_A_PUBLISHED_VALUE,
            tables=str(run.tables),
            description=(
                "no quarter is both refused and published, but where the refusal concerns a "
                "newer or other figure"
            ),
            meta={"check": "refused_quarters_are_absent", "scope": "company"},
        ),
        gxe.ExpectColumnDistinctValuesToContainSet(
            column="accession",
            value_set=[each.accession for each in run.registry.fact_corrections],
            row_condition=Column("rule") == FACT_CORRECTED,
            severity="warning",
            description="every ruling in fact_corrections.yml corrects a fact that was filed",
            meta={"check": "corrections_meet_a_fact"},
        ),
        gxe.ExpectColumnValuesToNotBeInSet(
            column="rule",
            value_set=["not_reconciled", "no_figure_above"],
            severity="warning",
            description=(
                "the members of every revenue line make up the figure above them, within rounding"
            ),
            meta={"check": "lines_reconcile"},
        ),
        gxe.ExpectColumnValuesToNotBeInSet(
            column="rule",
            value_set=["members_rotated"],
            severity="warning",
            description=(
                "no later filing shows that the members of a table changed places (trap S6)"
            ),
            meta={"check": "members_keep_their_places"},
        ),
        gxe.ExpectColumnValuesToNotBeInSet(
            column="rule",
            value_set=["scale_slip"],
            severity="warning",
            description="no figure is off its series by a thousand, a million or a billion",
            meta={"check": "figures_keep_their_scale"},
        ),
        gxe.ExpectColumnValuesToNotBeInSet(
            column="rule",
            value_set=["statement_contradicts_filing"],
            severity="warning",
            description="no statement gave way to a filing that says another figure",
            meta={"check": "statements_agree_with_filings"},
        ),
    ]
