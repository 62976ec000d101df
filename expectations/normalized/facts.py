"""What is claimed of the facts on the fiscal calendar.

How silence and lag are measured stands in `expectations/silence.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, name_of
from expectations.silence import behind_filings, never_stated, silent_tags
from pipelines.contracts import FACTS

if TYPE_CHECKING:
    from collections.abc import Sequence

_TABLE = FACTS.full_name

# Rule 4 of the design: proxy statements, prospectuses and the like never count.
_COUNTING_FORMS = ["10-K", "10-Q", "20-F", "40-F", "6-K", "8-K"]

# Rule 1 of the design, in days with both ends included. Stated here again on purpose: a claim
# that shared the constant of what it checks could not tell when that is wrong.
_BANDS: dict[str, tuple[int, int]] = {
    "quarter": (80, 100),
    "half": (170, 195),
    "nine_months": (260, 290),
    "year": (350, 380),
    "trailing_twelve_months": (350, 380),
}

# Acceptance lies near the filing date: see raw/sec_filings.py. A filing date without an
# acceptance time counts as public when the day in New York is over, up to five hours into the
# next day in UTC.
_KNOWN_DAYS_BEFORE = 7
_KNOWN_DAYS_AFTER = 3

_CUMULATIVE = ["quarter", "half", "nine_months", "year"]

# A figure of four digits or more, in the filing's own rounding, seldom comes twice by chance.
# Quarters do: NVIDIA's revenue was 1,103 million twice running.
_TOO_FINE_FOR_CHANCE = 1_000

_FACT = name_of("company_id", "metric_id", "period_end", "accession")


def _forms(frames: Frames) -> pl.DataFrame:
    return (
        frames[_TABLE]
        .group_by("form")
        .agg(pl.col("accession").min(), pl.col("company_id").min())
        .sort("form")
        .select("form", item=name_of("company_id", "accession"))
    )


def _counting_forms(gxe: Any) -> Sequence[Any]:
    forms = [*_COUNTING_FORMS, *(f"{form}/A" for form in _COUNTING_FORMS)]
    return [gxe.ExpectColumnValuesToBeInSet(column="form", value_set=forms)]


def _known_far_from_filing(frames: Frames) -> pl.DataFrame:
    filed = pl.col("filed_date").cast(pl.Datetime("us"))
    near = pl.col("known_from").is_between(
        filed - pl.duration(days=_KNOWN_DAYS_BEFORE), filed + pl.duration(days=_KNOWN_DAYS_AFTER)
    )
    return counted(frames[_TABLE], ~near, _FACT)


def _outside_bands(frames: Frames) -> pl.DataFrame:
    length = (pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1
    kind = pl.col("duration_kind")
    inside: Any = pl.when(kind == "instant").then(pl.col("period_start").is_null())
    for name, (shortest, longest) in _BANDS.items():
        inside = inside.when(kind == name).then(length.is_between(shortest, longest))
    return counted(
        frames[_TABLE],
        ~inside.otherwise(statement=False),
        name_of("company_id", "metric_id", "duration_kind", "period_start", "period_end"),
    )


def _misplaced_years(frames: Frames) -> pl.DataFrame:
    kind, is_last = pl.col("duration_kind"), pl.col("fiscal_quarter") == 4
    bad = ((kind == "year") & ~is_last) | ((kind == "trailing_twelve_months") & is_last)
    return counted(frames[_TABLE], bad, _FACT)


def _more_than_year_to_date(frames: Frames) -> pl.DataFrame:
    """In one filing, a period from the year's start against the next longer one it states."""
    in_series = (
        frames[_TABLE]
        .filter(pl.col("is_in_series") & pl.col("duration_kind").is_in(_CUMULATIVE))
        .sort("period_end")
    )
    start = ["company_id", "metric_id", "accession", "concept", "unit", "period_start"]
    compared = in_series.with_columns(
        longer=pl.col("value").shift(-1).over(start),
        next_end=pl.col("period_end").shift(-1).over(start),
    ).filter(pl.col("longer").is_not_null() & (pl.col("next_end") > pl.col("period_end")))
    bad = (pl.col("value") >= 0) & (pl.col("longer") < pl.col("value"))
    return counted(compared, bad, _FACT)


def _one_figure_for_two_periods(frames: Frames) -> pl.DataFrame:
    """Cumulative figures that one filing states for two periods of the same kind."""
    stated = (
        frames[_TABLE]
        .filter(
            pl.col("duration_kind").is_in(_CUMULATIVE[1:])
            & (pl.col("value").abs() >= pl.col("rounding_unit") * _TOO_FINE_FOR_CHANCE)
        )
        .group_by(
            "company_id", "metric_id", "accession", "concept", "unit", "duration_kind", "value"
        )
        .agg(periods=pl.col("period_end").n_unique(), period_end=pl.col("period_end").min())
        .sort("company_id", "metric_id", "period_end", "accession")
    )
    return counted(stated, pl.col("periods") > 1, _FACT)


SUITE = Suite(
    claims=(
        Claim(
            name="forms_count",
            severity="error",
            expected=(
                f"facts come from {', '.join(_COUNTING_FORMS)} and their amendments, never from "
                "proxy statements (rule 4)"
            ),
            prepare=_forms,
            expectations=_counting_forms,
        ),
        Claim(
            name="known_near_filing_date",
            severity="error",
            expected=(
                f"facts become known from {_KNOWN_DAYS_BEFORE} days before their filing date to "
                f"{_KNOWN_DAYS_AFTER - 1} days after it"
            ),
            prepare=_known_far_from_filing,
        ),
        Claim(
            name="durations_are_in_their_bands",
            severity="error",
            expected=(
                "quarters last 80 to 100 days, halves 170 to 195, nine months 260 to 290, twelve "
                "months 350 to 380; instants have no start (rule 1)"
            ),
            prepare=_outside_bands,
        ),
        Claim(
            name="years_end_on_the_fiscal_year_end",
            severity="error",
            expected=(
                "twelve months are a fiscal year where they end in its fourth quarter, trailing "
                "elsewhere (trap A1)"
            ),
            prepare=_misplaced_years,
        ),
        Claim(
            name="year_to_date_grows",
            severity="warning",
            expected="within one filing, longer periods from one start are no smaller (Q ≤ YTD)",
            prepare=_more_than_year_to_date,
        ),
        Claim(
            name="figures_name_one_period",
            severity="warning",
            expected=(
                "no filing gives one cumulative figure for two years' periods: one is dated wrongly"
            ),
            prepare=_one_figure_for_two_periods,
        ),
        Claim(
            name="companies_state_capex_and_revenue",
            severity="warning",
            expected="each company with facts has capex_cash and revenue in series",
            prepare=never_stated,
        ),
        Claim(
            name="no_tag_goes_silent",
            severity="warning",
            expected=(
                "capex_cash and revenue are at most one periodic report behind what else the "
                "company files (trap A3)"
            ),
            prepare=silent_tags,
            expectations=lambda gxe: [
                gxe.ExpectColumnValuesToBeBetween(column="reports_behind", max_value=1)
            ],
        ),
        Claim(
            name="facts_keep_up_with_filings",
            severity="warning",
            expected="the newest periodic report of each company is among its facts (trap V4)",
            prepare=behind_filings,
            expectations=lambda gxe: [
                gxe.ExpectColumnValuesToBeBetween(column="reports_behind", max_value=0)
            ],
        ),
    )
)
