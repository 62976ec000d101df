"""What is claimed of the versions of quarters, fiscal years and instants.

How years are reconciled with their quarters stands in `expectations/fiscal_years.py`.
"""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import FILED_SOURCES, key_is_unique
from expectations.fiscal_years import (
    gaps,
    odd_growth,
    quarters_above_year,
    unequal_years,
)
from expectations.measures import counted, name_of
from expectations.version_claims import versions_follow_each_other
from pipelines.contracts.normalized import FACTS, REFUSALS, VERSIONS
from pipelines.normalize.series.restatements import ruled_causes

_TABLE = VERSIONS.full_name
_CELL = ["company_id", "metric_id", "period_kind", "period_end"]
_VERSION = name_of(*_CELL, "version")
_STATEMENTS = "company_statements"

# Refusals of a tagged quarter that the other figures of its filing prove wrong.
_DISPROVED = ["tag_contradicted", "quarters_contradict_year"]


def _negative_payments(frames: Frames) -> pl.DataFrame:
    never_negative = [m.metric_id for m in frames.registry.metrics if m.never_negative]
    payments = frames[_TABLE].filter(pl.col("metric_id").is_in(never_negative))
    return counted(payments, pl.col("value") < 0, _VERSION)


def _unexplained_gaps(frames: Frames) -> pl.DataFrame:
    """Quarters missing before the last one that a fact of the series states, and not refused."""
    bad = (
        pl.col("is_missing")
        & pl.col("is_refused").is_null()
        & (pl.col("number") <= pl.col("reaches_to")).fill_null(value=False)
    )
    return counted(frames.derive(gaps), bad, pl.col("key"))


def _is_metric(frames: Frames) -> pl.Expr:
    """Whether a series is one of a registered metric; the others are revenue lines."""
    return pl.col("metric_id").is_in([metric.metric_id for metric in frames.registry.metrics])


def _gaps(frames: Frames, *, of_metrics: bool) -> pl.DataFrame:
    rows = frames.derive(gaps).filter(_is_metric(frames) == of_metrics)
    return counted(rows, pl.col("is_missing"), pl.col("key"))


def _is_firm(frames: Frames) -> pl.Expr:
    """Fiscal years of metrics that filings state throughout: their sums must be exact.

    A line is cut anew without a recast of every quarter, and what a company says is rounded and
    unaudited.
    """
    return pl.col("is_filed") & _is_metric(frames)


def _stands_against_a_filing(frames: Frames) -> pl.DataFrame:
    """Standing statements where a filing in series says another figure for the period."""
    period = ["company_id", "metric_id", "unit", "period_start", "period_end"]
    filed = (
        frames[FACTS.full_name]
        .filter(pl.col("is_in_series") & pl.col("source").is_in(FILED_SOURCES))
        .select(*period, filed_value="value", filed_unit="rounding_unit", filed_by="accession")
    )
    stated = (
        frames[FACTS.full_name]
        .filter(~pl.col("source").is_in(FILED_SOURCES))
        .group_by(period)
        .agg(stated_unit=pl.col("rounding_unit").max())
    )
    tolerance = (pl.col("filed_unit") + pl.col("stated_unit").fill_null(0)).cast(pl.Decimal(18, 2))
    # The tag of a quarter that its own filing disproves is no figure of the filing's.
    disproved = frames[REFUSALS.full_name].filter(pl.col("rule").is_in(_DISPROVED)).select("key")
    standing = (
        frames[_TABLE]
        .filter((pl.col("source") == _STATEMENTS) & pl.col("known_to").is_null())
        .with_columns(
            key=pl.format("{} {} {}Q{}", "company_id", "metric_id", "fiscal_year", "fiscal_quarter")
        )
        .join(disproved.unique(), on="key", how="anti")
        .join(filed, on=period, how="left", maintain_order="left")
        .join(stated, on=period, how="left", maintain_order="left")
    )
    bad = ((pl.col("value") - pl.col("filed_value")).abs() > tolerance).fill_null(value=False)
    return counted(standing, bad, name_of(*_CELL, "document", "filed_by"))


def _rulings_without_a_version(frames: Frames) -> pl.DataFrame:
    """Filings that a ruling on restatements speaks of, and that changed no figure; counted."""
    ruled = ruled_causes(frames.registry)
    changed = (
        frames[_TABLE]
        .filter(pl.col("version") > 1)
        .select("company_id", "metric_id", "accession", ruled_cause="change_cause")
        .unique()
        .with_columns(is_met=pl.lit(value=True))
    )
    judged = ruled.join(changed, on=ruled.columns, how="left", maintain_order="left")
    return counted(
        judged, pl.col("is_met").is_null(), name_of("company_id", "metric_id", "accession")
    )


SUITE = Suite(
    claims=(
        key_is_unique(_TABLE, VERSIONS.key),
        *versions_follow_each_other(_TABLE, _CELL),
        Claim(
            name="versions_name_their_source",
            severity="error",
            scope="company",
            expected="every version names the filing, the statement or the report that said it",
            prepare=lambda frames: counted(
                frames[_TABLE],
                pl.col("accession").is_null() & pl.col("document").is_null(),
                _VERSION,
            ),
        ),
        Claim(
            name="filings_outrank_statements",
            severity="error",
            scope="company",
            expected=(
                "no statement stands where a filing says another figure for the period, beyond "
                "the rounding of both"
            ),
            prepare=_stands_against_a_filing,
        ),
        Claim(
            name="nothing_known_too_early",
            severity="error",
            scope="company",
            expected="no version is known before the newest of its operands",
            prepare=lambda frames: counted(
                frames[_TABLE], pl.col("operands_known_from") > pl.col("known_from"), _VERSION
            ),
        ),
        Claim(
            name="quarters_sum_to_the_year",
            severity="warning",
            expected=(
                "four standing quarters of a metric that filings state add up to the standing "
                "year exactly; within rounding where a quarter is tagged; a recast in progress is "
                "counted apart"
            ),
            prepare=lambda frames: unequal_years(frames, _is_firm(frames) & ~pl.col("is_recast")),
        ),
        Claim(
            name="lines_sum_to_the_year",
            severity="warning",
            expected=(
                "four standing quarters of a revenue line, or of figures that statements and "
                "reports give, add up to the standing year within rounding"
            ),
            prepare=lambda frames: unequal_years(frames, ~_is_firm(frames) & ~pl.col("is_recast")),
        ),
        Claim(
            name="no_recast_in_progress",
            severity="warning",
            expected="no year differs from its quarters because only some of them are recast",
            prepare=lambda frames: unequal_years(frames, pl.col("is_recast")),
        ),
        Claim(
            name="quarters_are_within_the_year",
            severity="warning",
            expected="no quarter exceeds its fiscal year (Q ≤ YTD)",
            prepare=quarters_above_year,
        ),
        Claim(
            name="gaps_are_refused",
            severity="error",
            scope="company",
            expected=(
                "every quarter missing between a series' first and its last fact is in refusals"
            ),
            prepare=_unexplained_gaps,
        ),
        Claim(
            name="no_gaps",
            severity="warning",
            expected="no quarter is missing between a metric's first and last",
            prepare=lambda frames: _gaps(frames, of_metrics=True),
        ),
        Claim(
            name="lines_have_no_gaps",
            severity="warning",
            expected="no quarter is missing between a revenue line's first and last",
            prepare=lambda frames: _gaps(frames, of_metrics=False),
        ),
        Claim(
            name="growth_is_within_history",
            severity="warning",
            expected=(
                "growth on the year of the newest four quarters lies within six robust standard "
                "deviations of the series' own median (twelve observations or more)"
            ),
            prepare=odd_growth,
        ),
        Claim(
            name="rulings_meet_a_restatement",
            severity="warning",
            expected=(
                "each filing that a ruling on restatements names changed a figure of the series, "
                "for the cause that the ruling says"
            ),
            prepare=_rulings_without_a_version,
        ),
        Claim(
            name="payments_are_not_negative",
            severity="error",
            scope="company",
            expected="metrics that the registry says are never negative are not",
            prepare=_negative_payments,
        ),
    )
)
