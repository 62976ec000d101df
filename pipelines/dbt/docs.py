"""dbt's own docs of the project, as one page that needs no server.

`python -m pipelines.dbt.docs` writes it from the warehouse as it stands; `make docs` puts it on the
docs site.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pipelines.dbt import runner
from pipelines.errors import LedgerError
from pipelines.settings import load_settings
from pipelines.storage.connections import WarehouseError

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.settings import Settings


def docs_path(settings: Settings) -> Path:
    """Where dbt writes the page."""
    return settings.dbt_target_dir / "static_index.html"


def build_docs(settings: Settings) -> None:
    """Write the page.

    Raises:
        WarehouseError: there is no warehouse yet.
        DbtError: dbt failed.
    """
    path = settings.warehouse_path
    if not path.exists():
        raise WarehouseError(f"{path}: there is no warehouse yet: run `ledger run`")
    arguments = ["docs", "generate", "--static", "--no-compile"]
    runner.run_dbt(settings, arguments, runner.parsed_project(settings))


if __name__ == "__main__":
    try:
        build_docs(load_settings())
    except LedgerError as error:
        sys.exit(f"dbt's docs: {error}")
