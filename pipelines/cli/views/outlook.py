"""How forecasts look in a terminal: each series with its record, and how well each method did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.cli.sheet import Sheet
from pipelines.cli.views.capex import as_of, asked, millions
from pipelines.cli.views.trend import trend
from pipelines.publish.answers import MARKET_OF_A_QUARTER, is_too_narrow, three_answers
from pipelines.storage.connections import WarehouseError, query
from pipelines.storage.past import connect_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.cli.arguments import Instant
    from pipelines.settings import Settings

_FORECASTS = """
    select
        series_id, series_kind, unit, origin_quarter, known_from, origin_value, horizon,
        calendar_quarter, value, lower_80, upper_80, method, beats_naive, selection_reason,
        record_forecasts, record_to_naive, record_bias_pct, record_coverage_pct,
        record_coverage_low_pct, record_coverage_high_pct, record_pinball_loss_pct, members_value,
        members_difference_pct, lineage_id
    from {forecasts}
    where is_newest and horizon > 0
    order by series_kind, series_id, horizon
"""
_NOWCASTS = """
    select
        series_id, origin_quarter, calendar_quarter, known_from, months_known,
        100 * (value / origin_value - 1) as growth_pct,
        100 * (lower_80 / origin_value - 1) as lower_growth_pct,
        100 * (upper_80 / origin_value - 1) as upper_growth_pct,
        method, selection_score, record_forecasts, record_to_naive, record_coverage_pct, lineage_id
    from {forecasts}
    where is_newest and horizon <= 0
    order by series_id
"""
_ACCURACY = """
    select
        series_kind, horizon, method_or_chosen, forecasts, error_pct, bias_pct, error_to_naive,
        coverage_pct, pinball_loss_pct, coverage_low_pct, coverage_high_pct
    from bi.forecast_record
    order by series_kind, horizon, method_or_chosen <> 'chosen', error_to_naive
"""
_CHOSEN = "chosen"
# Between these shares held an 80 % interval is taken for one, in percent.
_LEAST_HELD, _MOST_HELD = 72, 88
# The method that is used where none beats it.
_NAIVE = "seasonal_naive"
_AHEAD = {0: "nowcast", -1: "nowcast, 2 months", -2: "nowcast, 1 month"}


def outlook(settings: Settings, moment: Instant | None = None) -> Sheet:
    """The newest forecasts of every series, each with its interval and its record.

    Raises:
        WarehouseError: nothing is published yet, or nothing was forecast at that moment.
    """
    names, found = asked(settings, _FORECASTS, moment, {}, forecasts="fct_forecasts")
    if not found:
        raise WarehouseError(f"nothing is forecast{as_of(moment)}: `ledger show refusals` says why")
    every = [dict(zip(names, row, strict=True)) for row in found]
    rows = []
    newest = max(row["origin_quarter"] for row in every)
    for series_id in dict.fromkeys(row["series_id"] for row in every):
        own = [row for row in every if row["series_id"] == series_id]
        first = own[0]
        path = trend([first["origin_value"], *(row["value"] for row in own)])
        origin = first["origin_quarter"]
        older = "" if origin == newest else f", older than {newest}"
        for row in own:
            rows.append(
                [
                    f"{series_id} {path} (from {origin}{older}, "
                    f"{_amount(first['origin_value'], first['unit'])}; {first['method']})",
                    row["calendar_quarter"],
                    _amount(row["value"], row["unit"]),
                    f"{_amount(row['lower_80'], row['unit'])} to "
                    f"{_amount(row['upper_80'], row['unit'])}",
                    _ratio(row["record_to_naive"]),
                    _signed(row["record_bias_pct"]),
                    _share(row["record_coverage_pct"]),
                    str(row["record_forecasts"]),
                ]
            )
    unbeaten = sorted({row["series_id"] for row in every if row["method"] == _NAIVE})
    narrow = [row for row in every if row["record_forecasts"] and is_too_narrow(row)]
    worse = [row for row in every if not row["beats_naive"] and row["method"] != _NAIVE]
    return Sheet(
        f"Forecasts, each from what was known at its origin{as_of(moment)}",
        ("series", "quarter", "forecast:", "80 % interval:", "to naive:", "bias:", "held:", "of:"),
        rows,
        (names, found),
        "capital expenditure: cash, USD million; revenue: matched index of a tier, whatever its "
        "base; to naive: mean error of the method's earlier forecasts of the series so far ahead, "
        "to that of the quarter of a year before (below 1 is better); bias: the median of "
        "forecasts against their outcomes, below 0 where they were too low; held: share of these "
        "outcomes in the 80 % interval, of so many"
        + (f"; none has a record that beats the naive method, which is used: {', '.join(unbeaten)}"
           if unbeaten else "")
        + (f"; intervals that held fewer outcomes than chance explains: {_places(narrow)}"
           if narrow else "")
        + (f"; so far ahead the method did not beat the naive one: {_places(worse)}"
           if worse else "")
        + _beside_the_total(settings, every, moment),
        keys=2,
        groups=1,
    )  # fmt: skip


def nowcasts(settings: Settings, moment: Instant | None = None) -> Sheet:
    """The quarter after the newest, where some companies have told of it: growth on that one.

    Raises:
        WarehouseError: nothing is published yet, or no company is ahead of its tier.
    """
    names, found = asked(settings, _NOWCASTS, moment, {}, forecasts="fct_forecasts")
    if not found:
        raise WarehouseError(
            f"nothing is nowcast{as_of(moment)}: no tier has companies that told of a quarter "
            "ahead of the others"
        )
    rows = []
    for told in found:
        row = dict(zip(names, told, strict=True))
        rows.append(
            [
                row["series_id"],
                row["calendar_quarter"],
                f"{row['growth_pct']:+.1f} %",
                f"{row['lower_growth_pct']:+.1f} to {row['upper_growth_pct']:+.1f} %",
                str(row["months_known"]),
                row["method"],
                f"{row['known_from']:%Y-%m-%d}",
                _ratio(row["record_to_naive"]),
                str(row["record_forecasts"]),
            ]
        )
    return Sheet(
        f"Nowcasts, each from what the first companies had told{as_of(moment)}",
        (
            "series",
            "quarter",
            "growth:",
            "80 % interval:",
            "months:",
            "method",
            "from",
            "to naive:",
            "of:",
        ),
        rows,
        (names, found),
        "growth of the tier's matched index on the quarter before; months: of the quarter that "
        "companies had told of, 3 where the first had told of all of it; from: the day on which "
        "they had (UTC); to naive: as in `ledger show outlook`, of so many outcomes of the series "
        "by as many months",
        keys=2,
    )


def accuracy(settings: Settings, moment: Instant | None = None) -> Sheet:
    """How well each method did, and the one that was chosen at each origin.

    Raises:
        WarehouseError: nothing is published yet, or no outcome was known at that moment.
    """
    with connect_at(settings, moment.at if moment else None) as connection:
        exact = query(connection, _ACCURACY)
    if not exact[1]:
        raise WarehouseError(f"no forecast has an outcome{as_of(moment)}")
    rows = [
        [
            kind,
            _AHEAD.get(horizon, f"{horizon} ahead"),
            method,
            f"{error:.1f} %",
            f"{bias:+.1f} %",
            _ratio(to_naive),
            f"{_share(coverage)} ({low:.0f} to {high:.0f})",
            f"{pinball:.1f} %",
            str(count),
        ]
        for (
            kind,
            horizon,
            method,
            count,
            error,
            bias,
            to_naive,
            coverage,
            pinball,
            low,
            high,
        ) in exact[1]
    ]
    return Sheet(
        f"How good forecasts were{as_of(moment)}",
        (
            "series",
            "quarters",
            "method",
            "error:",
            "bias:",
            "to naive:",
            "held:",
            "pinball:",
            "of:",
        ),
        rows,
        exact,
        "of all origins, each from what was known then, to what was first said of the quarter; "
        f"{_CHOSEN}: the method that its record spoke for at each origin; error: mean, without "
        "signs; bias: the median with signs, below 0 where forecasts were too low; to naive: mean "
        "error to that of the quarter of a year before; held: share of outcomes in the 80 % "
        "interval, and where it may lie by so many outcomes, of which as many as quarters ahead "
        "count as one, since they overlap (95 %); pinball: loss of interval and forecast, in "
        f"percent of the outcome; {_held_of_chosen(exact)}",
        keys=3,
        groups=1,
    )


def _held_of_chosen(exact: tuple[Sequence[str], Sequence[Sequence[Any]]]) -> str:
    """What share of all outcomes the chosen intervals held, and whether chance explains it."""
    every = [dict(zip(exact[0], row, strict=True)) for row in exact[1]]
    chosen = [row for row in every if row["method_or_chosen"] == _CHOSEN]
    outcomes = sum(row["forecasts"] for row in chosen)
    held = sum(row["coverage_pct"] * row["forecasts"] for row in chosen) / outcomes
    beyond = [row for row in chosen if not _LEAST_HELD <= row["coverage_pct"] <= _MOST_HELD]
    odd = [row for row in beyond if not row["coverage_low_pct"] <= 80 <= row["coverage_high_pct"]]
    told = f"of all {outcomes} outcomes the chosen intervals held {held:.0f} %"
    if not beyond:
        return told
    told += f"; {_named(beyond)} below {_LEAST_HELD} or above {_MOST_HELD} %"
    return (
        f"{told}, of which chance does not explain {_named(odd)}"
        if odd
        else (f"{told}, which so few outcomes allow")
    )


def _named(rows: Sequence[dict[str, Any]]) -> str:
    ahead = ((row["horizon"], row["series_kind"]) for row in rows)
    return ", ".join(f"{kind} {_AHEAD.get(each, f'{each} ahead')}" for each, kind in ahead)


def _places(rows: Sequence[dict[str, Any]]) -> str:
    return ", ".join(f"{row['series_id']} {row['calendar_quarter']}" for row in rows)


def _beside_the_total(
    settings: Settings, every: Sequence[dict[str, Any]], moment: Instant | None
) -> str:
    """The other two figures of the same spending, and why they are not the forecast of the total.

    Of the first quarter ahead; nothing where there is no total.
    """
    totals = [row for row in every if row["members_value"] is not None]
    if not totals:
        return ""
    with connect_at(settings, moment.at if moment else None) as connection:
        names, found = query(
            connection, MARKET_OF_A_QUARTER, {"quarter": totals[0]["calendar_quarter"]}
        )
    market = dict(zip(names, found[0], strict=True)) if found else None
    return f"; {three_answers(totals[0], market, millions)}"


def _signed(value: float | None) -> str:
    return "" if value is None else f"{round(value):+d} %"


def _amount(value: Any, unit: str) -> str:
    return millions(value) if unit == "USD" else f"{value:,.1f}"


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0f} %"
