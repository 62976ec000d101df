"""What dbt's tests say of themselves: the comment that the file of each begins with."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from pipelines.settings import DBT_DIR

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONFIG = re.compile(r"\{\{\s*config\(.*?\)\s*\}\}", re.DOTALL)
# dbt reads what a test needs from a comment, too.
_NEEDS = re.compile(r"--\s*depends_on:[^\n]*\n")
_BLOCK = re.compile(r"\s*\{#(.*?)#\}", re.DOTALL)
_LINES = re.compile(r"\s*((?:--[^\n]*\n)+)")


def sentence_of(test: Mapping[str, Any]) -> str:
    """What a test asserts, in words.

    Args:
        test: the test's node in dbt's manifest.
    """
    generic = test.get("test_metadata")
    return _comment(
        f"tests/generic/{generic['name']}.sql" if generic else test["original_file_path"]
    )


@cache
def _comment(path: str) -> str:
    sql = _NEEDS.sub("", _CONFIG.sub("", (DBT_DIR / path).read_text("utf-8"), count=1))
    if block := _BLOCK.match(sql):
        return " ".join(block[1].split())
    lines = _LINES.match(sql)
    return " ".join(lines[1].replace("--", " ").split()) if lines else ""
