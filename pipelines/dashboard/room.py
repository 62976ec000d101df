"""How much room a chart's legend takes, so that it never covers what stands below the axis.

A legend is set out by the browser, on a phone in more rows than on a desk: there is room for the
phone's, and what a desk leaves of it lies below the names. Not here: what is drawn (`charts.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

# Of two lines below an axis.
BOTTOM = 42

# A legend on a phone's width of 390 pixels, as Plotly sets it out: in columns as wide as the
# longest name, where the names do not fit into one row.
_WIDTH, _ROW, _FRAME = 304, 19, 8
_SYMBOL, _LETTER, _CAPITAL = 41, 5.1, 7.2
_COLOUR_BAR = 44


def title_height(height: float) -> float:
    """Where the title's first line stands, which Plotly places by its middle."""
    return 1 - 18 / height


def make(drawn: Any) -> None:
    """Make a figure that is drawn higher by its legend, or by its scale of colours."""
    layout = drawn.layout
    is_heat = any(trace.type == "heatmap" for trace in drawn.data)
    entries = [
        trace for trace in drawn.data if trace.type != "heatmap" and trace.showlegend is not False
    ]
    # Plotly shows a legend of one only where it is told to.
    is_shown = len(entries) > 1 or bool(entries and (layout.showlegend or entries[0].showlegend))
    taken = legend([str(each.name) for each in entries]) if is_shown else 0
    taken += _COLOUR_BAR * is_heat
    height = layout.height + taken
    if is_shown:
        # From the foot of what is drawn, in parts of its height: right under the axis.
        inside = layout.height - layout.margin.t - layout.margin.b
        drawn.update_layout(
            legend={"y": -layout.margin.b / inside, "yref": "paper", "yanchor": "top"}
        )
    drawn.update_layout(
        height=height, margin={"b": layout.margin.b + taken}, title={"y": title_height(height)}
    )


def legend(names: Sequence[str]) -> int:
    """The height of a legend of these names, in pixels."""
    widths = [
        _SYMBOL + sum(_CAPITAL if letter.isupper() else _LETTER for letter in name)
        for name in names
    ]
    columns = max(int(_WIDTH // max(widths)), 1)
    rows = 1 if sum(widths) <= _WIDTH else -(-len(names) // columns)
    return _ROW * rows + _FRAME
