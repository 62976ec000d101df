"""Dagster's home in the data directory: what it is told, and by which name it finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.storage.files import replace_file
from pipelines.storage.plain_paths import plain

if TYPE_CHECKING:
    from pipelines.settings import Settings

# No telemetry, no welcome. Runs of the UI and the schedule wait for one another in Dagster's queue.
# What is added later is added at the end.
_DAGSTER_YAML = """telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
"""

# Between the two stood a storage of this project's own, whose files are Dagster's: without it
# Dagster's own reads them where they lie (ADR 10).
_STORAGE_BEFORE = """storage:
  custom:
    module: {module}
    class: OpenHistory
    config:
      base_dir:
        env: DAGSTER_HOME
"""
_MODULES_BEFORE = ("pipelines.history", "pipelines.runtime.history")
_WRITTEN = (
    _DAGSTER_YAML,
    *(
        _DAGSTER_YAML.replace(
            "concurrency:", _STORAGE_BEFORE.format(module=module) + "concurrency:"
        )
        for module in _MODULES_BEFORE
    ),
)


def prepare_dagster_home(settings: Settings) -> dict[str, str]:
    """Make Dagster's home, without telemetry or a welcome; returns the environment of Dagster."""
    settings.dagster_dir.mkdir(parents=True, exist_ok=True)
    path = settings.dagster_dir / "dagster.yaml"
    found = path.read_text("utf-8") if path.exists() else ""
    wanted = found
    for module in _MODULES_BEFORE:
        wanted = wanted.replace(_STORAGE_BEFORE.format(module=module), "")
    # What a person wrote stays; what an earlier version of this wrote is brought up to date: it is
    # how today's begins, or how one with the storage did, as is what was cut off.
    if any(each.startswith(wanted) for each in _WRITTEN):
        wanted = _DAGSTER_YAML
    if wanted != found:
        replace_file(path, wanted.encode())
    return {
        "DAGSTER_HOME": str(plain(settings.dagster_dir)),
        # One event says which companies a run means to fetch, not one a company and source.
        "DAGSTER_EMIT_PARTITION_SUBSET_IN_PLANNED_EVENTS": "true",
    }
