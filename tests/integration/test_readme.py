"""The README's questions: each SQL gives, on the shipped data, the answer that stands below it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipelines.settings import PROJECT_DIR
from pipelines.storage.connections import query_published

if TYPE_CHECKING:
    from tests.support.installation import RecordedRun

_QUESTION = re.compile(
    r"^### (?P<question>.+?)\n+```sql\n(?P<sql>.+?)\n```\n+(?P<answer>(?:^\|[^\n]*\|\n)+)",
    re.M | re.S,
)
_README = (PROJECT_DIR / "README.md").read_text("utf-8")
QUESTIONS = [
    (found["question"], found["sql"], found["answer"]) for found in _QUESTION.finditer(_README)
]


def _cell(value: object) -> str:
    """A figure with its thousands apart; names, days and years as they are."""
    is_figure = isinstance(value, int | Decimal) and not 1900 < value < 2100
    return f"{value:,}" if is_figure else str(value)


def test_there_are_questions_and_each_has_its_answer() -> None:
    assert len(QUESTIONS) >= 8
    assert _README.count("```sql") == len(QUESTIONS)


@pytest.mark.parametrize(("question", "sql", "answer"), QUESTIONS, ids=[q[0] for q in QUESTIONS])
def test_the_answer_is_that_of_the_shipped_data(
    question: str, sql: str, answer: str, recorded: RecordedRun
) -> None:
    columns, rows = query_published(recorded.settings, sql)
    lines = [columns, ["---"] * len(columns), *([_cell(value) for value in row] for row in rows)]
    assert answer == "".join(f"| {' | '.join(line)} |\n" for line in lines), question
