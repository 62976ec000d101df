"""The numbered rules that code and checks cite stand in the architecture page."""

from __future__ import annotations

import re

import pytest

from pipelines.settings import PROJECT_DIR

ROOT = PROJECT_DIR
PAGE = ROOT / "docs" / "ARCHITECTURE.md"
FOLDERS = ("pipelines", "expectations", "dbt_project", "tests")
SUFFIXES = {".py", ".sql", ".yml", ".md"}
# "(rule 4)", "Rule 2 of the design", "rules 6 and 9"; the SEC's own rules have a letter or a dash.
_CITED = re.compile(r"\b[Rr]ules? (\d+)\b(?: and (\d+)\b)?(?!-)")


def _rules() -> set[int]:
    return {int(n) for n in re.findall(r"^### Rule (\d+): ", PAGE.read_text("utf-8"), re.M)}


def _citations() -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in SUFFIXES or "recorded" in path.parts or path.samefile(__file__):
                continue
            numbers = {
                int(n) for pair in _CITED.findall(path.read_text("utf-8")) for n in pair if n
            }
            if numbers:
                found[str(path.relative_to(ROOT))] = numbers
    return found


def test_the_rules_are_numbered_without_a_gap() -> None:
    assert _rules() == set(range(1, len(_rules()) + 1))


def test_each_cited_rule_is_on_the_page() -> None:
    citations = _citations()
    assert "pipelines/normalize/series/quarters.py" in citations
    unknown = {name: sorted(numbers - _rules()) for name, numbers in citations.items()}
    assert {name: numbers for name, numbers in unknown.items() if numbers} == {}


@pytest.mark.parametrize("text", ["(rule 99)", "Rule 13 of the design", "rules 6 and 14"])
def test_a_citation_of_no_rule_is_seen(text: str) -> None:
    numbers = {int(n) for pair in _CITED.findall(text) for n in pair if n}
    assert numbers - _rules()


def test_the_pages_link_to_what_is_there() -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
