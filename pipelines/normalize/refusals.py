"""What the rules refuse to state, as rows a person can act on (rule 12).

Not here: items that could not be read at all; those are the sources' quarantine.
"""

from __future__ import annotations

import polars as pl

from pipelines.contracts.columns import ACCESSION_PATTERN
from pipelines.contracts.normalized import REFUSALS
from pipelines.normalize.facts import statements
from pipelines.normalize.facts.concepts import AMBIGUOUS
from pipelines.normalize.facts.contradicted_tags import QUARTERS_CONTRADICT_YEAR
from pipelines.normalize.facts.report_dates import why_misdated
from pipelines.normalize.series.periods import INSTANT, QUARTER
from pipelines.normalize.series.quarters import (
    CONCEPT_MISMATCH,
    MISSING_OPERAND,
    MIXED_VINTAGE,
    NEGATIVE_DIFFERENCE,
    NOT_A_QUARTER,
    REPORTED,
    SCOPE_CHANGED,
    START_MISMATCH,
)
from pipelines.normalize.shown_in import table_of

NOT_FILED = "not_filed"
STALE_OPERAND = "stale_operand"
DERIVATION_OUTRANKED = "derivation_outranked"
AMBIGUOUS_CONCEPT = "ambiguous_concept"
NO_MONEY = "no_money"
MISDATED = "misdated"

_QUARTERS_A_YEAR = 4

_SERIES = ("company_id", "metric_id", "unit")


def about(subject: str, *rest: str | pl.Expr) -> dict[str, pl.Expr]:
    """The columns that say what is refused: of the row's company, one subject, and what of it.

    `key` tells it to people, `subject` to those who look for a series.
    """
    parts = ["company_id", subject, *rest]
    return {"key": pl.format(" ".join(["{}"] * len(parts)), *parts), "subject": pl.col(subject)}


def about_quarter() -> dict[str, pl.Expr]:
    """The same, of a fiscal quarter of a series."""
    return about("metric_id", pl.format("{}Q{}", "fiscal_year", "fiscal_quarter"))


def refusal_rows(
    frame: pl.DataFrame, rule: pl.Expr, reason: pl.Expr, reference: pl.Expr
) -> pl.DataFrame:
    """Rows of `normalized.refusals`, of a frame with company_id, metric_id and those of `about`."""
    return frame.select(
        table_name=table_of(pl.col("metric_id")),
        key="key",
        subject="subject",
        company_id="company_id",
        rule=rule,
        reason=reason,
        **sources(reference),
    ).select(REFUSALS.polars_schema.keys())


def sources(reference: pl.Expr) -> dict[str, pl.Expr]:
    """The columns of a refusal that lead back to its source, of a reference to it or null."""
    named = reference.cast(pl.String)
    return {
        "accession": pl.when(named.str.contains(ACCESSION_PATTERN)).then(named),
        "source_reference": named,
    }


def of_choices(choices: pl.DataFrame) -> pl.DataFrame:
    """Filings in which no concept speaks for the metric alone."""
    ambiguous = choices.filter(pl.col("rule") == AMBIGUOUS).with_columns(
        **about("metric_id", "source_reference")
    )
    return refusal_rows(
        ambiguous,
        pl.lit(AMBIGUOUS_CONCEPT),
        pl.format(
            "Filing {} states different figures for the same period under {}, and no ruling says "
            "which one is {}.",
            "source_reference",
            "candidates",
            "metric_id",
        ),
        pl.col("source_reference"),
    )


def of_amounts(facts: pl.DataFrame) -> pl.DataFrame:
    """Facts whose value is finer than a cent or too large to be money."""
    keyed = facts.with_columns(**about("metric_id", "period_end", "source_reference"))
    return refusal_rows(
        keyed,
        pl.lit(NO_MONEY),
        pl.format(
            "{} of filing {} is {} {}, which is not an amount of money to the cent.",
            "concept",
            "source_reference",
            pl.col("value").cast(pl.String),
            "unit",
        ),
        pl.col("source_reference"),
    )


def of_misdated(facts: pl.DataFrame) -> pl.DataFrame:
    """Facts whose dates can't be those of their filing, a row per metric and filing.

    Args:
        facts: `report_dates.split_misdated`'s second result, with metric_id.
    """
    told = why_misdated(facts, "company_id", "metric_id", "accession").with_columns(
        **about("metric_id", "accession")
    )
    return refusal_rows(told, pl.lit(MISDATED), pl.col("reason"), pl.col("accession"))


def of_contradicted_tags(contradicted: pl.DataFrame) -> pl.DataFrame:
    """Quarters tagged in an annual report that the report's own year disproves."""
    rule = pl.col("contradiction")
    return refusal_rows(
        contradicted.with_columns(**about_quarter()),
        rule,
        pl.when(rule == QUARTERS_CONTRADICT_YEAR)
        .then(
            pl.format(
                "Filing {} tags this quarter as {} in its table of quarters, whose four figures "
                "do not make its year of {}; the tag is not used.",
                "source_reference",
                pl.col("value").cast(pl.String),
                pl.col("implied_value").cast(pl.String),
            )
        )
        .otherwise(
            pl.format(
                "Filing {} tags this quarter as {} in its table of quarters, but its year less "
                "nine months is {}; the tag is not used.",
                "source_reference",
                pl.col("value").cast(pl.String),
                pl.col("implied_value").cast(pl.String),
            )
        ),
        pl.col("source_reference"),
    )


def of_disagreements(disagreements: pl.DataFrame) -> pl.DataFrame:
    """Quarters tagged in an interim report that the cumulative figures contradict."""
    return refusal_rows(
        disagreements.with_columns(**about_quarter()),
        pl.lit(DERIVATION_OUTRANKED),
        pl.format(
            "{} of filing {} less the shorter period gives {}, but the quarter is tagged as {}; "
            "the tagged figure is published.",
            "long_concept",
            "long_source_reference",
            pl.col("value").cast(pl.String),
            pl.col("tagged_value").cast(pl.String),
        ),
        pl.col("long_source_reference"),
    )


def of_quarters(
    facts: pl.DataFrame,
    versions: pl.DataFrame,
    underivable: pl.DataFrame,
    never: pl.DataFrame,
    refused: pl.DataFrame,
) -> pl.DataFrame:
    """Quarters between a series' first and last that are not published, and stale ones.

    Args:
        facts: facts in series.
        versions: the versions, with `long_value` and `known_from`.
        underivable: the second result of `quarters.derived`.
        never: quarters that no fiscal year has, see `periods.Calendars`.
        refused: facts that are not used; a series may begin with one.
    """
    published = versions.filter(pl.col("period_kind") == QUARTER)
    missing = _without(never, _expected_quarters(facts, published, refused)).join(
        published.select(*_SERIES, "fiscal_year", "fiscal_quarter").unique(),
        on=[*_SERIES, "fiscal_year", "fiscal_quarter"],
        how="anti",
        maintain_order="left",
    )
    newest_refusal = (
        underivable.sort("known_from", "long_source_reference", -pl.col("alias_order"))
        .unique([*_SERIES, "fiscal_year", "fiscal_quarter"], keep="last", maintain_order=True)
        .select(
            *_SERIES, "fiscal_year", "fiscal_quarter", "refusal", "long_source_reference",
            "long_concept", "long_value", "long_period_start", "long_period_end", "long_source",
            "long_document",
            "short_concept", "short_value", "short_source_reference", "long_recast", "short_recast",
            "is_qualified_otherwise", "long_dimensions", "short_dimensions",
        )
    )  # fmt: skip
    explained = missing.join(
        newest_refusal,
        on=[*_SERIES, "fiscal_year", "fiscal_quarter"],
        how="left",
        maintain_order="left",
    ).with_columns(**about_quarter())
    gaps = refusal_rows(
        explained,
        pl.col("refusal").fill_null(NOT_FILED),
        _gap_reason(),
        pl.col("long_source_reference"),
    )
    return pl.concat(
        [gaps, _until_published(published, underivable), _stale(published, underivable)]
    )


def _expected_quarters(
    facts: pl.DataFrame, published: pl.DataFrame, refused: pl.DataFrame
) -> pl.DataFrame:
    """Every quarter from a series' first published one, first fact or other currency on."""
    number = pl.col("fiscal_year") * _QUARTERS_A_YEAR + pl.col("fiscal_quarter") - 1
    spans = (
        facts.filter(pl.col("duration_kind") != INSTANT)
        .group_by(_SERIES, maintain_order=True)
        .agg(first_fact=number.min(), last=number.max())
        .join(
            published.group_by(_SERIES).agg(first=number.min()),
            on=list(_SERIES),
            how="left",
            maintain_order="left",
        )
        .join(
            refused.filter(pl.col("duration_kind") != INSTANT)
            .group_by(_SERIES)
            .agg(first_refused=number.min()),
            on=list(_SERIES),
            how="left",
            maintain_order="left",
        )
    )
    goes_on = pl.col("last").shift().over("company_id", "metric_id", order_by="last") + 1
    begin = pl.min_horizontal(pl.coalesce("first", "first_fact"), "first_refused", goes_on)
    return (
        spans.select(*_SERIES, number=pl.int_ranges(begin, pl.col("last") + 1))
        .explode("number")
        .drop_nulls("number")
        .with_columns(
            fiscal_year=(pl.col("number") // _QUARTERS_A_YEAR).cast(pl.Int32),
            fiscal_quarter=(pl.col("number") % _QUARTERS_A_YEAR + 1).cast(pl.Int32),
        )
        .drop("number")
    )


def _without(never: pl.DataFrame, expected: pl.DataFrame) -> pl.DataFrame:
    """The expected quarters without those that a change of the fiscal year leaves out."""
    if never.is_empty():
        return expected
    number = pl.col("fiscal_year") * _QUARTERS_A_YEAR + pl.col("fiscal_quarter")
    left_out = (
        expected.join(never, on="company_id")
        .filter(number.is_between("first", "last"))
        .select(*_SERIES, "fiscal_year", "fiscal_quarter")
    )
    return expected.join(left_out, on=left_out.columns, how="anti", maintain_order="left")


def _gap_reason() -> pl.Expr:
    is_said = pl.col("long_source") == statements.SOURCE
    longer = pl.format(
        "{} of {} to {} ({} {})",
        "long_concept",
        "long_period_start",
        "long_period_end",
        pl.when(is_said).then(pl.lit("statement")).otherwise(pl.lit("filing")),
        pl.when(is_said).then("long_document").otherwise("long_source_reference"),
    )
    reason = pl.col("refusal")
    return (
        pl.when(reason == MISSING_OPERAND)
        .then(
            pl.format(
                "{} stands alone: no usable figure of its year up to this quarter was public when "
                "it was filed.",
                longer,
            )
        )
        .when(reason == START_MISMATCH)
        .then(pl.format("{} starts on another day than the shorter figures of its year.", longer))
        .when(reason == CONCEPT_MISMATCH)
        .then(
            pl.format(
                "{} and the shorter figure under {} are not known to be the same quantity.",
                longer,
                "short_concept",
            )
        )
        .when(reason == NOT_A_QUARTER)
        .then(pl.format("{} less the shorter figure spans no quarter.", longer))
        .when(reason == MIXED_VINTAGE)
        .then(
            pl.format(
                "{} is a restated figure, and no filing restates the shorter one of its year; "
                "the difference would mix two vintages.",
                longer,
            )
        )
        .when(reason == SCOPE_CHANGED)
        .then(_scope_reason(longer))
        .when(reason == NEGATIVE_DIFFERENCE)
        .then(
            pl.format(
                "{} is less than the shorter figure of its year, so the two differ in scope.",
                longer,
            )
        )
        .otherwise(
            pl.lit("No usable figure at hand states this quarter, nor those it follows from.")
        )
    )


def _scope_reason(longer: pl.Expr) -> pl.Expr:
    """What the filings of two figures restate of the year before, and by how much."""

    def percent(recast: str) -> pl.Expr:
        share = (pl.col(recast).fill_null(1.0) * 100).round(1)
        return pl.format("{} percent", share.cast(pl.String))

    recast = pl.format(
        "the one filing restates what stood before to {} of it, the other to {}",
        percent("long_recast"),
        percent("short_recast"),
    )
    spelled = pl.format(
        "the one stands under {}, the other under {}, and the filer's figures of the two differ",
        "long_dimensions",
        "short_dimensions",
    )
    return pl.format(
        "{} is {}, and less the shorter {} (filing {}) it would mix two scopes: {}.",
        longer,
        pl.col("long_value").cast(pl.String),
        pl.col("short_value").cast(pl.String),
        "short_source_reference",
        pl.when("is_qualified_otherwise").then(spelled).otherwise(recast),
    )


def _until_published(published: pl.DataFrame, underivable: pl.DataFrame) -> pl.DataFrame:
    """Differences of two scopes for quarters of which nothing stood yet: refused until it did."""
    cell = [*_SERIES, "fiscal_year", "fiscal_quarter"]
    first = published.group_by(cell).agg(first_known=pl.col("known_from").min())
    waited = (
        underivable.filter(pl.col("refusal") == SCOPE_CHANGED)
        .join(first, on=cell, maintain_order="left")
        .filter(pl.col("known_from") < pl.col("first_known"))
        .sort("known_from", "long_source_reference", -pl.col("alias_order"))
        .unique(cell, keep="last", maintain_order=True)
        .with_columns(**about_quarter())
    )
    return refusal_rows(waited, pl.col("refusal"), _gap_reason(), pl.col("long_source_reference"))


def _stale(published: pl.DataFrame, underivable: pl.DataFrame) -> pl.DataFrame:
    """Published quarters whose longer operand was restated without a shorter one to match."""
    cell = [*_SERIES, "fiscal_year", "fiscal_quarter"]
    # A tagged quarter has no longer operand that could go stale.
    standing = published.filter(
        pl.col("known_to").is_null() & (pl.col("derivation") != REPORTED)
    ).select(*cell, "known_from", pl.col("long_value").alias("used_value"))
    restated = (
        underivable.join(standing, on=cell, suffix="_standing", maintain_order="left")
        .filter(
            (pl.col("known_from") > pl.col("known_from_standing"))
            & (pl.col("long_value") != pl.col("used_value"))
        )
        .sort("known_from")
        .unique(cell, keep="last", maintain_order=True)
        .with_columns(**about_quarter())
    )
    return refusal_rows(
        restated,
        pl.lit(STALE_OPERAND),
        pl.format(
            "{} was restated to {} by filing {} without a shorter figure on the same footing; "
            "the quarter still shows the figures before.",
            "long_concept",
            pl.col("long_value").cast(pl.String),
            "long_source_reference",
        ),
        pl.col("long_source_reference"),
    )
