"""Tells which clock the acceptance times of a submissions body were read from (trap V2).

The API labels them `Z`, UTC. Some bodies that it served hold New York times under that label,
some of them only for their newest filings: read as UTC, those filings would be known four or
five hours too early. Two rules of the SEC mostly settle which reading is true:

- EDGAR accepts filings from 6:00 to 22:00, New York time;
- a filing transmitted until 17:30 is filed on that business day, a later one on the next
  (Regulation S-T, 17 CFR 232.13(a)(2)). Ownership reports have until 22:00, so only periodic
  and current reports are weighed.

Where both readings agree with the filing date, the rest of the body decides; where nothing
newer in the body has decided, the later instant is taken, so that nothing leaks into the past.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")

_WEIGHED_FORMS = frozenset({"10-K", "10-KT", "10-Q", "10-QT", "20-F", "40-F", "6-K", "8-K"})
_OPENS, _CLOSES = dt.time(6, 0), dt.time(22, 30)  # acceptance may follow transmission by minutes
_SAME_DAY_UNTIL, _NEXT_DAY_FROM = dt.time(17, 30), dt.time(17, 45)
_SATURDAY = 5

# Filings that the SEC redated by hand fit neither reading; they are rare.
_TOLERATED_SHARE = 0.1


class NeitherReadingError(ValueError):
    """The times are neither UTC nor New York time."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a body says of one filing: its form, filing date, and time as labelled, in UTC."""

    form: str
    filed_date: dt.date
    labelled: dt.datetime

    @property
    def readings(self) -> tuple[dt.tzinfo, ...] | None:
        """The clocks that agree with the filing date; None for a form that proves nothing."""
        if self.form.removesuffix("/A") not in _WEIGHED_FORMS:
            return None
        as_utc = self.labelled.astimezone(NEW_YORK).replace(tzinfo=None)
        as_new_york = self.labelled.replace(tzinfo=None)
        return tuple(
            zone
            for zone, local in ((dt.UTC, as_utc), (NEW_YORK, as_new_york))
            if _is_possible(local, self.filed_date)
        )

    def instant(self, zone: dt.tzinfo) -> dt.datetime:
        """The time in UTC, without a zone, if it was read from that clock."""
        return self.labelled.replace(tzinfo=zone).astimezone(dt.UTC).replace(tzinfo=None)


def instants(stamps: list[Stamp]) -> list[dt.datetime]:
    """When each filing was accepted, in UTC without a zone.

    Raises:
        NeitherReadingError: too many times agree with no clock.
    """
    readings = [stamp.readings for stamp in stamps]
    weighed = [clocks for clocks in readings if clocks is not None]
    impossible = sum(not clocks for clocks in weighed)
    if impossible > max(1.0, _TOLERATED_SHARE * len(weighed)):
        raise NeitherReadingError(
            f"{impossible} of {len(weighed)} acceptance times contradict the filing dates, read "
            "as UTC or as New York time"
        )
    settled = [clocks[0] for clocks in weighed if len(clocks) == 1]
    of_body = NEW_YORK if settled.count(NEW_YORK) > settled.count(dt.UTC) else dt.UTC
    newest_proof = max(
        (
            stamp.labelled
            for stamp, clocks in zip(stamps, readings, strict=True)
            if clocks == (of_body,)
        ),
        default=None,
    )

    def clock(stamp: Stamp, clocks: tuple[dt.tzinfo, ...] | None) -> dt.tzinfo:
        if clocks is not None and len(clocks) == 1:
            return clocks[0]
        is_settled = newest_proof is not None and stamp.labelled <= newest_proof
        return of_body if is_settled or not clocks else NEW_YORK

    return [
        stamp.instant(clock(stamp, clocks)) for stamp, clocks in zip(stamps, readings, strict=True)
    ]


def _is_possible(local: dt.datetime, filed: dt.date) -> bool:
    """Whether a filing accepted at that time in New York can have that filing date."""
    if not _OPENS <= local.time() <= _CLOSES or local.date() > filed:
        return False
    if local.time() > _NEXT_DAY_FROM:
        return filed > local.date()
    is_business_hours = local.weekday() < _SATURDAY and local.time() <= _SAME_DAY_UNTIL
    return not is_business_hours or filed == local.date()
