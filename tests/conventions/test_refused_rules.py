"""Every rule that refuses says what a person could do: the advice has one home, a dbt macro."""

from __future__ import annotations

import re

from pipelines.normalize import leaving_out, refusals
from pipelines.normalize.facts import (
    contradicted_tags,
    dropped_facts,
    fact_refusals,
    refused_facts,
    scale_slips,
    simultaneous,
    statements,
)
from pipelines.normalize.months import months
from pipelines.normalize.revenue_lines import lines, revenue_tables
from pipelines.normalize.series import calendar_refusals, quarters
from pipelines.normalize.texts import guidance, sayings
from pipelines.settings import PROJECT_DIR

ROOT = PROJECT_DIR
RULES = {
    calendar_refusals.TRANSITION_PERIOD,
    calendar_refusals.NO_FISCAL_PERIOD,
    calendar_refusals.OTHER_CURRENCY,
    calendar_refusals.CALENDAR_QUARTER_SHARED,
    quarters.MISSING_OPERAND,
    quarters.START_MISMATCH,
    quarters.CONCEPT_MISMATCH,
    quarters.NOT_A_QUARTER,
    quarters.NEGATIVE_DIFFERENCE,
    quarters.MIXED_VINTAGE,
    quarters.SCOPE_CHANGED,
    contradicted_tags.QUARTERS_CONTRADICT_YEAR,
    contradicted_tags.TAG_CONTRADICTED,
    refusals.NOT_FILED,
    refusals.STALE_OPERAND,
    refusals.DERIVATION_OUTRANKED,
    refusals.AMBIGUOUS_CONCEPT,
    refusals.NO_MONEY,
    fact_refusals.FACT_CORRECTED,
    refused_facts.CONTRADICTED_IN_FILING,
    refused_facts.NEGATIVE_FIGURE,
    fact_refusals.SHELL_ZERO,
    simultaneous.SAME_MOMENT,
    refusals.MISDATED,
    scale_slips.SCALE_SLIP,
    lines.NOT_RECONCILED,
    lines.NO_FIGURE_ABOVE,
    lines.MEMBERS_ROTATED,
    lines.MEMBER_CORRECTED,
    revenue_tables.REPEATS_CONTRADICT,
    statements.STATEMENT_CONTRADICTS_FILING,
    leaving_out.CHECK_FAILED,
    leaving_out.WITHDRAWAL_BLOCKED,
    dropped_facts.UNCOUNTED_FORM,
    dropped_facts.NO_PERIOD_START,
    months.EMPTY_COMPARATIVE,
    sayings.REPEATED_IN_AMENDMENT,
    guidance.GUIDANCE_CONTRADICTS,
    guidance.GUIDANCE_WITHOUT_HORIZON,
    guidance.HORIZON_IS_OVER,
}


def test_every_rule_that_refuses_says_what_to_do() -> None:
    macro = (ROOT / "dbt_project/macros/refusal_action.sql").read_text("utf-8")
    advised = re.findall(r"when '(\w+)' then", macro)
    mart = (ROOT / "dbt_project/models/marts/record/fct_refusals.sql").read_text("utf-8")
    in_sql = set(re.findall(r"'(\w+)' as rule", mart)) | set(
        re.findall(r"'(quarantined_\w+|unread_text|unusable_price)'", mart)
    )
    assert len(advised) == len(set(advised))
    assert set(advised) == RULES | in_sql
