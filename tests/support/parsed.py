"""The dbt project, parsed once for every session: what is parsed holds no path of an installation.

dbt keeps what it has parsed beside pytest's own cache and parses again what has changed since, as
it does in an installation. A project that has never been parsed takes it twelve seconds.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from filelock import FileLock

from pipelines.dbt import runner as dbt_runner
from pipelines.settings import PROJECT_DIR, Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

_KEPT = PROJECT_DIR / ".pytest_cache" / "parsed"


def parsed_project(settings: Settings) -> Manifest:
    """The manifest, lying in this installation as if it had been parsed there."""
    kept = Settings(data_dir=_KEPT)
    _KEPT.mkdir(parents=True, exist_ok=True)
    with FileLock(_KEPT.with_suffix(".lock")):
        manifest = dbt_runner.parsed_project(kept)
        shutil.copytree(kept.dbt_target_dir, settings.dbt_target_dir, dirs_exist_ok=True)
    return manifest
