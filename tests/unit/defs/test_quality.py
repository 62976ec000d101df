"""What Dagster is told of the results of a suite."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.defs.quality import in_words


def result(name: str, *, passed: bool, acknowledged: bool = False) -> dict[str, Any]:
    return {
        "check_name": name, "passed": passed, "is_acknowledged": acknowledged,
        "observed": f"2 of 7 in {name}",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ([result("a", passed=True)], "1 of 1 checks hold"),
        (
            [result("a", passed=True), result("b", passed=False, acknowledged=True)],
            "1 of 2 checks hold, 1 failed and acknowledged",
        ),
        (
            [result("a", passed=False), result("b", passed=False, acknowledged=True)],
            "a: 2 of 7 in a",
        ),
    ],
)
def test_a_suite_that_an_acknowledged_check_fails_does_not_say_that_all_held(
    made: list[dict[str, Any]], said: str
) -> None:
    assert in_words(made) == said
