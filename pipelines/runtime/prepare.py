"""What an installation does once so that its first run need not: parse dbt, make Dagster's home.

`make` calls it after installing. A run without it does the same, and takes longer.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pipelines.dbt.runner import ready_manifest
from pipelines.runtime.dagster_home import prepare_dagster_home
from pipelines.settings import load_settings

if TYPE_CHECKING:
    from pipelines.settings import Settings


def prepare(settings: Settings) -> None:
    """Parse the dbt project and create Dagster's run history.

    Raises:
        DbtError: the dbt project does not parse.
    """
    ready_manifest(settings)
    os.environ.update(prepare_dagster_home(settings))

    import dagster as dg  # noqa: PLC0415

    with dg.DagsterInstance.get():
        pass


if __name__ == "__main__":
    prepare(load_settings())
