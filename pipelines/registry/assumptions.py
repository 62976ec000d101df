"""What the size of the market rests on besides figures; the shape of `assumptions.yml`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from pipelines.registry.models import Entry, Identifier, PastDay, Text, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

# Of the whole market: what others spend for each dollar of the hyperscalers, which share of all
# that reaches the segments, and how much of the growth that is forecast comes where nothing is
# guided. Of a tier: which share of its revenue is for data centers, and which share of what
# builders spend on the segment that revenue is.
Part = Literal[
    "spending_of_others",
    "share_on_segments",
    "growth_beyond_guidance",
    "data_center_share",
    "share_of_market",
]
# What a tier is measured for: the split of spending over the segments and the estimate from the
# suppliers' side, or a further estimate of its segment alone.
Measures = Literal["split", "check"]

_OF_THE_WHOLE = ("spending_of_others", "share_on_segments", "growth_beyond_guidance")
_OF_A_TIER = ("data_center_share", "share_of_market")
_SHARES = ("share_on_segments", *_OF_A_TIER)
Quarter = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}Q[1-4]$")]
Words = Annotated[str, StringConstraints(min_length=10, strip_whitespace=True)]
Address = Annotated[str, StringConstraints(pattern=r"^https://[^\s]+$")]


def _exact(value: object) -> object:
    """A number as it is written: a float of YAML holds more digits than a person wrote."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise PydanticCustomError("number", "is not a number")
    return str(value)


Ratio = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=9, decimal_places=2)]


class Assumption(Entry):
    """A number that no filing states, with the range in which it may lie.

    Attributes:
        assumption_id: identifier.
        assumption_name: name to show.
        part: where it enters the estimate.
        segment_id: of a tier, its segment.
        tier: of a tier, the tier.
        measures: of a share of the market, what the tier is measured for.
        quarter: of a share of the market, the calendar quarter that it is of: from there the
            tier's matched index leads to every other.
        valid_from: of what checks, the first quarter that it says anything of.
        value: what the base case takes.
        low: lower end of the range.
        high: upper end.
        reason: why this much.
        source: on what it rests.
        url: where that stands.
        stated_date: day on which it was set.
    """

    assumption_id: Identifier
    assumption_name: Text
    part: Part
    segment_id: Identifier | None = None
    tier: Tier | None = None
    measures: Measures | None = None
    quarter: Quarter | None = None
    valid_from: Quarter | None = None
    value: Ratio
    low: Ratio
    high: Ratio
    reason: Words
    source: Words
    url: Address | None = None
    stated_date: PastDay

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError(
                f"value: {self.value} does not lie between low {self.low} and high {self.high}"
            )
        if self.part in _SHARES and not (self.low > 0 and self.high <= 1):
            raise ValueError("low, high: a share is above 0 and at most 1")
        if (self.part in _OF_A_TIER) != (self.segment_id is not None and self.tier is not None):
            raise ValueError(
                "segment_id, tier: a data_center_share and a share_of_market name both, and the "
                "other parts neither"
            )
        of_market = self.part == "share_of_market"
        if of_market != (self.measures is not None) or of_market != (self.quarter is not None):
            raise ValueError(
                "measures, quarter: a share_of_market has both, and the other parts neither"
            )
        now = dt.datetime.now(dt.UTC)
        if self.quarter is not None and self.quarter > f"{now:%Y}Q{(now.month + 2) // 3}":
            raise ValueError(f"quarter: {self.quarter} is in the future: no revenue is of it yet")
        if self.valid_from is not None and self.measures != "check":
            raise ValueError("valid_from: only what measures: check has a first quarter")
        return self

    @property
    def place(self) -> str:
        """Where it enters, which no two share."""
        return " ".join(filter(None, (self.part, self.segment_id, self.tier)))


def missing_assumptions(found: Sequence[Assumption], segment_ids: Sequence[str]) -> list[str]:
    """What the estimate lacks: a part of the whole market, a split, the other part of a tier."""
    places = {each.place for each in found}
    split = Counter(each.segment_id for each in found if each.measures == "split")
    missing = [part for part in _OF_THE_WHOLE if part not in places]
    missing += [
        f"share_of_market of {segment_id} that measures the split, or more than one"
        for segment_id in segment_ids
        if split[segment_id] != 1
    ]
    for each in found:
        for part in _OF_A_TIER:
            place = f"{part} {each.segment_id} {each.tier}"
            if each.part in _OF_A_TIER and place not in places:
                missing.append(f"{part} of {each.segment_id} {each.tier}")
    return missing
