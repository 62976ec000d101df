"""The dbt project, parsed once a process: what is parsed holds no path of an installation."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from pipelines.dbt import runner as dbt_runner
from pipelines.settings import Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


def parsed_project(settings: Settings) -> Manifest:
    """The manifest, lying in this installation as if it had been parsed there."""
    scratch = Settings()
    manifest = dbt_runner.parsed_project(scratch)
    shutil.copytree(scratch.dbt_target_dir, settings.dbt_target_dir)
    return manifest
