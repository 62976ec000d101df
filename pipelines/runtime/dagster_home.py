"""Dagster's home in the data directory: what it is told, and by which name it finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.storage.files import replace_file
from pipelines.storage.plain_paths import plain

if TYPE_CHECKING:
    from pipelines.settings import Settings

# No telemetry, no welcome. The home may be moved, so no path stands in it. Runs of the UI and the
# schedule wait for one another in Dagster's queue. What is added later is added at the end.
_DAGSTER_YAML = """telemetry:
  enabled: false
nux:
  enabled: false
storage:
  custom:
    module: pipelines.runtime.history
    class: OpenHistory
    config:
      base_dir:
        env: DAGSTER_HOME
concurrency:
  runs:
    max_concurrent_runs: 1
"""

# Where the class was before, and still is in a configuration that was written then.
_MODULE_BEFORE = "module: pipelines.history\n"
_MODULE = "module: pipelines.runtime.history\n"


def prepare_dagster_home(settings: Settings) -> dict[str, str]:
    """Make Dagster's home, without telemetry or a welcome, and return what names it."""
    settings.dagster_dir.mkdir(parents=True, exist_ok=True)
    path = settings.dagster_dir / "dagster.yaml"
    found = path.read_text("utf-8") if path.exists() else ""
    wanted = found.replace(_MODULE_BEFORE, _MODULE)
    # What a person wrote stays; what an earlier version of this wrote is brought up to date, and
    # it is how today's begins, as is what was cut off.
    if _DAGSTER_YAML.startswith(wanted):
        wanted = _DAGSTER_YAML
    if wanted != found:
        replace_file(path, wanted.encode())
    return {"DAGSTER_HOME": str(plain(settings.dagster_dir))}
