"""The page of the market: what others say, in words and on no axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.dashboard import figures, opened, texts

if TYPE_CHECKING:
    from tests.support.suite_world import World


def test_what_others_say_is_a_table_with_its_kinds_and_no_chart(marts: World) -> None:
    app = opened("market")
    [table] = [each.value for each in app.dataframe if "what is counted" in each.value]
    assert len(table) == marts["fct_market_estimates"].height
    by_period = dict(
        zip(table["of"], zip(table["USD billion"], table["kind"], strict=True), strict=True)
    )
    assert by_period == {
        "2028": ("90 to 110", "of one year"),
        "2030": ("over 200", "of one year"),
        "2026-2030": ("700", "of years together"),
        "2024Q4": ("20", "of one quarter"),
        "no period": ("30", "of no period"),
        "end of the decade": ("300 to 400", "not said: a year, or in total"),
    }
    assert any("no two rows are to be added" in text for text in texts(app))
    assert not any("A firm" in str(figure["data"]) for figure in figures(app))
