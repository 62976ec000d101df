"""What a person checks first when something is off, as a list of findings."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
from typing import TYPE_CHECKING, NamedTuple

from pipelines.dbt import sources_file as dbt_sources
from pipelines.errors import LedgerError
from pipelines.publish.publishing import (
    damaged_published_files,
    published_fingerprint,
    unreadable_published_files,
)
from pipelines.registry import load_registry
from pipelines.runtime import mending, run_lock
from pipelines.storage import fingerprint
from pipelines.storage.connections import query_published

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.settings import Settings

_NEEDED_BYTES = 1_000_000_000
_ENGINES = ("dagster", "dbt-core", "dbt-duckdb", "duckdb", "polars", "great-expectations")


class Finding(NamedTuple):
    """One thing looked at: what, whether it is well, and what was found or what to do."""

    what: str
    is_well: bool
    detail: str


def examine(settings: Settings) -> list[Finding]:
    """Every finding about this installation; changes nothing."""
    looks: dict[str, Callable[[Settings], tuple[bool, str]]] = {
        "python": _python,
        "packages": _packages,
        "data directory": _data_directory,
        "registry": _registry,
        "recorded data": _recorded,
        "dbt sources": _dbt_sources,
        "published marts": _published,
        "files of the runs": _files,
        "live mode": _live,
    }
    findings = []
    for what, look in looks.items():
        try:
            is_well, detail = look(settings)
        except (LedgerError, OSError) as error:
            is_well, detail = False, str(error)
        findings.append(Finding(what, is_well, detail))
    return findings


def _python(_: Settings) -> tuple[bool, str]:
    version = sys.version_info
    is_well = (3, 11) <= version[:2] < (3, 14)
    return is_well, f"{version.major}.{version.minor}.{version.micro} (3.11 to 3.13 are supported)"


def _packages(_: Settings) -> tuple[bool, str]:
    return True, ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _ENGINES)


def _data_directory(settings: Settings) -> tuple[bool, str]:
    place = settings.data_dir
    while not place.exists():
        place = place.parent
    if not os.access(place, os.W_OK):
        return False, f"{settings.data_dir} is not writable: set LEDGER_DATA_DIR or its rights"
    free = shutil.disk_usage(place).free
    if free < _NEEDED_BYTES:
        return False, f"{settings.data_dir} has {free / 1e9:.1f} GB free: free at least 1 GB"
    return True, f"{settings.data_dir}, {free / 1e9:.0f} GB free"


def _registry(settings: Settings) -> tuple[bool, str]:
    from expectations import require_acknowledgeable, severities  # noqa: PLC0415

    registry = load_registry(settings.registry_dir)
    require_acknowledgeable(registry, severities())
    return True, (
        f"{len(registry.companies)} companies, {len(registry.metrics)} metrics, "
        f"{len(registry.concepts)} concepts"
    )


def _recorded(settings: Settings) -> tuple[bool, str]:
    files = sorted(settings.recorded_dir.rglob("*.csv"))
    if not files:
        return False, f"{settings.recorded_dir} holds none: `ledger record` writes them"
    return True, f"{len(files)} files in {settings.recorded_dir}"


def _dbt_sources(_: Settings) -> tuple[bool, str]:
    if dbt_sources.SOURCES_PATH.read_text("utf-8") != dbt_sources.render_sources():
        return False, "_sources.yml is stale: run `python -m pipelines.dbt.sources_file`"
    return True, "_sources.yml says what contracts/ says"


def _published(settings: Settings) -> tuple[bool, str]:
    if not settings.published_path.exists():
        return False, "nothing is published yet: run `ledger run`"
    damaged = damaged_published_files(settings) or unreadable_published_files(settings)
    found = published_fingerprint(settings)
    if damaged or found is None:
        names = ", ".join(map(str, damaged)) or "the Parquet files are of another run"
        return False, f"damaged: {names}; `ledger run` publishes them anew"
    _, rows = query_published(settings, "select max(period_end), count(*) from fct_capex")
    newest, count = rows[0]
    state = "current" if found == fingerprint.of_input(settings) else "older than the input"
    return True, f"{count:,} quarters of capex to {newest}; {state}"


def _files(settings: Settings) -> tuple[bool, str]:
    if run_lock.is_held_elsewhere(settings):
        return True, "a run is writing: look again when it has ended"
    found = [str(damage.path) for damage in mending.damages(settings, is_thorough=True)]
    if found:
        return False, f"damaged: {', '.join(found)}; the next `ledger run` writes them anew"
    return True, "every table, database and archived body is what was written"


def _live(settings: Settings) -> tuple[bool, str]:
    if settings.user_agent is None:
        return True, 'off: set LEDGER_USER_AGENT="Name email" to fetch from the SEC'
    return True, "ready: requests will say who asks"
