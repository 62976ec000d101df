"""Ways to corrupt the small world; what each check must catch is in `suite_mutants.py`."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from tests.support.suite_world import World

Mutant = Callable[[World], World]


def changed(table: str, where: pl.Expr | None = None, **values: object) -> Mutant:
    """Set columns of one row: the first that `where` chooses, else the first of the table."""

    def mutate(world: World) -> World:
        frame = world[table]
        chosen = pl.lit(value=True) if where is None else where
        first = frame.with_row_index("row").filter(chosen)["row"][0]
        expressions = [
            pl.when(pl.int_range(pl.len()) == first)
            .then(value if isinstance(value, pl.Expr) else pl.lit(value))
            .otherwise(pl.col(name))
            .cast(frame.schema[name])
            .alias(name)
            for name, value in values.items()
        ]
        return {**world, table: frame.with_columns(expressions)}

    return mutate


def changed_all(table: str, where: pl.Expr, **values: pl.Expr) -> Mutant:
    """Set columns of every row that `where` chooses."""

    def mutate(world: World) -> World:
        frame = world[table]
        expressions = [
            pl.when(where).then(value).otherwise(pl.col(name)).cast(frame.schema[name]).alias(name)
            for name, value in values.items()
        ]
        return {**world, table: frame.with_columns(expressions)}

    return mutate


def without(table: str, where: pl.Expr) -> Mutant:
    """Drop the rows that `where` chooses; at least one must be there."""

    def mutate(world: World) -> World:
        kept = world[table].filter(~where)
        assert kept.height < world[table].height
        return {**world, table: kept}

    return mutate


def without_last(table: str) -> Mutant:
    return lambda world: {**world, table: world[table].head(world[table].height - 1)}


def with_first_twice(table: str, **values: object) -> Mutant:
    """Add a copy of the first row, with other values where given."""
    return with_first_twice_of(table, pl.lit(value=True), **values)


def with_first_twice_of(table: str, where: pl.Expr, **values: object) -> Mutant:
    """Add a copy of the first row that `where` chooses, with other values where given."""

    def mutate(world: World) -> World:
        frame = world[table]
        copy = (
            frame.filter(where)
            .head(1)
            .with_columns(
                pl.lit(value).cast(frame.schema[name]).alias(name) for name, value in values.items()
            )
        )
        return {**world, table: pl.concat([frame, copy])}

    return mutate


def in_turn(*mutants: Mutant) -> Mutant:
    def mutate(world: World) -> World:
        for mutant in mutants:
            world = mutant(world)
        return world

    return mutate


def quarantined(world: World) -> World:
    row = pl.DataFrame(
        {
            "source": ["sec_company_facts"],
            "company_id": ["ACM"],
            "item": ["CIK0000001001.json"],
            "reason": ["The body ends in the middle; fetch it again."],
            "sha256": [None],
            "accession": [None],
            "is_whole_document": [True],
        },
        schema=world["raw.quarantine"].schema,
    )
    return {**world, "raw.quarantine": row}


def refused(rule: str) -> Mutant:
    """One of the refusals is by that rule."""
    return changed("normalized.refusals", rule=rule)


def plus(column: str, amount: object) -> pl.Expr:
    return pl.col(column) + pl.lit(amount)
