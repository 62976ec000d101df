"""One job for the whole, one for each stage, and the daily schedule."""

from typing import Any

import dagster as dg

from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.defs.lib.catalog import key_of
from pipelines.settings import load_settings
from pipelines.sources.discovery import sources

EVERYTHING = "everything"
# The two halves of a live run, which ends after the first if all answers are known already.
SOURCES = "sources"
AFTER_SOURCES = "after_sources"

_GROUPS = {
    "raw": ("raw",),
    "normalized": ("normalized",),
    "warehouse": ("staging", "intermediate", "analysis"),
    "marts": ("marts", "bi", "published"),
}
_AFTER_RAW = tuple(group for stage, groups in _GROUPS.items() if stage != "raw" for group in groups)
_RAW = dg.AssetSelection.groups(*_GROUPS["raw"])
# What a source fills, and what they refused; a table without a source is only read.
_FILLED = (*(source.table for source in sources()), RAW_QUARANTINE)
_RAW_KEYS = [key_of(table.full_name) for table in _FILLED]
_UNPARTITIONED = [key_of(table.full_name) for table in _FILLED if not table.partitioned]


def _job(name: str, groups: tuple[str, ...], description: str) -> Any:
    return dg.define_asset_job(
        name, selection=dg.AssetSelection.groups(*groups), description=description
    )


JOBS = (
    _job(
        EVERYTHING,
        tuple(group for groups in _GROUPS.values() for group in groups),
        "From the sources to the published file.",
    ),
    _job("raw", _GROUPS["raw"], "Fetch and parse the sources, a partition a company."),
    dg.define_asset_job(
        "reports",
        selection=dg.AssetSelection.assets(*_UNPARTITIONED),
        description="Fetch and parse the sources that are one table for all companies.",
    ),
    dg.define_asset_job(
        SOURCES,
        selection=_RAW.without_checks(),
        description="Fetch and parse the sources, and check nothing.",
    ),
    dg.define_asset_job(
        AFTER_SOURCES,
        selection=dg.AssetSelection.checks_for_assets(*_RAW_KEYS)
        | dg.AssetSelection.groups(*_AFTER_RAW),
        description="Check the sources, and everything after them.",
    ),
    _job("normalized", _GROUPS["normalized"], "Periods, versions, refusals."),
    _job(
        "warehouse",
        _GROUPS["warehouse"],
        "Staging and intermediate models, and statistics on them.",
    ),
    _job("marts", _GROUPS["marts"], "The marts, and publishing them."),
    _job(
        "downstream",
        _AFTER_RAW,
        "Everything after the sources.",
    ),
)


_FROM = (
    "fetched from the network"
    if load_settings().live
    else "replayed from the recorded data: set LEDGER_LIVE=1 where Dagster runs to fetch it"
)


@dg.schedule(
    job_name=EVERYTHING,
    cron_schedule="30 6 * * *",
    execution_timezone="America/New_York",
    description=f"Every morning before the market opens, all companies in one run, {_FROM}.",
    tags={"ledger/data": "live" if load_settings().live else "recorded"},
)
def daily() -> dg.RunRequest:
    """All companies in one run."""
    return dg.RunRequest()
