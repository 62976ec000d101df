"""Room below a chart for the names of its legend, as wide as a phone sets them out."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from pipelines.dashboard import charts, room


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        (["AMZN", "GOOGL"], 1),
        # In two columns: as wide as the longest of them.
        (["AMZN", "GOOGL", "META", "MSFT", "ORCL", "All, where all report"], 3),
        (["Combined run rate", "Capex of four quarters", "share of capex"], 3),
        ([f"eci_{score}: scores {score} or more" for score in range(125, 151, 5)], 6),
    ],
)
def test_a_legend_takes_as_many_rows_as_a_phone_gives_it(names: list[str], rows: int) -> None:
    assert room.legend(names) - room.legend(["A"]) == 19 * (rows - 1)


def test_a_chart_is_as_much_higher_as_its_legend_and_its_title_stays_on_top() -> None:
    drawn = charts.figure("Title", "note", unit="USD")
    before = drawn.layout.height, drawn.layout.margin.b
    inside = before[0] - drawn.layout.margin.t - before[1]
    drawn.add_traces([go.Scatter(name="GOOGL"), go.Scatter(name="AMZN, a bound")])
    drawn.add_trace(go.Scatter(name="hidden", showlegend=False))
    room.make(drawn)
    taken = room.legend(["GOOGL", "AMZN, a bound"])
    assert (drawn.layout.height, drawn.layout.margin.b) == (before[0] + taken, before[1] + taken)
    assert (1 - drawn.layout.title.y) * drawn.layout.height == pytest.approx(18)
    # A desk needs fewer rows: the legend hangs from the axis, and what is left lies below it.
    assert drawn.layout.legend.y * inside == pytest.approx(-before[1])
    assert drawn.layout.legend.yanchor == "top"


def test_one_name_has_no_legend_unless_asked_for() -> None:
    drawn = charts.figure("Title", "note", unit="USD")
    drawn.add_trace(go.Bar(name="alone"))
    room.make(drawn)
    assert drawn.layout.margin.b == room.BOTTOM
    drawn.update_layout(showlegend=True)
    room.make(drawn)
    assert drawn.layout.margin.b == room.BOTTOM + room.legend(["alone"])
