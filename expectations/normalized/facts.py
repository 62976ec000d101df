"""What is claimed of the facts on the fiscal calendar.

How silence and lag are measured stands in `expectations/silence.py`.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import FILED_SOURCES, key_is_unique
from expectations.measures import counted, name_of
from expectations.ruled_lines import unstated_lines
from expectations.silence import behind_filings, never_stated, silent_tags
from pipelines.contracts.normalized import FACTS

_TABLE = FACTS.full_name

# Rule 4 of the design: proxy statements, prospectuses and the like never count.
_COUNTING_FORMS = ["10-K", "10-KT", "10-Q", "10-QT", "20-F", "40-F", "6-K", "8-K"]

# What the facts that no filing states call themselves.
_UNFILED_FORMS = ["statement", "report"]
_STATEMENTS = "company_statements"

# Rule 1 of the design, in days with both ends included. Stated here again on purpose: a claim
# that shared the constant of what it checks could not tell when that is wrong.
_BANDS: dict[str, tuple[int, int]] = {
    "quarter": (80, 100),
    "half": (170, 195),
    "nine_months": (260, 290),
    "year": (350, 380),
    "trailing_twelve_months": (350, 380),
}

# Quarters of 12 to 16 weeks, and one more in a year of 53; days mistyped by six at either end.
_BANDS_OF_WEEKS: dict[str, tuple[int, int]] = {
    "quarter": (84 - 12, 119 + 12),
    "half": (168 - 12, 203 + 12),
    "nine_months": (252 - 12, 287 + 12),
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

_FACT = name_of("company_id", "metric_id", "period_end", "source_reference")


def _wrong_forms(frames: Frames) -> pl.DataFrame:
    """Forms that do not count, or that the source of the fact does not have; a row each."""
    forms = [*_COUNTING_FORMS, *(f"{form}/A" for form in _COUNTING_FORMS)]
    form, is_filed = pl.col("form"), pl.col("source").is_in(FILED_SOURCES)
    named = (
        frames[_TABLE]
        .group_by("source", "form")
        .agg(pl.col("source_reference").min(), pl.col("company_id").min())
        .sort("source", "form")
    )
    right = pl.when(is_filed).then(form.is_in(forms)).otherwise(form.is_in(_UNFILED_FORMS))
    return counted(named, ~right, name_of("form", "company_id", "source_reference"), by="source")


def _known_far_from_filing(frames: Frames) -> pl.DataFrame:
    filed = pl.col("filed_date").cast(pl.Datetime("us"))
    near = pl.col("known_from").is_between(
        filed - pl.duration(days=_KNOWN_DAYS_BEFORE), filed + pl.duration(days=_KNOWN_DAYS_AFTER)
    )
    of_filings = frames[_TABLE].filter(pl.col("source").is_in(FILED_SOURCES))
    return counted(of_filings, ~near, _FACT)


def _contradicting_statements(frames: Frames) -> pl.DataFrame:
    """Statements that differ, beyond the rounding of both, from a filing on the same period."""
    period = ["company_id", "metric_id", "unit", "period_start", "period_end"]
    facts = frames[_TABLE].filter("is_in_series")
    filed = facts.filter(pl.col("source").is_in(FILED_SOURCES)).select(
        *period, filed_value="value", filed_unit="rounding_unit", filed_by="source_reference"
    )
    compared = facts.filter(pl.col("source") == _STATEMENTS).join(
        filed, on=period, maintain_order="left"
    )
    tolerance = (pl.col("rounding_unit") + pl.col("filed_unit")).cast(pl.Decimal(18, 2))
    return counted(
        compared,
        (pl.col("value") - pl.col("filed_value")).abs() > tolerance,
        pl.format(
            "{} {} {}: {} against filing {}",
            "company_id", "metric_id", "period_end", "source_reference", "filed_by",
        ),
    )  # fmt: skip


def _outside_bands(frames: Frames) -> pl.DataFrame:
    length = (pl.col("period_end") - pl.col("period_start")).dt.total_days() + 1
    kind = pl.col("duration_kind")
    in_weeks = pl.col("company_id").is_in(
        [each.company_id for each in frames.registry.companies if each.quarter_weeks]
    )
    inside: Any = pl.when(kind == "instant").then(pl.col("period_start").is_null())
    for name, (shortest, longest) in _BANDS_OF_WEEKS.items():
        inside = inside.when(in_weeks & (kind == name)).then(length.is_between(shortest, longest))
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
    start = [
        "company_id", "metric_id", "source_reference", "concept", "dimensions", "unit",
        "period_start",
    ]  # fmt: skip
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
            "company_id", "metric_id", "source_reference", "concept", "dimensions", "unit",
            "duration_kind", "value",
        )
        .agg(periods=pl.col("period_end").n_unique(), period_end=pl.col("period_end").min())
        .sort("company_id", "metric_id", "period_end", "source_reference")
    )  # fmt: skip
    return counted(stated, pl.col("periods") > 1, _FACT)


SUITE = Suite(
    claims=(
        key_is_unique(_TABLE, FACTS.key),
        Claim(
            name="forms_count",
            severity="error",
            scope="company",
            expected=(
                f"facts of filings come from {', '.join(_COUNTING_FORMS)} and their amendments, "
                "never from proxy statements (rule 4); others call themselves statement or report"
            ),
            prepare=_wrong_forms,
        ),
        Claim(
            name="known_near_filing_date",
            severity="error",
            scope="company",
            expected=(
                f"filed facts become known from {_KNOWN_DAYS_BEFORE} days before their filing "
                f"date to {_KNOWN_DAYS_AFTER - 1} days after it"
            ),
            prepare=_known_far_from_filing,
        ),
        Claim(
            name="nothing_known_before_it_ended",
            severity="error",
            scope="company",
            expected="no figure is known before the last day of its period",
            prepare=lambda frames: counted(
                frames[_TABLE], pl.col("known_from").dt.date() < pl.col("period_end"), _FACT
            ),
        ),
        Claim(
            name="durations_are_in_their_bands",
            severity="error",
            scope="company",
            expected=(
                "quarters last 80 to 100 days, halves 170 to 195, nine months 260 to 290, twelve "
                "months 350 to 380, quarters that the registry counts in weeks 12 to 17 weeks; "
                "instants have no start (rule 1)"
            ),
            prepare=_outside_bands,
        ),
        Claim(
            name="years_end_on_the_fiscal_year_end",
            severity="error",
            scope="company",
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
            name="statements_agree_with_filings",
            severity="warning",
            expected=(
                "what a company said differs from no filing on the same period by more than the "
                "rounding of both"
            ),
            prepare=_contradicting_statements,
        ),
        Claim(
            name="reports_state_ruled_lines",
            severity="warning",
            expected=(
                "each annual and quarterly report with dimensions states the revenue lines that "
                "rulings find in it, or is refused for them (traps S1, S4, S5, S7, S10)"
            ),
            prepare=unstated_lines,
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
