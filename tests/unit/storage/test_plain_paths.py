"""Names and places for folders whose names libraries take for syntax."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import pytest

from pipelines.settings import Settings
from pipelines.storage.files import StorageError
from pipelines.storage.plain_paths import database_folder, plain

STRANGE = ["q?x", "p%20x", "a#b", "[x]", "{{ y }}", "d'\"", "a*b", "back\\slash"]


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))


@pytest.mark.parametrize("name", ["data", "a b", "été", "数据", "a-b_c.d+e@f,g=h~i"])
def test_a_plain_path_is_given_as_it_is(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    assert plain(folder / "dagster") == folder / "dagster"
    assert database_folder(folder) == folder
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_path_has_a_plain_name_for_the_same_place(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    (folder / "dagster").mkdir(parents=True)
    given = plain(folder / "dagster")
    assert name not in str(given)
    assert given.samefile(folder / "dagster")
    assert plain(folder / "dagster") == given
    # A link that somebody removed or turned elsewhere is made again.
    given.parent.unlink()
    given.parent.symlink_to(tmp_path)
    assert plain(folder / "dagster").samefile(folder / "dagster")


@pytest.mark.parametrize("name", STRANGE)
def test_duckdb_can_write_where_it_is_told_to(tmp_path: Path, name: str) -> None:
    path = Settings(data_dir=tmp_path / name).warehouse_path
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table t as select 1 as x")
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.sql("from t").fetchall() == [(1,)]


def test_two_strange_folders_have_two_places(tmp_path: Path) -> None:
    assert database_folder(tmp_path / "a?b") != database_folder(tmp_path / "a?c")


def test_a_folder_of_another_user_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    own = database_folder(tmp_path / "a?b").parent
    for path in own.iterdir():
        path.rmdir()
    own.rmdir()
    own.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="somebody else's"):
        database_folder(tmp_path / "a?b")
