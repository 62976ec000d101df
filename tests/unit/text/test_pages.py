"""Pages of HTML as blocks: tables told from prose, and what a reader does not see left out."""

from __future__ import annotations

import pytest

from pipelines.text.pages import Block, blocks, is_cut_off


def texts(page: str) -> list[str]:
    return [block.text for block in blocks(page)[0]]


def test_every_paragraph_entry_and_row_is_a_block() -> None:
    page = "<body><h1>Outlook</h1><p>We\n  spend <b>more</b>.</p><ul><li>one</li><li>two</li></ul>"
    assert texts(page) == ["Outlook", "We spend more.", "one", "two"]


def test_a_table_of_figures_is_told_from_prose_in_a_table() -> None:
    page = """<table><tr><td>Capital expenditures</td><td>$ 5,100</td><td>(4,200)</td></tr>
    </table><table><tr><td>•</td><td>We expect capital expenditures to increase.</td></tr></table>
    <p>After.</p>"""
    assert blocks(page)[0] == [
        Block("Capital expenditures $ 5,100 (4,200)", is_table=True),
        Block("• We expect capital expenditures to increase."),
        Block("After."),
    ]


def test_figures_within_a_table_that_lays_out_the_page() -> None:
    inner = "<table><tr><td>Capex</td><td>1</td><td>2</td></tr></table>"
    prose = "A page that a table lays out holds " + "many more words than it holds figures " * 3
    page = f"<table><tr><td><p>{prose}</p>{inner}<p>Then prose.</p></td></tr></table>"
    assert [block.is_table for block in blocks(page)[0]] == [False, True, False]


@pytest.mark.parametrize(
    "hidden",
    [
        "<ix:header><ix:hidden>secret</ix:hidden></ix:header>",
        '<div style="display:none">secret</div>',
        '<div style="margin: 0; display: none">secret</div>',
        "<script>secret</script>",
        "<style>secret</style>",
        "<p hidden>secret</p>",
    ],
)
def test_what_a_reader_does_not_see_is_left_out(hidden: str) -> None:
    assert texts(f"<html><body>{hidden}<p>Seen <ix:nonFraction>5</ix:nonFraction>.</p>") == [
        "Seen 5."
    ]


def test_a_sentence_runs_over_the_end_of_a_page() -> None:
    first = "We expect capital expenditures, which support the growth of our business,"
    page = f"<p>{first}</p><p>17</p><hr><p>Table of Contents</p><p>to increase in 2026.</p>"
    assert texts(page) == [f"{first} to increase in 2026."]


def test_a_page_that_never_closes_is_cut_off() -> None:
    assert is_cut_off("<html><body><p>We")
    assert not is_cut_off("<html><body><p>We</body></html>\n")
    assert not is_cut_off("<p>A part of a page.")
