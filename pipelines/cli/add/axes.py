"""What a filing's revenue is divided into: axes, members, and whether they add up to the whole.

The same arithmetic as `normalize/revenue_lines/lines.py` judges rulings by, asked before there is a
ruling: which members stand on each axis in the newest period, which of them are parts of others,
and which belong to an exact partition of the consolidated figure.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from pipelines.normalize.revenue_lines.lines import RECONCILING_AXIS, SEGMENTS_AXIS
from pipelines.normalize.revenue_lines.members import dimension_key, with_dimension_key
from pipelines.normalize.revenue_lines.partition import exact_partitions
from pipelines.registry.revenue_lines import TOTAL_SERIES, local_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.registry import Registry

_CURRENCY = r"^[A-Z]{3}$"
_PAIRS = ";"


@dataclass(frozen=True, slots=True)
class Member:
    """A member in the newest period.

    Attributes:
        member: as filed.
        label: its standard label, where the filing has one.
        value: its revenue.
        parent: the member that it is a part of, by their figures.
        is_reconciled: it is part of an exact partition of the consolidated figure.
        is_stated_otherwise: another revenue concept states another figure of it.
    """

    member: str
    label: str | None
    value: Decimal
    parent: str | None
    is_reconciled: bool
    is_stated_otherwise: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """The members on an axis under one concept.

    Attributes:
        axis: as filed.
        concept: the revenue concept; of several the one that reconciles best.
        members: the members, each part after the member that it is a part of.
    """

    axis: str
    concept: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Division:
    """A filing's revenue of its newest period.

    Attributes:
        period_start: first day of the newest period that the filing divides.
        period_end: last day.
        unit: currency of the figures.
        totals: consolidated revenue, by concept.
        axes: what it is divided by.
        cross_cuts: figures with two axes or more, which are not shown.
    """

    period_start: dt.date
    period_end: dt.date
    unit: str
    totals: dict[str, Decimal]
    axes: tuple[Axis, ...]
    cross_cuts: int


def divide(facts: pl.DataFrame, registry: Registry) -> Division | None:
    """The newest period's revenue of one filing; None if it states no consolidated revenue.

    Args:
        facts: rows of one filing, in the columns of `RAW_SEC_SEGMENT_FACTS`.
        registry: the concepts of revenue, and the qualifiers that only restate.
    """
    table = _revenue(facts, registry)
    period = _newest_period(table)
    if period is None:
        return None
    table = table.join(period, on=period.columns, how="semi", maintain_order="left")
    unit, start, end = period.row(0)
    plain = table.filter(pl.col("axes") == 0)
    totals = dict(zip(plain["concept"], plain["value"], strict=True))
    single = table.filter(pl.col("axes") == 1)
    keys = [key.partition("=")[0] for key in single["dimension_key"]]
    order = list(totals) + [each for each in single["concept"] if each not in totals]
    found: list[Axis] = []
    for name in dict.fromkeys(keys):
        options = []
        for concept in dict.fromkeys(order):
            rows = single.filter(
                (pl.col("concept") == concept) & pl.col("dimension_key").str.starts_with(f"{name}=")
            )
            if rows.height:
                options.append(_axis(rows, single, _above(totals, concept)))
        found.append(max(options, key=_quality))
    cross_cuts = table.filter(pl.col("axes") > 1).height
    return Division(start, end, unit, totals, tuple(found), cross_cuts)


def _revenue(facts: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Each revenue figure once by key, plain before restated, in the order of the document."""
    concepts = registry.metric_by_id[TOTAL_SERIES].concepts
    flows = facts.filter(
        pl.col("concept").is_in(concepts)
        & pl.col("period_start").is_not_null()
        & (pl.col("period_end") <= pl.col("filed_date"))
        & pl.col("unit").str.contains(_CURRENCY)
    ).with_columns(pairs=pl.col("dimensions").str.count_matches("="))
    return (
        with_dimension_key(flows, registry.qualifiers)
        .sort("pairs", "fact_order", maintain_order=True)
        .unique(
            ["unit", "period_start", "period_end", "concept", "dimension_key"],
            keep="first",
            maintain_order=True,
        )
        .sort("fact_order", maintain_order=True)
    )


def _newest_period(table: pl.DataFrame) -> pl.DataFrame | None:
    """Unit and period: the newest end; of its periods the one most divided, then the shortest."""
    candidates = table.filter(
        (pl.col("axes") == 0).any().over("unit", "period_start", "period_end")
    )
    if candidates.is_empty():
        return None
    return (
        candidates.filter(pl.col("period_end") == pl.col("period_end").max())
        .group_by("unit", "period_start", "period_end")
        .agg(divided=(pl.col("axes") == 1).sum())
        .sort("divided", "period_start", "unit", descending=[True, True, False])
        .head(1)
        .select("unit", "period_start", "period_end")
    )


def _above(totals: dict[str, Decimal], concept: str) -> Decimal | None:
    """The consolidated figure: the concept's own, else the only other one."""
    if concept in totals:
        return totals[concept]
    others = set(totals.values())
    return others.pop() if len(others) == 1 else None


def _axis(rows: pl.DataFrame, single: pl.DataFrame, above: Decimal | None) -> Axis:
    """The members of one axis under one concept, judged."""
    concept = rows["concept"][0]
    name = rows["dimension_key"][0].partition("=")[0]
    reconciled, parents = (set[int](), dict[int, int]()) if above is None else _judged(
        rows, single, name, int(above)
    )  # fmt: skip
    spelled = [
        _spelled(key, dimensions, labels)
        for key, dimensions, labels in rows.select(
            "dimension_key", "dimensions", "dimension_labels"
        ).iter_rows()
    ]
    figures = dict(single.group_by("dimension_key").agg(pl.col("value").n_unique()).iter_rows())
    members = tuple(
        Member(
            member=spelled[place][1],
            label=spelled[place][2],
            value=value,
            parent=spelled[parents[place]][1] if parents.get(place, len(spelled)) < len(spelled)
            else None,
            is_reconciled=place in reconciled,
            is_stated_otherwise=figures[key] > 1,
        )
        for place, (key, value) in enumerate(rows.select("dimension_key", "value").iter_rows())
    )  # fmt: skip
    return Axis(spelled[0][0], concept, tuple(_nested(members, None)))


def _nested(members: tuple[Member, ...], parent: str | None) -> Iterator[Member]:
    """The members in the order of the document, each part after its whole."""
    for each in members:
        if each.parent == parent:
            yield each
            yield from _nested(members, each.member)


def _judged(
    rows: pl.DataFrame, single: pl.DataFrame, axis: str, total: int
) -> tuple[set[int], dict[int, int]]:
    """Places of the rows that an exact partition accounts for, and the parents of parts."""
    reconciling = single.filter(
        (pl.lit(axis) == SEGMENTS_AXIS)
        & (pl.col("concept") == rows["concept"][0])
        & pl.col("dimension_key").str.starts_with(f"{RECONCILING_AXIS}=")
    )
    for used in (rows, pl.concat([rows, reconciling])):
        decimals = used["decimals"].max()
        half_unit = 10 ** max(0, -(decimals if isinstance(decimals, int) else 0)) // 2
        partitions = exact_partitions([int(value) for value in used["value"]], total, half_unit)
        places = {
            place
            for place in range(used.height)
            if any(each.accounts_for(place) for each in partitions)
        }
        if places:
            return places, partitions[0].parents
    return set(), {}


def _quality(axis: Axis) -> tuple[int, int]:
    """The better of two concepts: more members that reconcile, then more members."""
    return sum(each.is_reconciled for each in axis.members), len(axis.members)


def _spelled(key: str, dimensions: str, labels: str | None) -> tuple[str, str, str | None]:
    """Axis, member and label as filed, of a key that holds one pair."""
    pairs = dimensions.split(_PAIRS)
    names = labels.split(_PAIRS) if labels else [""] * len(pairs)
    for pair, label in zip(pairs, names, strict=True):
        axis, _, member = pair.partition("=")
        if dimension_key([(axis, member)]) == key:
            return axis, member, label or None
    raise AssertionError(f"{key} is the key of one of {dimensions}")


def axis_name(axis: Axis) -> str:
    """The axis without prefix and case: how axes of different filers compare."""
    return local_name(axis.axis)
