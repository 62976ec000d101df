"""Turns monthly revenue reports of TWSE and TPEx, as CSV or JSON, into recorded months.

Keeps the registered securities, writes the layout of `replay.py`. A report does
not say whose it is: its file name does, or else the securities in it. What was recorded before
stays; a month that would say another figure than the recorded one is refused. Months that are
at hand as figures only are `month_table.py`'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.archive import recorded
from pipelines.archive.transport import Request
from pipelines.sources.document import SourceError
from pipelines.sources.taiwan_monthly_revenue import replay
from pipelines.sources.taiwan_monthly_revenue import source as taiwan_monthly_revenue

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from pipelines.registry import Registry
    from pipelines.sources.recording.files import File

# The exchanges' own names of the report: L is listed (TWSE), O over the counter (TPEx).
_MARKET_IN_NAME = {
    "twse": re.compile(r"twse|t187ap05_l(?![a-z])", re.IGNORECASE),
    "tpex": re.compile(r"tpex|t187ap05_o(?![a-z])", re.IGNORECASE),
}
_THOUSAND = 1000

# One figure: security and statement, and what the recorded row says of it.
_Key = tuple[str, str]
_Figure = tuple[str, str]


@dataclass(slots=True)
class MonthRecording:
    """Gathers reports, then writes each month of an exchange.

    Attributes:
        registry: the securities to keep.
        out_dir: the recorded data.
        refused: rows of reports that were left out: place and reason.
    """

    registry: Registry
    out_dir: Path
    refused: list[tuple[str, str]] = field(default_factory=list)
    _months: dict[str, dict[_Key, _Figure]] = field(default_factory=dict)

    def add(self, file: File, body: bytes) -> None:
        """Gather one report.

        Raises:
            SourceError: it cannot be used, is about no registered security, or contradicts what
                is recorded or was gathered before.
        """
        market, frame = self._read(file, body)
        months = frame["report_month"].unique()
        if len(months) != 1:
            raise SourceError(f"is about {len(months)} months, not one: it is another report")
        key = f"{market}_{months[0]:%Y-%m}"
        known = self._recorded(key) | self._months.get(key, {})
        new: dict[_Key, _Figure] = {}
        names = ("security_code", "statement", "value", "report_date")
        for code, statement, value, day in frame.select(names).iter_rows():
            figure = (f"{(value / _THOUSAND).normalize():f}", str(day))
            before = known.get((code, statement))
            if before is not None and before[0] != figure[0]:
                raise SourceError(
                    f"says {figure[0]} thousand TWD as {statement} of {code}, {before[0]} is "
                    f"recorded in {key}.csv: delete that file first if it is wrong"
                )
            # The endpoint dates the same report anew each day: the first day counts.
            is_older = before is not None and before[1] <= figure[1]
            new[code, statement] = before if before is not None and is_older else figure
        self._months[key] = known | new

    def write(self) -> list[tuple[str, int]]:
        """Write what was gathered.

        Returns:
            The name of each file written, without its ending, and its rows.

        Raises:
            StorageError: a file cannot be written.
        """
        written = []
        for key, figures in sorted(self._months.items()):
            order = taiwan_monthly_revenue.STATEMENTS.index
            keys = sorted(figures, key=lambda each: (each[0], order(each[1])))
            rows: list[tuple[str, ...]] = [(*each, *figures[each]) for each in keys]
            recorded.write_rows(replay.path(self.out_dir, key), replay.COLUMNS, rows)
            written.append((key, len(rows)))
        return written

    def _read(self, file: File, body: bytes) -> tuple[str, pl.DataFrame]:
        """The exchange and the rows of its registered securities."""
        named = [market for market, name in _MARKET_IN_NAME.items() if name.search(file.name)]
        market = named[0] if len(named) == 1 else taiwan_monthly_revenue.MARKETS[0]
        request = Request(replay.NAME, market, file.place)
        parsed = taiwan_monthly_revenue.parse_document(body, request, self.registry)
        reasons = parsed.quarantined["reason"].to_list()
        if parsed.frame.is_empty() and not reasons:
            raise SourceError("the report is about no security of the registry")
        self.refused += [(file.place, reason) for reason in reasons]
        if parsed.frame.is_empty():
            raise SourceError("no row of a registered security can be used")
        return market if len(named) == 1 else self._market_of(parsed.frame), parsed.frame

    def _market_of(self, frame: pl.DataFrame) -> str:
        """The exchange on which the securities of a report were listed in its month."""
        codes = set(frame["security_code"])
        month = taiwan_monthly_revenue.SOURCE.newest_period(frame)
        markets: set[str] = set()
        for company in self.registry.companies:
            held = [
                listing
                for listing in company.earlier_taiwan_listings
                if month is not None and listing.valid_to >= month
            ]
            listings = sorted(held, key=lambda each: each.valid_to) or company.taiwan_listings
            if listings and listings[0].code in codes:
                markets.add(listings[0].market)
        if len(markets) != 1:
            raise SourceError(
                "the report does not say whose it is, and holds securities of both exchanges: "
                "name the file twse_… or tpex_…"
            )
        return markets.pop()

    def _recorded(self, key: str) -> dict[_Key, _Figure]:
        path = replay.path(self.out_dir, key)
        if not path.is_file():
            return {}
        return {
            (row["security_code"], row["statement"]): (row["thousand_twd"], row["report_date"])
            for row in recorded.read_rows(path, replay.COLUMNS)
        }
