"""The exports of a small published file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.publish.exports import figures
from pipelines.settings import Settings
from pipelines.storage.connections import connect_published
from tests.support.published import marts_of, publish

if TYPE_CHECKING:
    from tests.support.dbt_world import BuiltWorld


@pytest.fixture(scope="session")
def settings(dbt_world: BuiltWorld, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation with the small published file; read it, never change it."""
    data_dir = tmp_path_factory.mktemp("exports") / "data"
    publish(data_dir, marts_of(dbt_world.tables))
    return Settings(data_dir=data_dir)


@pytest.fixture(scope="session")
def found(settings: Settings) -> figures.Figures:
    """What the exports show of it."""
    with connect_published(settings) as connection:
        return figures.read(connection)
