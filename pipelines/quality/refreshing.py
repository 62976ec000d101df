"""Refreshes the sources while Dagster notes what the run will make.

Not here: refreshing (`sources/refresh/`), and the assets (`defs/lib/sources.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.quality.worker import Worker, begin_ahead, take_up
from pipelines.registry import load_registry
from pipelines.sources.base import FilingSource
from pipelines.sources.discovery import source_named, sources

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipelines.settings import Settings
    from pipelines.sources.base import AnySource
    from pipelines.sources.refresh.engine import Outcome

_REFRESHED = "refreshed"


def begin_refreshing(settings: Settings, companies: Sequence[str], run_id: str) -> None:
    """Let the process for the models, if there is one, begin to refresh all sources.

    One after the other, those that read filings after those that list them. `refreshed` of the same
    run takes each up; where one fails the others go on, on the last good rows of what it fills.

    Args:
        settings: the installation.
        companies: of the sources that are by company.
        run_id: the run.

    Raises:
        WorkerFailed: the process broke off.
    """
    for source in sorted(sources(), key=lambda each: isinstance(each, FilingSource)):
        named = companies if source.table.partitioned else ()
        key = (source.name, *named, run_id)
        begin_ahead(_REFRESHED, key, Worker.MODELS, _refresh, source.name, named, settings)


def refreshed(
    source: AnySource, settings: Settings, companies: Sequence[str], run_id: str
) -> list[Outcome]:
    """Bring a source's rows up to date, or wait for the run to have done so.

    Args:
        source: the source.
        settings: the installation.
        companies: of a source that is by company, those whose rows are wanted.
        run_id: the run, which may have begun it.

    Raises:
        StorageError: the data directory cannot be written, or recorded data is damaged.
        UserAgentRefused: live data is asked for and nobody is named.
        WorkerFailed: the process that refreshes broke off.
    """
    begun: Callable[[], list[Outcome]] | None
    begun = take_up(_REFRESHED, source.name, *companies, run_id)
    return _refresh(source.name, companies, settings) if begun is None else begun()


def _refresh(name: str, companies: Sequence[str], settings: Settings) -> list[Outcome]:
    # Imported where it refreshes: mostly in the other process.
    from pipelines.sources.refresh.engine import refresh  # noqa: PLC0415

    registry = load_registry(settings.registry_dir)
    wanted = [registry.company(company) for company in companies]
    return refresh(source_named(name), registry, settings, wanted)
