"""Headline tiers side by side on what can be compared: index, constant panel, ratio to capex.

Belongs here: which quarters and tiers these have in common. Both exports draw them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.publish.exports.figures import Figures, Row

# Three years; a constant panel has eight quarters.
QUARTERS = 12


@dataclass(frozen=True, slots=True)
class Panels:
    """The newest quarters of the headline tiers.

    Attributes:
        quarters: in order.
        tiers: their names by segment and tier, in order.
        base: the quarter in which every tier that has an index has one; "" if there is none.
        segments: the row of `fct_segment_revenue` of a tier and quarter.
        capture: that of `fct_segment_capture` for cash capex, where its panel is complete.
    """

    quarters: list[str]
    tiers: dict[tuple[str, str], str]
    base: str
    segments: dict[tuple[str, str, str], Row]
    capture: dict[tuple[str, str, str], Row]

    def index(self, tier: tuple[str, str], quarter: str) -> float | None:
        """The matched index on the common base of 100; None where the chain does not reach."""
        base = self.segments.get((*tier, self.base), {}).get("matched_index")
        level = self.segments.get((*tier, quarter), {}).get("matched_index")
        return None if base is None or level is None else level / base * 100


def panels(found: Figures) -> Panels:
    """The headline tiers of the newest quarters."""
    segments = {
        (row["segment_id"], row["tier"], row["calendar_quarter"]): row for row in found.segments
    }
    quarters = sorted({quarter for _, _, quarter in segments})[-QUARTERS:]
    tiers = {
        (row["segment_id"], row["tier"]): f"{row['segment_name']}, {row['tier']}"
        for row in found.segments
    }
    starts = [
        min(reached)
        for tier in tiers
        if (
            reached := [
                quarter
                for quarter in quarters
                if segments.get((*tier, quarter), {}).get("matched_index") is not None
            ]
        )
    ]
    capture = {
        (row["segment_id"], row["tier"], row["calendar_quarter"]): row
        for row in found.capture
        if row["basis"] == "cash" and row["is_complete_panel"]
    }
    return Panels(quarters, tiers, max(starts, default=""), segments, capture)
