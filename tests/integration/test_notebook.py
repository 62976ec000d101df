"""The notebook of the README's questions: each query has an answer in the shipped data."""

from __future__ import annotations

import ast
import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from pipelines.settings import PROJECT_DIR
from pipelines.storage.connections import query_published

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.installation import RecordedRun

NOTEBOOK = PROJECT_DIR / "docs/notebooks/questions.py"
# What a reader chooses, by the name of the control.
CHOSEN = {"quarter": "2026Q2", "day": dt.datetime(2024, 6, 1)}


def queries() -> Iterator[tuple[str, list[object]]]:
    for node in ast.walk(ast.parse(NOTEBOOK.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ask":
            sql, *controls = node.args
            named = [each.value for each in controls if isinstance(each, ast.Attribute)]
            yield ast.literal_eval(sql), [CHOSEN[ast.unparse(each)] for each in named]


def test_each_question_is_asked() -> None:
    asked = re.compile(r'## \d+\. [^\\"\n]+')
    of_readme = asked.findall((PROJECT_DIR / "README.md").read_text("utf-8"))
    assert asked.findall(NOTEBOOK.read_text("utf-8")) == of_readme
    assert len(of_readme) > 6


def test_a_question_in_millions_or_billions_says_so() -> None:
    cells = NOTEBOOK.read_text("utf-8").split("@app.cell")
    for scale, unit in (("/ 1e6", "USD million"), ("/ 1e9", "USD billion")):
        scaled = [cell for cell in cells if f"{scale})" in cell or f"{scale}," in cell]
        assert scaled
        assert [cell for cell in scaled if unit not in cell] == []


@pytest.mark.parametrize(("sql", "chosen"), list(queries()))
def test_a_query_of_the_notebook_has_an_answer(
    sql: str, chosen: list[object], recorded: RecordedRun
) -> None:
    _, rows = query_published(recorded.settings, sql, chosen)
    assert rows
