"""Withholds what fails a check of company scope, and builds and checks anew until nothing does.

Then holds who would lose published figures. In the ordinary case nothing is done. Which figures a
failing row withholds is in `withholding.py`, who is held in `withdrawals.py`; a failure of
structure ends the run here as everywhere.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts import table
from pipelines.contracts.items import ITEMS
from pipelines.contracts.normalized import (
    CUSTOMER_SHARES,
    DOCUMENTS,
    FACTS,
    GUIDANCE,
    TECHNOLOGY_MENTIONS,
    WITHHELD,
)
from pipelines.contracts.normalized import MONTHLY_REVENUE as MONTHS
from pipelines.normalize.leaving_out import CUSTOMER_SHARE, MONTHLY_REVENUE, TEXT, of_item
from pipelines.normalize.store import normalize_all
from pipelines.publish import holding, withdrawals
from pipelines.publish.comparing import published_generation
from pipelines.quality import withholding
from pipelines.quality.building import analyse_models, build_models
from pipelines.quality.checking import (
    check_stage,
    doubtful,
    require_passed,
    rows_at_hand,
    stage_tables,
)
from pipelines.quality.worker import forget_ahead
from pipelines.registry import load_registry
from pipelines.storage import tables

if TYPE_CHECKING:
    from pipelines.registry import Registry
    from pipelines.settings import Settings

# As many as there are rungs, once more for what shows only then, and twice for who is held.
_MOST_PASSES = 8


def withheld_at_first(settings: Settings) -> pl.DataFrame:
    """What the checks of the raw tables withhold before anything is normalised; none is held.

    Raises:
        pipelines.quality.withholding.TooManyFail: a check fails for most companies.
    """
    holding.release(settings)
    return withholding.withhold(WITHHELD.empty(), doubtful(settings, "raw"), [])


def unsettled(settings: Settings) -> pl.DataFrame:
    """The figures that fail a check of company scope and are not withheld, `withholding.places`.

    Raises:
        pipelines.quality.withholding.TooManyFail: a check fails for most companies.
    """
    return withholding.not_withheld(doubtful(settings), tables.read(WITHHELD, settings))


def settle(settings: Settings, run_id: str) -> pl.DataFrame:
    """Withhold what fails and hold who would lose published figures, until nothing is left to do.

    Each pass normalises anew, builds the models and checks the stages after the raw one. Their
    results of this run then say what failed at first.

    Returns:
        `normalized.withheld`.

    Raises:
        pipelines.quality.withholding.TooManyFail: a check fails for most companies.
        pipelines.quality.withholding.CannotBeWithheld: a check fails whatever is withheld.
        pipelines.publish.withdrawals.WithdrawalBlocked: figures would be withdrawn whoever is held.
        pipelines.quality.checking.ChecksFailed: a check of structure fails.
        pipelines.dbt.runner.DbtError: a model or a test of structure fails.
    """
    registry = load_registry(settings.registry_dir)
    left = unsettled(settings)
    for _ in range(_MOST_PASSES):
        withheld = tables.read(WITHHELD, settings)
        if left.height:
            withheld = withholding.withhold(withheld, left, _figures(settings))
        else:
            losing = withdrawals.blocked(settings, registry, withheld)
            if losing.is_empty():
                return withheld
            generation = published_generation(settings)
            holding.hold(settings, str(generation), losing["company_id"].to_list())
            withheld = pl.concat([withheld, losing])
        left = _made_anew(withheld, registry, settings, run_id)
    if left.is_empty():
        return tables.read(WITHHELD, settings)
    failing, check, whose = left.select(
        "table_name", "check_name", pl.coalesce("company_id", "item")
    ).row(0)
    raise withholding.CannotBeWithheld(
        f"{failing}: {check} still fails on {whose} after {_MOST_PASSES} rounds of withholding "
        "figures: see `ledger quality`"
    )


def _made_anew(
    withheld: pl.DataFrame, registry: Registry, settings: Settings, run_id: str
) -> pl.DataFrame:
    """One pass without what is withheld; returns what fails in it."""
    from expectations import read_failing, read_results  # noqa: PLC0415

    forget_ahead()
    normalize_all(registry, settings, withheld)
    at = dt.datetime.now(dt.UTC)
    for stage in ("normalized", "warehouse", "marts"):
        if stage != "normalized":
            build_models(settings, stage, run_id, at)
        if stage == "warehouse":
            analyse_models(settings)
        if names := stage_tables(stage):
            check_stage(stage, names, settings, run_id, at, again=True)
        require_passed(read_results(settings.quality_dir, run_id))
    found = read_failing(settings.quality_dir, run_id).filter(
        (pl.col("ran_at") == at.replace(tzinfo=None)) & (pl.col("severity") == "error")
    )
    withholding.require_few(found, registry, rows_at_hand(settings))
    return withholding.places(found, registry)


def _figures(settings: Settings) -> list[pl.DataFrame]:
    """The figures that are used now, in the terms of what may be withheld."""
    months = tables.read(MONTHS, settings).select(
        "company_id",
        metric_id=pl.lit(MONTHLY_REVENUE),
        fiscal_year=pl.col("month").dt.year(),
        period_end="month_end",
    )
    shares = tables.read(CUSTOMER_SHARES, settings).with_columns(metric_id=pl.lit(CUSTOMER_SHARE))
    said = tables.read(TECHNOLOGY_MENTIONS, settings).with_columns(metric_id=pl.lit(TEXT))
    read = tables.read(DOCUMENTS, settings).with_columns(
        metric_id=pl.lit(TEXT), source_reference=pl.col("accession")
    )
    guided = tables.read(GUIDANCE, settings).with_columns(metric_id=pl.lit(TEXT))
    things = [
        of_item(tables.read(table(name), settings), item)
        for item in ITEMS
        for name in item.left_out_of
    ]
    return [tables.read(FACTS, settings), months, shares, said, read, guided, *things]
