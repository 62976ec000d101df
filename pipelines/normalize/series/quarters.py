"""Discrete fiscal quarters: tagged ones, and those that two cumulative figures imply.

Rule 2 of the design. A filing's statement of cash flows mostly shows the year to date; the
quarter is the difference against the shorter period *as it stood when the longer was filed*.
Not here: which of several observations of one quarter stands (`versions.py`).

An observation is one figure for one period in one filing. Its columns, beside those of its
cell (`CELL`): period_start, period_end, value, rounding_unit, concept, source_reference, form,
known_from, known_from_basis, source, is_comparative (the filing is about a later period),
derivation, and for each operand `long_*` and, where something was subtracted, `short_*`.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalize.facts.publication_time import ANNUAL_FORMS, form_base, voice_order
from pipelines.normalize.revenue_lines.line_scopes import are_two_scopes, with_scope_of
from pipelines.normalize.series.groups import opens_group
from pipelines.normalize.series.periods import (
    BANDS,
    HALF,
    INSTANT,
    NINE_MONTHS,
    QUARTER,
    QUARTERS_IN,
    YEAR,
    days,
)
from pipelines.normalize.series.scopes import mixes_scopes, with_recast_of_run, with_recasts

REPORTED = "reported"
YTD_DIFFERENCE = "ytd_difference"
YEAR_MINUS_NINE_MONTHS = "year_minus_nine_months"
YEAR_MINUS_QUARTERS = "year_minus_quarters"
YTD_MINUS_LAST_QUARTER = "ytd_minus_last_quarter"
SUM_OF_MONTHS = "sum_of_months"

SERIES = ("company_id", "metric_id", "unit")
# A cell is a fiscal period, not a pair of dates: filers mistype a quarter's first day by one,
# and a figure tagged with either start is the same quarter's.
CELL = (*SERIES, "period_kind", "fiscal_year", "fiscal_quarter")

_OPERAND: dict[str, pl.DataType] = {
    "concept": pl.String(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "value": pl.Decimal(18, 2),
    "source_reference": pl.String(),
    "cik": pl.Int64(),
    "known_from": pl.Datetime("us"),
    "source": pl.String(),
    "dimensions": pl.String(),
    "accession": pl.String(),
    "document": pl.String(),
    "element_id": pl.String(),
}
_LONG = {name: f"long_{name}" for name in _OPERAND}
_SHORT = {name: f"short_{name}" for name in _OPERAND}

_OBSERVATION = (
    *CELL,
    "period_start",
    "period_end",
    "value",
    "rounding_unit",
    "concept",
    "source",
    "source_reference",
    "form",
    "known_from",
    "known_from_basis",
    "is_comparative",
    "derivation",
    *_LONG.values(),
    *_SHORT.values(),
)

# Why no quarter follows from a longer figure, as `fct_refusals` names it.
MISSING_OPERAND = "missing_operand"
START_MISMATCH = "start_mismatch"
CONCEPT_MISMATCH = "concept_mismatch"
NOT_A_QUARTER = "not_a_quarter"
NEGATIVE_DIFFERENCE = "negative_difference"
MIXED_VINTAGE = "mixed_vintage"
SCOPE_CHANGED = "scope_changed"


def stated(facts: pl.DataFrame) -> pl.DataFrame:
    """The tagged quarters, fiscal years and instants among the facts in series.

    Where one filing states a figure under two equal concepts the preferred one speaks; where
    two filings speak at one instant, the one whose form ranks higher does (rule 4).
    """
    observed = facts.filter(pl.col("duration_kind").is_in([QUARTER, YEAR, INSTANT])).with_columns(
        period_kind=pl.col("duration_kind"),
        derivation=pl.lit(REPORTED),
        **{long: pl.col(name) for name, long in _LONG.items()},
        **{short: pl.lit(None, dtype=_OPERAND[name]) for name, short in _SHORT.items()},
    )
    return _one_voice(observed)


def derived(
    facts: pl.DataFrame, equal_concepts: pl.DataFrame, scopes: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The quarters that follow from cumulative facts, and the facts from which none follows.

    Args:
        facts: facts in series.
        equal_concepts: from `concepts.proven_equal`.
        scopes: from `line_scopes.line_scopes`.

    Returns:
        observations: one per longer fact whose shorter operand was public when it was filed.
            The operands share company, metric, unit and start date, and the concept too, or
            concepts that filings of that day already proved equal.
        refused: the longer facts without such an operand, as `long_*` columns, with `refusal`:
            `missing_operand` (no shorter figure was public by then), `start_mismatch` (one was,
            but it starts on another day: trap P3), `concept_mismatch` (one was, under a concept
            that nothing proves equal: trap P1), `not_a_quarter` (the difference spans none) or
            `negative_difference` (the longer figure is the smaller one, though neither is
            negative: the two are not of one scope, as when operations were discontinued
            between them) or `mixed_vintage` (the longer figure was restated and the shorter,
            which still is as it was, was not filed again: Meta's 10-K of 2024 recasts the year
            2022, whose nine months no later filing shows) or `scope_changed` (what the filings
            restate of the year before shows that the two are not of one scope: `scopes.py`; or
            one is stated with a qualifier that makes a difference: `line_scopes.py`).
    """
    cumulative = _cumulative(facts)
    longer = (
        cumulative.filter(pl.col("duration_kind").is_in([HALF, NINE_MONTHS, YEAR]))
        .rename({name: long for name, long in _LONG.items() if name != "known_from"})
        .with_columns(
            long_known_from=pl.col("known_from"),
            long_stated_since=pl.col("stated_since"),
            long_different_until=pl.col("different_until"),
            long_recast=pl.col("recast"),
        )
        .sort("known_from", "long_source_reference", "alias_order")
    )
    shorter = _shorter(cumulative)
    by = [*SERIES, "quarters"]
    paired = longer
    for column, keys in (("same", ["period_start", "concept"]), ("other", ["period_start"])):
        paired = paired.join_asof(
            shorter.select(
                *by,
                "as_of",
                *(pl.col("short").struct.field(f"short_{key}") for key in keys),
                pl.col("short").alias(column),
            ),
            left_on="known_from",
            right_on="as_of",
            by_left=[*by, *(f"long_{key}" for key in keys)],
            by_right=[*by, *(f"short_{key}" for key in keys)],
            strategy="backward",
            check_sortedness=False,
        ).drop("as_of", strict=False)
    paired = (
        paired.with_columns(short=pl.coalesce("same", "other"))
        .drop("same", "other")
        .unnest("short")
        .join(
            equal_concepts.rename({"concept": "long_concept", "other_concept": "short_concept"}),
            on=["company_id", "metric_id", "long_concept", "short_concept"],
            how="left",
            maintain_order="left",
        )
        .join(
            shorter.group_by(*by, "fiscal_year").agg(any_start_from=pl.col("as_of").min()),
            on=[*by, "fiscal_year"],
            how="left",
            maintain_order="left",
        )
    )
    for side in ("long", "short"):
        paired = with_scope_of(paired, scopes, side)
    judged = _judge(paired.with_columns(is_qualified_otherwise=are_two_scopes("long", "short")))
    return (
        _one_voice(judged.filter(pl.col("refusal").is_null())),
        judged.filter(pl.col("refusal").is_not_null()),
    )


def _cumulative(facts: pl.DataFrame) -> pl.DataFrame:
    """Facts that end as many quarters into the fiscal year as they are long.

    The half and the nine months stand on the face of interim statements; where an annual report
    tags one, it may be a slip in its table of quarters (NVIDIA's 10-K of 2018 dates a quarter as
    a half), and counts only where other figures prove it (`_proven_in_annual_reports`).
    """
    quarters = pl.col("duration_kind").replace_strict(
        QUARTERS_IN, default=None, return_dtype=pl.Int32
    )
    to_date = facts.with_columns(quarters=quarters).filter(
        pl.col("quarters") == pl.col("fiscal_quarter")
    )
    is_doubtful = pl.col("duration_kind").is_in([HALF, NINE_MONTHS]) & form_base(
        pl.col("form")
    ).is_in(ANNUAL_FORMS)
    doubtful = to_date.filter(is_doubtful)
    cumulative = to_date
    if not doubtful.is_empty():
        firm = to_date.filter(~is_doubtful)
        cumulative = pl.concat([firm, _proven_in_annual_reports(doubtful, firm, facts)])
    return with_recast_of_run(with_runs(with_recasts(cumulative)))


def _proven_in_annual_reports(
    doubtful: pl.DataFrame, firm: pl.DataFrame, facts: pl.DataFrame
) -> pl.DataFrame:
    """Halves and nine months of annual reports that other figures of that day prove.

    Either an interim report said the same of the period, within rounding, or the quarters that
    the annual report itself tags make the figure: those in it add up to it, or those after it
    and it make the year.
    """
    period = [*SERIES, "concept", "period_start", "period_end"]
    said = (
        doubtful.join(
            firm.select(*period, said="value", said_unit="rounding_unit", said_from="known_from"),
            on=period,
        )
        .filter(
            (pl.col("said_from") <= pl.col("known_from"))
            & _agree(pl.col("value") - pl.col("said"), "rounding_unit", "said_unit")
        )
        .select(*period, "source_reference")
    )
    filing = [*SERIES, "concept", "fiscal_year", "source_reference"]
    quarter = pl.col("value").filter(pl.col("duration_kind") == QUARTER)
    number = pl.col("fiscal_quarter").filter(pl.col("duration_kind") == QUARTER)
    tables = (
        facts.join(doubtful.select(filing).unique(), on=filing, how="semi")
        .group_by(filing)
        .agg(
            *(quarter.filter(number == each).first().alias(f"q{each}") for each in (1, 2, 3, 4)),
            year=pl.col("value").filter(pl.col("duration_kind") == YEAR).first(),
            quarter_unit=pl.col("rounding_unit").max() * QUARTERS_IN[YEAR],
        )
    )
    within = {HALF: ("q1", "q2"), NINE_MONTHS: ("q1", "q2", "q3")}
    after = {HALF: ("q3", "q4"), NINE_MONTHS: ("q4",)}

    def total(parts: tuple[str, ...]) -> pl.Expr:
        return sum((pl.col(part) for part in parts[1:]), pl.col(parts[0]))

    gaps = [
        pl.when(pl.col("duration_kind") == kind).then(gap)
        for kind in (HALF, NINE_MONTHS)
        for gap in (
            pl.col("value") - total(within[kind]),
            pl.col("year") - total(after[kind]) - pl.col("value"),
        )
    ]
    made = (
        doubtful.join(tables, on=filing)
        .filter(
            pl.any_horizontal(
                _agree(gap, "rounding_unit", "quarter_unit").fill_null(value=False) for gap in gaps
            )
        )
        .select(*period, "source_reference")
    )
    return doubtful.join(
        pl.concat([said, made]), on=[*period, "source_reference"], how="semi", maintain_order="left"
    )


def _agree(difference: pl.Expr, *units: str) -> pl.Expr:
    """Whether two figures differ by no more than the rounding of both."""
    return difference.abs() <= pl.sum_horizontal(units).cast(pl.Decimal(18, 2))


def with_runs(facts: pl.DataFrame) -> pl.DataFrame:
    """Adds since when each figure is stated as it is, and until when it was stated otherwise.

    `stated_since` is the known_from of the first filing in the unbroken row of filings that
    agree on it, within rounding; `different_until` that of the last filing before them, null if
    there is none. Whatever concepts they name: what a filer moves to another tag and restates is
    restated. `opens_run` marks the first filing of a row.
    """
    period = [*SERIES, "period_start", "period_end"]
    ordered = facts.sort(*period, "known_from", "source_reference")
    rounding = pl.max_horizontal("rounding_unit", pl.col("rounding_unit").shift())
    differs = (pl.col("value") - pl.col("value").shift()).abs() * 2 > rounding.cast(
        pl.Decimal(18, 2)
    )
    ordered = ordered.with_columns(is_new_period=opens_group(period)).with_columns(
        opens_run=pl.col("is_new_period") | differs
    )
    run = pl.when("opens_run").then(
        pl.struct(
            since=pl.col("known_from"),
            until=pl.when(~pl.col("is_new_period")).then(pl.col("known_from").shift()),
        )
    )
    return (
        ordered.with_columns(run=run.forward_fill())
        .with_columns(
            stated_since=pl.col("run").struct.field("since"),
            different_until=pl.col("run").struct.field("until"),
        )
        .drop("run", "is_new_period")
    )


def _shorter(cumulative: pl.DataFrame) -> pl.DataFrame:
    """The candidates to subtract: `quarters` is that of the longer fact each one fits."""
    return (
        cumulative.filter(pl.col("quarters") < QUARTERS_IN[YEAR])
        .with_columns(as_of=pl.col("known_from"))
        # The last of a series and instant is the one that an as-of join finds: the form that
        # ranks highest, and of equal concepts the preferred one.
        .sort("as_of", *voice_order("document"), "source_reference", -pl.col("alias_order"))
        .select(
            *SERIES,
            "fiscal_year",
            "as_of",
            (pl.col("quarters") + 1).alias("quarters"),
            pl.struct(
                *(pl.col(name).alias(short) for name, short in _SHORT.items()),
                pl.col("rounding_unit").alias("short_rounding_unit"),
                pl.col("stated_since").alias("short_stated_since"),
                pl.col("different_until").alias("short_different_until"),
                pl.col("recast").alias("short_recast"),
            ).alias("short"),
        )
    )


def _judge(paired: pl.DataFrame) -> pl.DataFrame:
    """The difference of each pair, and in `refusal` why it may not be taken."""
    start = pl.col("short_period_end") + pl.duration(days=1)
    length = days(start, pl.col("long_period_end"))
    difference = pl.col("long_value") - pl.col("short_value")
    is_same_concept = pl.col("long_concept") == pl.col("short_concept")
    is_proven = (pl.col("proven_from") <= pl.col("known_from")).fill_null(value=False)
    had_another_start = (pl.col("any_start_from") <= pl.col("known_from")).fill_null(value=False)
    # A longer figure that was restated goes with a shorter one that was restated too since the
    # old figure was last filed, or that was filed again no earlier than the new one.
    is_one_vintage = (
        pl.col("long_different_until").is_null()
        | (pl.col("short_stated_since") > pl.col("long_different_until"))
        | (pl.col("short_known_from") >= pl.col("long_stated_since"))
    )
    # Filed again since, the shorter figure is what the filer calls the same scope.
    is_refiled = pl.col("short_known_from") >= pl.col("long_stated_since")
    was_recast = pl.col("long_different_until").is_not_null()
    is_mixed = mixes_scopes(
        pl.col("long_value"), pl.col("short_value"), pl.col("long_recast"), pl.col("short_recast")
    ) & pl.when(was_recast).then(pl.col("short_different_until").is_not_null()).otherwise(
        ~is_refiled
    )
    return paired.with_columns(
        refusal=pl.when(pl.col("short_concept").is_null() & had_another_start)
        .then(pl.lit(START_MISMATCH))
        .when(pl.col("short_concept").is_null())
        .then(pl.lit(MISSING_OPERAND))
        .when(~is_same_concept & ~is_proven)
        .then(pl.lit(CONCEPT_MISMATCH))
        .when(~is_one_vintage)
        .then(pl.lit(MIXED_VINTAGE))
        .when(~(pl.col("is_in_weeks") | length.is_between(*BANDS[QUARTER])))
        .then(pl.lit(NOT_A_QUARTER))
        .when(is_mixed | pl.col("is_qualified_otherwise"))
        .then(pl.lit(SCOPE_CHANGED))
        .when((pl.col("short_value") >= 0) & (pl.col("long_value") >= 0) & (difference < 0))
        .then(pl.lit(NEGATIVE_DIFFERENCE)),
        period_start=start,
        period_end=pl.col("long_period_end"),
        value=difference,
        # Either operand may be off by half its unit.
        rounding_unit=pl.col("rounding_unit") + pl.col("short_rounding_unit"),
        concept=pl.col("long_concept"),
        source=pl.col("long_source"),
        source_reference=pl.col("long_source_reference"),
        period_kind=pl.lit(QUARTER),
        derivation=pl.when(pl.col("duration_kind") == YEAR)
        .then(pl.lit(YEAR_MINUS_NINE_MONTHS))
        .otherwise(pl.lit(YTD_DIFFERENCE)),
    )


def _one_voice(observed: pl.DataFrame) -> pl.DataFrame:
    """One observation per cell and instant: the preferred concept, the higher form, the finer."""
    return (
        observed.sort(
            *CELL,
            "known_from",
            *voice_order("long_document"),
            "source_reference",
            -pl.col("alias_order"),
        )
        .unique([*CELL, "known_from"], keep="last", maintain_order=True)
        .select(_OBSERVATION)
    )
