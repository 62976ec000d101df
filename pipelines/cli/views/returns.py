"""How commercial returns look in a terminal: run rates beside what is spent, and landmarks."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

from pipelines.cli.sheet import Sheet
from pipelines.cli.views.capex import as_of, asked, millions, percent
from pipelines.cli.views.trend import trend
from pipelines.storage.connections import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipelines.cli.arguments import Instant
    from pipelines.settings import Settings

_RETURNS = "select * from {returns} order by calendar_quarter"
_LANDMARKS = "select * from {landmarks} order by landmark_usd, calendar_quarter"
_NOTHING = "no commercial returns are published"


def _share(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"


def _text(value: object) -> str:
    return "" if value is None else str(value)


# What is told of a quarter, in its order: the name, the column, how a cell reads.
_FIGURES: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("combined run rate", "annualized_revenue_usd", millions),
    ("matched yoy", "matched_yoy_pct", percent),
    ("  whose", "matched_company_names", _text),
    ("capex, 4q", "trailing_capex_usd", millions),
    ("run rate of capex", "coverage_ratio", _share),
    ("cloud revenue", "cloud_revenue_usd", millions),
    ("  companies", "cloud_companies", _text),
    ("  whose", "cloud_tickers", _text),
    ("  matched yoy", "cloud_matched_yoy_pct", percent),
    ("    whose", "cloud_matched_tickers", _text),
    ("contracted, not earned", "remaining_performance_obligation_usd", millions),
    ("  companies", "remaining_performance_obligation_companies", _text),
    ("  whose", "remaining_performance_obligation_tickers", _text),
    ("  matched yoy", "remaining_performance_obligation_matched_yoy_pct", percent),
    ("    whose", "remaining_performance_obligation_matched_tickers", _text),
)
# Totals with a panel of their own, as their columns begin.
_PANELS = ("", "cloud_", "remaining_performance_obligation_")
# What compares between quarters, whoever states it.
_DRAWN = ("annualized_revenue_usd", "trailing_capex_usd", "coverage_ratio")


def returns(settings: Settings, quarters: int, moment: Instant | None = None) -> Sheet:
    """The combined run rate of the top tier beside capex, clouds and backlog of hyperscalers.

    Args:
        settings: where the marts are.
        quarters: how many of the newest quarters.
        moment: what was known then, in place of what is known now.

    Raises:
        WarehouseError: nothing is published yet, or nothing was known.
    """
    names, found = asked(settings, _RETURNS, moment, {}, returns="fct_commercialisation")
    if not found:
        raise WarehouseError(f"{_NOTHING}{as_of(moment)}: enter reports in data/statements/")
    rows = [dict(zip(names, row, strict=True)) for row in found][-quarters:]
    panels = [{f"{of}companies": _panel(row, of) for of in _PANELS} for row in rows]
    shown = [["companies", "", *(panel["companies"] for panel in panels)]]
    for name, column, read in _FIGURES:
        values = [(row | panel)[column] for row, panel in zip(rows, panels, strict=True)]
        drawn = trend(values) if column in _DRAWN else ""
        shown.append([name, drawn, *(read(each) for each in values)])
    absent = [f"{row['calendar_quarter']} {why}" for row in rows if (why := row["missing_reason"])]
    notes = (
        "USD million; run rate: the last report of each model company of the top tier until the "
        "end of the quarter, none older than 200 days, where all have one; cash capex and clouds "
        "of hyperscalers; between quarters with other companies clouds and backlog do not "
        "compare: matched yoy does" + "".join(f"; {each}" for each in absent)
    )
    return Sheet(
        f"Commercial returns, by calendar quarter{as_of(moment)}",
        ["figure", "trend:", *(f"{row['calendar_quarter']}:" for row in rows)],
        shown,
        (names, found[-quarters:]),
        notes,
        keys=1,
    )


def _panel(row: dict[str, Any], of: str) -> str:
    return f"{row[f'{of}companies_reporting']}/{row[f'{of}companies_expected']}"


def _record_of_fits(rows: Sequence[Mapping[str, Any]]) -> str:
    """How many dates of fits held whose landmark was passed since, and how late they were."""
    settled = [row for row in rows if row["is_within_interval"] is not None]
    held = sum(row["is_within_interval"] for row in settled)
    told = f"; of {len(settled)} that were passed later {held} lie in their interval"
    if not settled:
        return told
    late = round(median(row["error_days"] for row in settled))
    if not late:
        return f"{told}, their median is the day itself"
    return f"{told}, their median {abs(late)} days too {'late' if late > 0 else 'early'}"


def landmarks(settings: Settings, quarters: int, moment: Instant | None = None) -> Sheet:
    """When the combined run rate passed each landmark, and what fits said of it before.

    Args:
        settings: where the marts are.
        quarters: how many of the newest origins.
        moment: what was known then, in place of what is known now.

    Raises:
        WarehouseError: nothing is published yet, or nothing was known.
    """
    names, found = asked(settings, _LANDMARKS, moment, {}, landmarks="fct_revenue_landmarks")
    rows = [dict(zip(names, row, strict=True)) for row in found]
    origins = sorted({row["calendar_quarter"] for row in rows})[-quarters:]
    kept = [row for row in rows if row["calendar_quarter"] in origins]
    if not kept:
        raise WarehouseError(f"{_NOTHING}{as_of(moment)}: enter reports in data/statements/")
    shown = [
        [
            f"{row['landmark_usd'] / 10**9:.0f}",
            row["calendar_quarter"],
            _text(row["passed_date"] or row["settled_date"]),
            _text(row["fitted_date"]),
            f"{row['lower_80_date']} to {row['upper_80_date'] or 'no end'}"
            if row["lower_80_date"]
            else "",
            percent(row["fitted_growth_pct"]),
            _text(row["fitted_points"]),
            _text(row["error_days"]),
            row["missing_reason"] or row["status"],
        ]
        for row in kept
    ]
    return Sheet(
        f"Landmarks of the combined run rate, USD billion{as_of(moment)}",
        [
            "landmark:", "said at the end of", "passed", "by the fit", "80 %", "a year:",
            "points:", "days late:", "said",
        ],
        shown,
        (names, [row for row in found if dict(zip(names, row, strict=True))["calendar_quarter"]
                 in origins]),
        "by the fit: least squares on logarithms of the combined run rates known at the end of "
        "the quarter; the interval is that of points about the line, and not of a change of pace"
        + _record_of_fits(rows),
        keys=2,
        groups=1,
    )  # fmt: skip
