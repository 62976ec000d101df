"""What is expected of several tables, in one place each: name, words and bounds.

Not here: what one table alone must meet (its suite), and how a rule of ours is judged (`custom/`).
Imports Great Expectations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from great_expectations import expectations as gxe
from great_expectations.expectations.row_conditions import Column

from expectations.bounds import BOUNDS_IN_WORDS, MOST_OFFSET_DAYS
from expectations.custom import (
    ExpectAddressesOfTheirFiling,
    ExpectDaysBetweenToBeBetween,
    ExpectDifferencesToHaveACause,
    ExpectDollarsToFollowTheRate,
    ExpectFilingsToBeKnown,
    ExpectRatesToBePlausible,
    ExpectRowsToBeFoundIn,
    ExpectTotalsToSum,
    ExpectVersionsToFollowEachOther,
)
from expectations.patterns import FILING_URL
from expectations.registered import CIKS
from pipelines.contracts.columns import ACCESSION_PATTERN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from expectations.suite import Run

DIM_FILINGS = "marts.dim_filings"
GUIDANCE_KINDS = ("direction", "lower_bound", "point", "range", "reiteration", "upper_bound")
# Of capital expenditure: what a filing states, as against what the company gives in words.
IS_FILED_CAPEX = (Column("basis") != "company_stated") & Column("accession").is_not_null()

# EDGAR dates a filing accepted after 17:30 in New York by the next business day, and one may
# be dated back when EDGAR was at fault; a longest weekend lies within both bounds.
_DAYS_BEFORE, _DAYS_AFTER = 7, 5


def accepted_near_filing_date() -> Any:
    """Of filings with the time at which EDGAR took them."""
    return ExpectDaysBetweenToBeBetween(
        start="filed_date",
        end="accepted_at",
        min_days=-_DAYS_BEFORE,
        max_days=_DAYS_AFTER,
        description=(
            f"filings are accepted from {_DAYS_BEFORE} days before to {_DAYS_AFTER} days "
            "after their filing date"
        ),
        meta={"check": "accepted_near_filing_date", "scope": "company"},
    )


def versions_follow_each_other(cell: Sequence[str], what: str = "period") -> Any:
    """Of the versions of each cell; `what` a cell is, in words."""
    return ExpectVersionsToFollowEachOther(
        cell=list(cell),
        description=(
            f"the versions of a {what} are numbered as they became known, none overlaps "
            "the next, and the last one stands"
        ),
        meta={"check": "versions_follow_each_other", "scope": "company"},
    )


def filings_are_known(
    run: Run, is_filed: Any = None, columns: Sequence[str] = ("accession",)
) -> Any:
    """Of the rows that a filing states, which `is_filed` tells; all of them if None."""
    return ExpectFilingsToBeKnown(
        columns=list(columns),
        second_table=DIM_FILINGS,
        row_condition=is_filed,
        tables=str(run.tables),
        description="the filing of every figure that is filed is in dim_filings",
        meta={"check": "filings_are_known", "scope": "company"},
    )


def calendar_offsets_are_small() -> Any:
    """Of quarters, beside the calendar quarter that each belongs to."""
    return gxe.ExpectColumnValuesToBeBetween(
        column="calendar_offset_days",
        min_value=-MOST_OFFSET_DAYS,
        max_value=MOST_OFFSET_DAYS,
        description=(
            f"quarters end within {MOST_OFFSET_DAYS} days of their calendar quarter's end (rule 8)"
        ),
        meta={"check": "calendar_offsets_are_small", "scope": "company"},
    )


def dollars_are_sound() -> list[Any]:
    """Of amounts in a currency, with their rate and their dollars (rule 10)."""
    return [
        ExpectDollarsToFollowTheRate(
            description="value_usd is value times fx_rate, to the cent",
            meta={"check": "dollars_follow_the_rate", "scope": "company"},
        ),
        # One dollar is one dollar, so an amount filed in USD is its own value_usd.
        ExpectRatesToBePlausible(
            column="fx_rate",
            base="currency",
            description=BOUNDS_IN_WORDS,
            meta={"check": "rates_are_plausible", "scope": "company"},
        ),
        gxe.ExpectColumnValuesToNotBeNull(
            column="value_usd",
            severity="warning",
            description="there is a rate for the currency and period of every amount",
            meta={"check": "every_amount_has_dollars"},
        ),
    ]


def no_total_holds_two_tiers(run: Run, group: Sequence[str], what: str) -> Any:
    """Of totals over supplier revenue; `what` each is of besides its tier, in words."""
    return ExpectTotalsToSum(
        group=list(group),
        column="value_usd",
        second_table="marts.fct_supplier_revenue",
        second_flag="in_segment_total",
        tables=str(run.tables),
        description=f"a total is that of the lines of its own {what}: no total holds two tiers",
        meta={"check": "no_total_holds_two_tiers"},
    )


def differences_have_a_cause(suffix: str = "", most_pct: float | None = None) -> Any:
    """Of years beside the sum of their quarters.

    Args:
        suffix: of the columns that are compared.
        most_pct: how far the two may lie apart even with a cause; any if None.
    """
    within = "" if most_pct is None else f", and lie within {most_pct} percent of it"
    return ExpectDifferencesToHaveACause(
        column=f"quarters_difference{suffix}",
        whole=f"value{suffix}",
        cause="quarters_difference_cause",
        unknown="unexplained",
        most_pct=most_pct,
        severity="warning",
        description=(
            f"four quarters add up to their year, or the rules can say why they do not{within}"
        ),
        meta={"check": "differences_have_a_cause"},
    )


def addresses_are_of_the_filing(is_filed: Any = None) -> Any:
    """Of rows that a filing states, which `is_filed` tells; all of them if None."""
    return ExpectAddressesOfTheirFiling(
        pattern=FILING_URL,
        row_condition=is_filed,
        description="what is filed links by https to a document of its own filing at the SEC",
        meta={"check": "addresses_are_of_the_filing"},
    )


def cik_is_registered(run: Run, whose: str) -> Any:
    """Of what is filed under a CIK; `whose` it is, in words."""
    return ExpectRowsToBeFoundIn(
        columns=["company_id", "cik"],
        second_table=CIKS,
        tables=str(run.tables),
        description=f"the {whose}'s CIK is one under which the registry says the company files",
        meta={"check": "cik_is_registered", "scope": "company"},
    )


def accession_is_well_formed() -> Any:
    """Of what a filing states."""
    return gxe.ExpectColumnValuesToMatchRegex(
        column="accession",
        regex=ACCESSION_PATTERN,
        description="accession numbers read 0000000000-00-000000",
        meta={"check": "accession_is_well_formed", "scope": "company"},
    )


def filed_after_period_ended() -> Any:
    """Of facts."""
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="filed_date",
        column_B="period_end",
        or_equal=True,
        description="no fact is filed before the last day of its period",
        meta={"check": "filed_after_period_ended", "scope": "company"},
    )


def facts_are_unique(key: Sequence[str]) -> Any:
    """Of facts, told apart by their key."""
    return gxe.ExpectCompoundColumnsToBeUnique(
        column_list=list(key),
        description="each fact of a filing stands once",
        meta={"check": "facts_are_unique"},
    )


def newest_bodies_state_all() -> Any:
    """Of rows that archived bodies state."""
    return gxe.ExpectColumnValuesToBeInSet(
        column="is_in_newest_body",
        value_set=[True],
        severity="warning",
        description="the newest body of each document still states what earlier ones stated",
        meta={"check": "newest_bodies_state_all"},
    )


def guidance_is_of_a_kind() -> Any:
    """Of guidance, read from a sentence or entered."""
    return gxe.ExpectColumnValuesToBeInSet(
        column="kind",
        value_set=list(GUIDANCE_KINDS),
        description=f"guidance is one of {', '.join(GUIDANCE_KINDS)}",
        meta={"check": "guidance_is_of_a_kind", "scope": "company"},
    )


def ranges_are_in_order() -> Any:
    """Of guidance, read from a sentence or entered."""
    return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="high_usd",
        column_B="low_usd",
        or_equal=True,
        ignore_row_if="either_value_is_missing",
        description="the upper end of guidance is not below the lower",
        meta={"check": "ranges_are_in_order", "scope": "company"},
    )
