"""Which observation of a cell stood when: versions, never overwritten (rule 3).

A cell is one period of one metric of one company. Its observations, in the order in which
they became public, either repeat what stands, round it, or replace it. Everything here is one
sort and comparisons with the row before.
"""

from __future__ import annotations

import polars as pl

from pipelines.normalize.facts.publication_time import AMENDMENT_SUFFIX
from pipelines.normalize.facts.statements import is_statement
from pipelines.normalize.revenue_lines.line_scopes import are_two_scopes, with_scope_of
from pipelines.normalize.series.groups import opens_group
from pipelines.normalize.series.periods import QUARTERS_IN, YEAR
from pipelines.normalize.series.quarters import CELL, REPORTED, SERIES

FIRST_REPORT = "first_report"
ROUNDING = "rounding"
AMENDMENT = "amendment"
TAG_CHANGE = "tag_change"
COMPARATIVE_RECAST = "comparative_recast"
STATEMENT_REPLACED = "statement_replaced"
UNCLASSIFIED = "unclassified"

_ORDER = (*CELL, "known_from")
# Sources whose concepts are a filer's choice of tag.
_FILED = ("sec_company_facts", "sec_segment_facts")


def _before(column: str) -> pl.Expr:
    """The column's value in the row before, null where that is another cell."""
    return pl.when(~pl.col("is_new_cell")).then(pl.col(column).shift())


def merge(stated: pl.DataFrame, derived: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Tagged and derived observations of each cell, where tagged ones win (rule 2).

    Returns:
        observations: the union without the derived ones that a tagged one outranks. A derived
            quarter outranks a tagged one only if an operand changed after the tag was filed:
            then it is news, and the tag is history.
        disagreements: derived observations that contradict, by more than rounding, the tagged
            one that stood, with `tagged_value`.
    """
    both = (
        pl.concat([stated, derived.select(stated.columns)])
        .with_columns(is_tagged=(pl.col("derivation") == REPORTED) & ~is_statement())
        # At one instant the tagged observation comes first, so that it already stands.
        .sort(*_ORDER, ~pl.col("is_tagged"), maintain_order=True)
        .with_columns(is_new_cell=opens_group(CELL))
        .with_columns(cell=pl.col("is_new_cell").cum_sum())
    )
    tagged = pl.when("is_tagged").then(pl.struct("cell", "value", "rounding_unit", "known_from"))
    from_operands = pl.when(~pl.col("is_tagged") & ~is_statement()).then(pl.struct("cell", "value"))
    seen = both.with_columns(
        tagged=tagged.forward_fill(), earlier=from_operands.forward_fill().shift()
    ).with_columns(
        has_tag=(pl.col("tagged").struct.field("cell") == pl.col("cell")).fill_null(value=False),
        has_earlier=(pl.col("earlier").struct.field("cell") == pl.col("cell")).fill_null(
            value=False
        ),
    )
    tag = pl.col("tagged").struct
    tolerance = (pl.col("rounding_unit") + tag.field("rounding_unit")).cast(pl.Decimal(18, 2))
    contradicts = (pl.col("value") - tag.field("value")).abs() > tolerance
    is_news = (
        pl.col("has_earlier")
        & (pl.col("value") != pl.col("earlier").struct.field("value"))
        & (pl.col("known_from") > tag.field("known_from"))
    )
    outranked = ~pl.col("is_tagged") & pl.col("has_tag") & ~(is_news & contradicts)
    helpers = ("is_tagged", "is_new_cell", "cell", "tagged", "earlier", "has_tag", "has_earlier")
    disagreements = (
        seen.filter(outranked & contradicts & ~pl.col("has_earlier"))
        .with_columns(tagged_value=tag.field("value"))
        .unique(list(CELL), keep="first", maintain_order=True)
    )
    return seen.filter(~outranked).drop(helpers), disagreements.drop(helpers)


def stand(observations: pl.DataFrame) -> pl.DataFrame:
    """The versions of each cell, from all its observations.

    Returns:
        The observations that changed what stood, with version (1 upwards), known_to (null
        while it stands) and change_cause.

    A coarser repetition of the standing figure is no restatement (27,266 million said as 27.3
    billion); a finer one replaces it with the cause `rounding`. Filings round; two statements
    agree if they differ by no more than the rounding of both, since slides cut digits off.
    """
    standing = _one_an_instant(observations).sort(*_ORDER, maintain_order=True)
    while True:
        compared = standing.with_columns(is_new_cell=opens_group(CELL))
        change = (pl.col("value") - _before("value")).abs()
        unit, earlier_unit = pl.col("rounding_unit"), _before("rounding_unit")
        are_statements = is_statement() & is_statement().shift()
        tolerance = (
            pl.when(are_statements)
            .then((unit + earlier_unit) * 2)
            .otherwise(pl.max_horizontal(unit, earlier_unit))
        )
        is_within_rounding = change * 2 <= tolerance.cast(pl.Decimal(18, 2))
        # What says the same more finely stays until the end: the next ones are measured by it.
        says_the_same = (change == 0) & (unit >= earlier_unit)
        repeats = (says_the_same | (is_within_rounding & (unit > earlier_unit))).fill_null(
            value=False
        )
        # A row is measured against what stands: where the row before goes in this round, only
        # one that says the same no finer goes with it; the others wait for the next round.
        goes = repeats & (says_the_same | ~repeats.shift(fill_value=False))
        kept = compared.filter(~goes)
        if kept.height == standing.height:
            break
        standing = kept.drop("is_new_cell")
    is_finer = is_within_rounding & (unit < earlier_unit)
    changed = compared.with_columns(
        change_cause=pl.when("is_new_cell")
        .then(pl.lit(FIRST_REPORT))
        .when(is_finer)
        .then(pl.lit(ROUNDING))
        .when(_before("source").ne_missing(pl.col("source")) & is_statement().shift())
        .then(pl.lit(STATEMENT_REPLACED))
        .when(pl.col("form").str.ends_with(AMENDMENT_SUFFIX))
        .then(pl.lit(AMENDMENT))
        .when(pl.col("concept") != _before("concept"))
        .then(pl.lit(TAG_CHANGE))
        .when(pl.col("is_comparative"))
        .then(pl.lit(COMPARATIVE_RECAST))
        .otherwise(pl.lit(UNCLASSIFIED)),
    ).filter(pl.col("is_new_cell") | (change != 0))
    row = pl.int_range(pl.len())
    first_row = pl.when("is_new_cell").then(row).forward_fill()
    return changed.with_columns(
        version=(row - first_row + 1).cast(pl.Int32),
        known_to=pl.when(~pl.col("is_new_cell").shift(-1, fill_value=True)).then(
            pl.col("known_from").shift(-1)
        ),
    ).drop("is_new_cell")


def _one_an_instant(observations: pl.DataFrame) -> pl.DataFrame:
    """The observations, of those that a company states at one instant the finest alone.

    A release that states the quarter and the year gives the quarter twice, once as a difference.
    What is stated outright stands, unless another agrees with it within the rounding of both and
    is finer (rule 4).
    """
    instant = [*CELL, "known_from"]
    spoken = observations.filter(is_statement())
    outright = spoken.sort(pl.col("derivation") != REPORTED, maintain_order=True)
    first = outright.unique(instant, keep="first", maintain_order=True).select(
        *instant, first_value="value", first_unit="rounding_unit"
    )
    agrees = (pl.col("value") - pl.col("first_value")).abs() <= (
        pl.col("rounding_unit") + pl.col("first_unit")
    )
    finest = (
        outright.join(first, on=instant, how="left", nulls_equal=True, maintain_order="left")
        .sort(~agrees, "rounding_unit", maintain_order=True)
        .unique(instant, keep="first", maintain_order=True)
        .select(observations.columns)
    )
    return pl.concat([observations.filter(~is_statement()), finest])


def with_series_breaks(
    versions: pl.DataFrame, equal_concepts: pl.DataFrame, scopes: pl.DataFrame
) -> pl.DataFrame:
    """Adds `is_series_break`: the concept differs from the period's before, unproven equal.

    A revenue line's figure breaks with the one before too if the two are of two scopes
    (`line_scopes.line_scopes`).

    The period before is the newest earlier one of the same company, metric and kind of which
    anything was known when this version became known, in the version that stood then. A period
    that only later filings show, or concepts that they prove equal, do not count, so that the
    answer for a past day does not change. Only filings name concepts: what a company said or
    reported by the month says nothing about them.
    """
    series = [*SERIES, "period_kind"]
    placed = versions.with_row_index("row").with_columns(
        period=pl.col("fiscal_year") * QUARTERS_IN[YEAR] + pl.col("fiscal_quarter"),
        filed_concept=pl.when(pl.col("source").is_in(_FILED)).then(pl.col("concept")),
    )
    others = placed.select(
        *series,
        pl.col("period", "known_from").name.suffix("_before"),
        pl.col("filed_concept").alias("concept_before"),
        pl.col("long_dimensions").alias("before_dimensions"),
    )
    before = (
        placed.select("row", *series, "period", "known_from")
        .join(others, on=series)
        .filter(
            (pl.col("period_before") < pl.col("period"))
            & (pl.col("known_from_before") <= pl.col("known_from"))
        )
        .sort("period_before", "known_from_before")
        .unique("row", keep="last", maintain_order=True)
        .select("row", "concept_before", "before_dimensions")
    )
    compared = placed.join(before, on="row", how="left", maintain_order="left")
    for side in ("long", "before"):
        compared = with_scope_of(compared, scopes, side)
    return (
        compared.join(
            equal_concepts.rename({"other_concept": "concept_before"}),
            on=["company_id", "metric_id", "concept", "concept_before"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            is_series_break=(
                (pl.col("filed_concept") != pl.col("concept_before")).fill_null(value=False)
                & ~(pl.col("proven_from") <= pl.col("known_from")).fill_null(value=False)
            )
            | are_two_scopes("long", "before")
        )
        .select(*versions.columns, "is_series_break")
    )
