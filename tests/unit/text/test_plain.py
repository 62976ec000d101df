"""Plain text as blocks: wrapped lines joined, tables told from prose."""

from __future__ import annotations

from pipelines.text.pages import Block
from pipelines.text.plain import blocks

TABLE = """<TABLE>
                            2025      2024
Capital expenditures      $5,100    $4,200
Free cash flow             1,000       900
</TABLE>"""


def test_wrapped_lines_are_a_paragraph_and_bullets_are_their_own() -> None:
    text = "We expect capital\nexpenditures to increase.\n  - first\n  - second\n\nNext.\r\n"
    assert [block.text for block in blocks(text)] == [
        "We expect capital expenditures to increase.",
        "- first",
        "- second",
        "Next.",
    ]


def test_a_table_is_told_from_prose() -> None:
    found = blocks(f"Before.\n{TABLE}\nAfter.")
    assert Block("Capital expenditures $5,100 $4,200", is_table=True) in found
    assert [block.text for block in found if not block.is_table] == ["Before.", "After."]


def test_long_lines_are_paragraphs() -> None:
    text = "Operator: welcome.\n" + "We spend. " * 20 + "\nSecond speaker: thanks."
    assert len(blocks(text)) == 3
