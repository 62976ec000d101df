"""An earlier quarter as the year to date less its last quarter, and less what else is known of it.

Revenue lines are often stated for the newest quarter and the year to date only: the half less
the second quarter is the first, nine months less the third quarter and the first is the second.
The rules of a difference hold (rule 2): one concept, one unit, one unbroken row of dates that
ends where the longer figure ends, one vintage. Figures are of one vintage if one filing states
them all, or if each was stated in time, is the only one ever stated for its period by the day on
which the last of them became public, and so can't have been recast between two filings.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import polars as pl

from pipelines.normalize.facts.publication_time import ANNUAL_FORMS, form_base
from pipelines.normalize.facts.statements import is_statement
from pipelines.normalize.series import differences
from pipelines.normalize.series.periods import HALF, NINE_MONTHS, QUARTER, YEAR
from pipelines.normalize.series.quarters import CELL, SERIES, YTD_MINUS_LAST_QUARTER
from pipelines.normalize.series.year_quarters import FIRST_REPORT_DAYS, first_figures

_YEAR = (*SERIES, "concept", "fiscal_year")
_DAY = pl.duration(days=1)


class _Recipe(NamedTuple):
    """A figure to date, the quarter wanted, and what lies before and after that quarter in it.

    `before` and `after` are (kind, the fiscal quarter in which it ends), in the order of time.
    """

    kind: str
    ends_in: int
    wanted: int
    before: tuple[tuple[str, int], ...]
    after: tuple[tuple[str, int], ...]

    @property
    def sides(self) -> list[str]:
        """Names of the operands, the longest first and then from the last backwards."""
        others = (*self.before, *self.after)
        return ["total", *(f"{kind}_{ends_in}" for kind, ends_in in reversed(others))]


_Q1, _Q2, _Q3, _Q4 = ((QUARTER, number) for number in (1, 2, 3, 4))
_HALF_LESS_QUARTER = _Recipe(HALF, 2, 1, (), (_Q2,))
# The first recipe that can be followed on a day is: the one with the fewest operands.
_RECIPES = (
    _HALF_LESS_QUARTER,
    _Recipe(NINE_MONTHS, 3, 1, (), (_Q2, _Q3)),
    _Recipe(NINE_MONTHS, 3, 2, (_Q1,), (_Q3,)),
    _Recipe(YEAR, 4, 3, ((HALF, 2),), (_Q4,)),
    _Recipe(YEAR, 4, 1, (), (_Q2, _Q3, _Q4)),
    _Recipe(YEAR, 4, 2, (_Q1,), (_Q3, _Q4)),
    _Recipe(YEAR, 4, 3, (_Q1, _Q2), (_Q4,)),
)
_ABOUT_TOTAL = ("form", "known_from_basis", "is_comparative", "is_in_weeks", "alias_order")


def to_date_less_quarters(
    facts: pl.DataFrame, observed: pl.DataFrame, like: pl.DataFrame, scopes: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Quarters that follow from a figure to date whose last quarter is stated.

    Args:
        facts: facts in series.
        observed: observations that say a quarter otherwise; a quarter that one of them said no
            later needs no difference.
        like: observations whose columns and types these get.
        scopes: from `line_scopes.line_scopes`.

    Returns:
        observations, and the operands of each (`differences.operands`).
    """
    # The quarters of an annual report stand in an unaudited table that filers mistag.
    in_annual_table = form_base(pl.col("form")).is_in(ANNUAL_FORMS) & (
        pl.col("duration_kind") == QUARTER
    )
    flows = facts.filter(pl.col("duration_kind").is_in([QUARTER, HALF, NINE_MONTHS, YEAR]))
    # What one filing states is of one scope, whatever it recasts.
    in_filing = flows.filter(~is_statement() & ~in_annual_table).with_columns(
        recast=pl.lit(None, dtype=pl.Float64)
    )
    by_filing = _following(_HALF_LESS_QUARTER, in_filing, (*_YEAR, "source_reference"), scopes)
    latest = pl.col("period_end") + pl.duration(days=FIRST_REPORT_DAYS)
    timely = first_figures(flows).filter(
        (pl.col("known_from").dt.date() <= latest) & ~in_annual_table
    )
    found = [(_HALF_LESS_QUARTER, by_filing)]
    for recipe in _RECIPES:
        rows = _following(recipe, timely, _YEAR, scopes).filter(
            pl.all_horizontal(
                (pl.col(f"{side}_contested_from") > pl.col("known_from")).fill_null(value=True)
                for side in recipe.sides
            )
        )
        found.append((recipe, rows))
    kept = _first_said([rows for _, rows in found], observed)
    parts = [
        (recipe, rows.with_row_index("row").join(_of(kept, place), on="row", how="semi"))
        for place, (recipe, rows) in enumerate(found)
    ]
    return (
        pl.concat(
            differences.observations(rows, "total", YTD_MINUS_LAST_QUARTER, like)
            for _, rows in parts
        ),
        pl.concat(
            differences.operands(rows, recipe.sides, YTD_MINUS_LAST_QUARTER)
            for recipe, rows in parts
        ),
    )


def _of(kept: pl.DataFrame, place: int) -> pl.DataFrame:
    return kept.filter(pl.col("place") == place).select("row")


def _following(
    recipe: _Recipe, facts: pl.DataFrame, key: tuple[str, ...], scopes: pl.DataFrame
) -> pl.DataFrame:
    """The differences that a recipe finds among facts that share the key."""
    contested = ["contested_from"] if "contested_from" in facts.columns else []
    total = _ending(facts, recipe.kind, recipe.ends_in).select(
        *key, *_ABOUT_TOTAL, pl.col(*differences.CARRIED, *contested).name.prefix("total_")
    )
    rows = total
    for kind, ends_in in (*recipe.before, *recipe.after):
        other = _ending(facts, kind, ends_in).select(
            *key, pl.col(*differences.CARRIED, *contested).name.prefix(f"{kind}_{ends_in}_")
        )
        rows = rows.join(other, on=list(key), maintain_order="left")
    before, after = (
        [f"{kind}_{ends_in}" for kind, ends_in in part] for part in (recipe.before, recipe.after)
    )
    start = pl.col(f"{before[-1]}_period_end") + _DAY if before else pl.col("total_period_start")
    joints = [
        pl.col(f"{after[-1]}_period_end") == pl.col("total_period_end"),
        *(
            pl.col(f"{later}_period_start") == pl.col(f"{earlier}_period_end") + _DAY
            for chain in (before, after)
            for earlier, later in pairwise(chain)
        ),
    ]
    if before:
        joints.append(pl.col(f"{before[0]}_period_start") == pl.col("total_period_start"))
    # A shell tags zero before it has a business.
    joints.extend(pl.col(f"{side}_value") != 0 for side in recipe.sides)
    return differences.quarter_differences(
        rows.filter(pl.all_horizontal(joints)).with_columns(
            fiscal_quarter=pl.lit(recipe.wanted, dtype=pl.Int32),
            period_start=start,
            period_end=pl.col(f"{after[0]}_period_start") - _DAY,
            known_from=pl.max_horizontal(f"{side}_known_from" for side in recipe.sides),
        ),
        recipe.sides,
        scopes,
    )


def _ending(facts: pl.DataFrame, kind: str, quarter: int) -> pl.DataFrame:
    return facts.filter((pl.col("duration_kind") == kind) & (pl.col("fiscal_quarter") == quarter))


def _first_said(found: list[pl.DataFrame], observed: pl.DataFrame) -> pl.DataFrame:
    """place and row of the differences that say what nothing else says.

    One filing's own difference (place 0) may be restated by a later one's. What several filings
    make together stands only until then, and where no other observation said the cell no later.
    """
    every = pl.concat(
        rows.with_row_index("row").select(
            *CELL, "known_from", "alias_order", "row", place=pl.lit(place)
        )
        for place, rows in enumerate(found)
    ).sort(*CELL, "known_from", "place", "alias_order", "row")
    said = observed.group_by(CELL).agg(said_from=pl.col("known_from").min())
    first = every.unique([*CELL, "known_from"], keep="first", maintain_order=True)
    is_first = pl.struct(CELL).is_first_distinct()
    return (
        first.join(said, on=list(CELL), how="left", maintain_order="left")
        .filter((pl.col("said_from") > pl.col("known_from")).fill_null(value=True))
        .filter((pl.col("place") == 0) | is_first)
        .select("place", "row")
    )
