"""Facts of revenue lines: the members that the registry rules to be a line, reconciled (rule 6).

A ruling maps axes and members of one company to a line. A figure is used only if it is part of
an exact partition of the figure above it in the same filing: consolidated revenue, or the
figure of the members that the ruling says the line lies within. Corrections of members that a
filer mistagged are rulings too, each for one filing. What the lines' figures say about quarters
and versions is decided where every other series' is.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import polars as pl

from pipelines.normalize.facts.publication_time import form_base
from pipelines.normalize.revenue_lines.completions import completing
from pipelines.normalize.revenue_lines.members import axis_key, dimension_key
from pipelines.normalize.revenue_lines.partition import exact_partitions
from pipelines.normalize.revenue_lines.revenue_tables import (
    TABLE,
    repeats_told,
    revenue_concepts,
    revenue_table,
)

if TYPE_CHECKING:
    from pipelines.registry import Registry

SOURCE = "sec_segment_facts"

NOT_RECONCILED = "not_reconciled"
NO_FIGURE_ABOVE = "no_figure_above"
MEMBERS_ROTATED = "members_rotated"
MEMBER_CORRECTED = "member_corrected"

# Tables of segments end in rows that stand on this axis instead of theirs: eliminations between
# segments and amounts that belong to none.
SEGMENTS_AXIS = axis_key("us-gaap:StatementBusinessSegmentsAxis")
RECONCILING_AXIS = axis_key("srt:ConsolidationItemsAxis")

# Two members that changed places are a slip of tags; one figure that moved is a recast.
_FEWEST_ROTATED = 2


@dataclass(frozen=True)
class LineFacts:
    """Facts of lines, and what was refused.

    Attributes:
        facts: one row per line, filing, concept, unit and period, with the columns of
            `concepts.with_metrics` (metric_id is the revenue line) and rounding_unit.
        refused: company_id, metric_id, period_start, period_end, accession, rule, the figures in
            `told`, and for what does not reconcile the figure `above` and, as `completing`, what a
            ruling puts beside the members.
        both_ways: `revenue_tables.RevenueTable.both_ways`, with metric_id where the key is a
            line's.
    """

    facts: pl.DataFrame
    refused: pl.DataFrame
    both_ways: pl.DataFrame


def line_members(registry: Registry) -> pl.DataFrame:
    """One row per line and spelling: company_id, metric_id, axis, dimension_key, rest_key, dates.

    `rest_key` is the key of the figure above: the members that the line lies within, or empty
    for the consolidated figure. `form` is null where the spelling is good for every form.
    """
    concepts = revenue_concepts(registry)
    rows = [
        (
            supplier.company_id,
            line.revenue_line_id,
            axis_key(member.axis),
            dimension_key(member.pairs),
            dimension_key((each.axis, each.member) for each in member.within),
            member.valid_from or line.valid_from,
            member.valid_to or line.valid_to,
            form,
            line.concepts or concepts,
        )
        for supplier in registry.suppliers
        for line in supplier.lines
        for member in line.members
        for form in (member.forms or (None,))
    ]
    schema: dict[str, pl.DataType] = {
        "company_id": pl.String(),
        "metric_id": pl.String(),
        "axis": pl.String(),
        "dimension_key": pl.String(),
        "rest_key": pl.String(),
        "valid_from": pl.Date(),
        "valid_to": pl.Date(),
        "ruled_form": pl.String(),
        "ruled_concepts": pl.List(pl.String()),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def member_corrections(registry: Registry) -> pl.DataFrame:
    """One row per filing and member that a ruling reads as another one."""
    rows = [
        (
            supplier.company_id,
            correction.accession,
            dimension_key([(correction.axis, correction.filed_member)]),
            dimension_key([(correction.axis, correction.means_member)]),
            correction.dated,
            correction.reason,
        )
        for supplier in registry.suppliers
        for correction in supplier.corrections
    ]
    schema = {
        "company_id": pl.String,
        "accession": pl.String,
        "dimension_key": pl.String,
        "means_key": pl.String,
        "dated": pl.Date,
        "reason": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def line_facts(raw: pl.DataFrame, registry: Registry) -> LineFacts:
    """The facts that state revenue lines, reconciled within their filings.

    Args:
        raw: `raw.sec_segment_facts`.
        registry: suppliers with their rulings, and the concepts of revenue.
    """
    members = line_members(registry)
    table = revenue_table(raw, registry)
    corrected, told = _correct(table.figures, member_corrections(registry))
    rotated = _rotations(corrected, members)
    placed = _with_figure_above(_of_lines(corrected, members), corrected)
    reconciled = _reconcile(placed, corrected, completing(raw, corrected, registry))
    repeated = repeats_told(table.contradicted, members)
    refused = reconciled.filter(pl.col("rule").is_not_null()).select(
        "company_id",
        "metric_id",
        "period_start",
        "period_end",
        "accession",
        "rule",
        told=pl.format("{} {}", pl.col("value").cast(pl.Int64), "unit"),
        above=pl.col("above"),
        completing=pl.col("completing"),
    )
    # A figure above that contradicts itself is the one reason that is told.
    refused = refused.join(
        repeated, on=["metric_id", "accession", "period_start", "period_end"], how="anti",
        maintain_order="left",
    )  # fmt: skip
    return LineFacts(
        facts=reconciled.filter(pl.col("rule").is_null())
        .drop("rule", "above", "completing", "axis", "rest_key")
        .with_columns(source=pl.lit(SOURCE)),
        refused=pl.concat(
            [refused, _corrections_told(told, members), repeated, rotated],
            how="diagonal",
        ),
        both_ways=table.both_ways.join(
            members.select("company_id", "dimension_key", "metric_id").unique(),
            on=["company_id", "dimension_key"],
            how="left",
            maintain_order="left",
        ),
    )


def _correct(table: pl.DataFrame, corrections: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The table with members read as the rulings say, and the rows that were changed."""
    judged = table.join(
        corrections, on=["company_id", "accession", "dimension_key"], how="left",
        maintain_order="left",
    )  # fmt: skip
    changed = judged.filter(pl.col("means_key").is_not_null())
    corrected = judged.with_columns(dimension_key=pl.coalesce("means_key", "dimension_key"))
    return corrected.drop("means_key", "dated", "reason"), changed


def _of_lines(table: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The rows whose key a ruling maps to a line, with axis and rest_key of the ruling."""
    end = pl.col("period_end")
    return (
        table.join(members, on=["company_id", "dimension_key"], maintain_order="left")
        .filter(
            (pl.col("ruled_form").is_null() | (pl.col("ruled_form") == form_base(pl.col("form"))))
            & pl.col("ruled_concepts").list.contains(pl.col("concept"))
        )
        .with_columns(
            is_valid=(pl.col("valid_from").is_null() | (end >= pl.col("valid_from")))
            & (pl.col("valid_to").is_null() | (end <= pl.col("valid_to"))),
            is_ruling=pl.lit(value=True),
            selection=pl.lit("refuse"),
        )
        .drop("valid_from", "valid_to", "ruled_form", "ruled_concepts")
    )


def _with_figure_above(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Adds `above`: what the line's table must add up to, null where the filing does not say.

    The figure under the line's own concept; under another concept of revenue only where the
    filing has a single other figure for the period.
    """
    totals = table.select(*TABLE, "concept", rest_key="dimension_key", above="value")
    others = totals.group_by(*TABLE, "rest_key").agg(
        pl.col("above").unique().alias("figures")
    ).filter(pl.col("figures").list.len() == 1)  # fmt: skip
    same = lines.join(totals, on=[*TABLE, "concept", "rest_key"], how="left", maintain_order="left")
    return (
        same.join(others, on=[*TABLE, "rest_key"], how="left", maintain_order="left")
        .with_columns(above=pl.coalesce("above", pl.col("figures").list.first()))
        .drop("figures")
    )


def _reconcile(lines: pl.DataFrame, table: pl.DataFrame, completing: pl.DataFrame) -> pl.DataFrame:
    """Adds `rule`: null where the line's figure is part of an exact partition, else why not.

    And `completing`, what a ruling puts beside the members of a table of the whole; null if
    nothing.
    """
    of_table = [*TABLE, "concept", "axis", "rest_key"]
    lines = lines.join(
        completing.with_columns(rest_key=pl.lit("")),
        on=of_table,
        how="left",
        maintain_order="left",
    )
    asked = (
        lines.filter(pl.col("above").is_not_null())
        .select(*of_table, "above", "completing")
        .unique(of_table, maintain_order=True)
    )
    rows = _rows_of_tables(asked, table)
    verdicts = [
        {**dict(zip(of_table, key, strict=True)), "dimension_key": name}
        for key, group in rows.group_by(of_table, maintain_order=True)
        for name in _accounted_for(group)
    ]
    schema = {name: lines.schema[name] for name in (*of_table, "dimension_key")}
    good = pl.DataFrame(verdicts, schema=schema).with_columns(is_reconciled=pl.lit(value=True))
    return (
        lines.join(
            good, on=[*of_table, "dimension_key"], how="left", maintain_order="left",
            nulls_equal=True,
        )
        .with_columns(
            rule=pl.when(pl.col("above").is_null())
            .then(pl.lit(NO_FIGURE_ABOVE))
            .when(pl.col("is_reconciled").is_null())
            .then(pl.lit(NOT_RECONCILED))
        )
        .drop("is_reconciled")
    )  # fmt: skip


def _rows_of_tables(asked: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """The rows of each asked table: its axis's members, and after them the reconciling rows."""
    pairs = (
        table.filter(pl.col("axes") > 0)
        .with_columns(pair=pl.col("dimension_key").str.split(";"))
        .explode("pair")
        .with_columns(
            axis=pl.col("pair").str.split("=").list.first(),
            # What is left of the key without this pair is the key of the figure above.
            rest_key=pl.col("dimension_key").str.split(";").list.set_difference(
                pl.concat_list("pair")
            ).list.sort().list.join(";"),
        )
    )  # fmt: skip
    columns = [*TABLE, "concept", "axis", "rest_key", "dimension_key", "value", "fact_order"]
    own = pairs.select(*columns, *["decimals"]).join(
        asked, on=[*TABLE, "concept", "axis", "rest_key"], maintain_order="left"
    )
    reconciling = (
        pairs.filter((pl.col("axis") == RECONCILING_AXIS) & (pl.col("rest_key") == ""))
        .drop("axis")
        .with_columns(axis=pl.lit(SEGMENTS_AXIS))
        .select(*columns, "decimals")
        .join(asked, on=[*TABLE, "concept", "axis", "rest_key"], maintain_order="left")
    )
    return pl.concat(
        [
            own.with_columns(is_reconciling=pl.lit(value=False)),
            reconciling.with_columns(is_reconciling=pl.lit(value=True)),
        ]
    ).sort("is_reconciling", "fact_order", maintain_order=True)


def _accounted_for(rows: pl.DataFrame) -> list[str]:
    """The keys of one table whose figures are part of an exact partition of the figure above.

    With what a ruling puts beside them, else without: a filing may have a member for it.
    """
    totals = dict.fromkeys(
        int(rows["above"][0] - beside) for beside in (rows["completing"][0] or 0, 0)
    )
    half_unit = int(10 ** max(0, -(rows["decimals"].max() or 0)) // 2)  # type: ignore[operator]
    tables = (rows.filter(~pl.col("is_reconciling")), rows)
    for used, total in product(tables, totals):
        values = [int(value) for value in used["value"]]
        found = exact_partitions(values, total, half_unit)
        names = [
            name
            for place, name in enumerate(used["dimension_key"])
            if any(partition.accounts_for(place) for partition in found)
        ]
        if names:
            return names
    return []


def _corrections_told(changed: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The figures that a correction moved away from or to a line, as filed."""
    filed = changed.join(members, on=["company_id", "dimension_key"], maintain_order="left")
    return filed.select(
        "company_id",
        "metric_id",
        "period_start",
        "period_end",
        "accession",
        rule=pl.lit(MEMBER_CORRECTED),
        told=pl.format(
            "{} {} under {}, read as {} by the ruling of {}",
            pl.col("value").cast(pl.Int64), "unit", "dimensions", "means_key", "dated",
        ),
    ).unique(maintain_order=True)  # fmt: skip


def _rotations(table: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Lines in filings whose members a later filing shows to have changed places (trap S6).

    Two members or more of one table whose figures for one period stand under each other's names
    in a later filing. Nothing is changed here: the newest filing's figure stands from the day it
    was filed, and only a dated ruling corrects the earlier one.
    """
    period = ["company_id", "unit", "period_start", "period_end", "concept"]
    named = table.filter(pl.col("axes") == 1).select(
        *period, "accession", "filed_date", "dimension_key", "value",
        axis=pl.col("dimension_key").str.split("=").list.first(),
    )  # fmt: skip
    later = named.select(
        *period, "axis", "value",
        later_accession="accession", later_date="filed_date", later_key="dimension_key",
    )  # fmt: skip
    moved = named.join(later, on=[*period, "axis", "value"]).filter(
        (pl.col("later_date") > pl.col("filed_date"))
        & (pl.col("dimension_key") != pl.col("later_key"))
        & (pl.col("value") != 0)
    )
    # The same name states another figure there: it moved, and was not only spelled anew.
    contradicted = moved.join(
        later.rename({"value": "value_there"}),
        left_on=[*period, "axis", "later_accession", "dimension_key"],
        right_on=[*period, "axis", "later_accession", "later_key"],
    ).filter(pl.col("value_there") != pl.col("value"))
    tables = [*period, "axis", "accession", "later_accession"]
    rotated = contradicted.filter(
        pl.col("dimension_key").n_unique().over(tables) >= _FEWEST_ROTATED
    )
    return (
        rotated.join(
            members.select("company_id", "dimension_key", "metric_id"),
            on=["company_id", "dimension_key"],
        )
        .sort("later_date", "later_accession")
        .unique(
            ["metric_id", "accession", "period_start", "period_end"],
            keep="first",
            maintain_order=True,
        )
        .select(
            "company_id",
            "metric_id",
            "period_start",
            "period_end",
            "accession",
            rule=pl.lit(MEMBERS_ROTATED),
            told=pl.format(
                "{} {}, where filing {} says {}",
                pl.col("value").cast(pl.Int64), "unit", "later_accession",
                pl.col("value_there").cast(pl.Int64),
            ),
        )
    )  # fmt: skip
