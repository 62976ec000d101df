"""`ledger export`: a file where it was asked for, or a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.published import marts_of, publish

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.dbt_world import BuiltWorld
    from tests.support.said import Said

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(("form", "begins"), [("xlsx", b"PK"), ("html", b"<!doctype html>")])
def test_what_is_published_is_written(
    ledger: Callable[..., Said], dbt_world: BuiltWorld, tmp_path: Path, form: str, begins: bytes
) -> None:
    publish(tmp_path / "data", marts_of(dbt_world.tables))
    file = tmp_path / f"made.{form}"
    said = ledger("export", form, str(file))
    assert (said.status, said.output) == (0, f"written: {file}\n")
    assert file.read_bytes().startswith(begins)


def test_before_anything_is_published_there_is_a_sentence(
    ledger: Callable[..., Said], tmp_path: Path
) -> None:
    said = ledger("export", "html", str(tmp_path / "made.html"))
    assert said.is_one_sentence(), said.errors
    assert "nothing is published yet" in said.errors
    assert list(tmp_path.iterdir()) == []
