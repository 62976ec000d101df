"""Which source of exchange rates speaks for a currency and span; the shape of `rates.yml`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from pipelines.registry.models import Currency, Day, Entry

if TYPE_CHECKING:
    from typing import Self

RateSource = Literal["fed_h10", "ecb", "cbc"]


class RateSpeaker(Entry):
    """A series of rates that may speak.

    Attributes:
        source: fed_h10, ecb or cbc, the central bank of Taiwan.
        frequency: day, or month for averages of a month's days.
        valid_from: the first day for which it may speak.
        valid_to: the last one.
    """

    source: RateSource
    frequency: Literal["day", "month"]
    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _spans_a_time(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to: {self.valid_to} is before valid_from, {self.valid_from}")
        return self

    def may_speak(self, start: dt.date, end: dt.date) -> bool:
        """Whether all of a period lies in its span."""
        return (self.valid_from is None or start >= self.valid_from) and (
            self.valid_to is None or end <= self.valid_to
        )


class RateSpeakers(Entry):
    """Who speaks, first come first: by currency, and for those without a list of their own."""

    others: tuple[RateSpeaker, ...] = ()
    currencies: dict[Currency, tuple[RateSpeaker, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        for name, speakers in (("others", self.others), *self.currencies.items()):
            series = [(each.source, each.frequency, each.valid_from) for each in speakers]
            if len(set(series)) < len(series):
                raise ValueError(f"{name}: a source stands twice for one frequency and span")
        return self

    def of(self, currency: str) -> tuple[RateSpeaker, ...]:
        """Those of a currency, in the order in which they are asked."""
        return self.currencies.get(currency, self.others)

    @property
    def sources(self) -> dict[str, list[str]]:
        """The sources that may speak for each currency with a list of its own."""
        return {
            currency: sorted({each.source for each in speakers})
            for currency, speakers in self.currencies.items()
        }


NOBODY_SPEAKS = RateSpeakers()
