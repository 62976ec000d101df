"""What each statistic is from: filed values, what was guided or sold, and what was fitted.

Belongs here: rows of `analysis.operands`, and the ids that lead to them. Which series there are and
what is written is in `store.py`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from pipelines.analysis.blend import PAGES_INFORMED
from pipelines.analysis.intervals import PAGE
from pipelines.analysis.methods import PAGES
from pipelines.analysis.months import IN_A_QUARTER
from pipelines.analysis.nowcast import NOW, PAGES_NOW
from pipelines.analysis.series import named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.analysis.backtest import Backtest
    from pipelines.analysis.guidance import Path
    from pipelines.analysis.months import Month
    from pipelines.analysis.nowcast import Nowcasts
    from pipelines.analysis.series import Point, Series

GROUP = "hyperscaler"
# The sum of the group's capital expenditure.
TOTAL = f"capex:{GROUP}"
# What an operand is that a filing states.
FILED = "fct_capex"
_INTERVALS = "intervals"
_PAGES = PAGES | PAGES_INFORMED | PAGES_NOW | {_INTERVALS: PAGE}


def lineage_id_of(series_id: str, origin_quarter: str, horizon: int = 1) -> str:
    """Of an origin: its company first, as all ids have it, or that it is a forecast."""
    if horizon <= NOW:
        known = f":{IN_A_QUARTER + horizon}m" if horizon < NOW else ""
        return f"nowcast:{series_id}:{origin_quarter}{known}"
    kind, _, name = series_id.partition(":")
    if kind == "capex" and series_id != TOTAL:
        return f"{name}:forecast_capex:{origin_quarter}"
    return f"forecast:{series_id}:{origin_quarter}"


class Sale(NamedTuple):
    """What a supplier sold in a quarter that counts in a series, and the span in which it stood."""

    series_id: str
    quarter: int
    revenue_line_id: str
    period_end: dt.date
    value: float
    source: str
    accession: str | None
    document: str
    url: str | None
    shown_from: dt.datetime
    shown_to: dt.datetime | None


def operands_of_forecasts(made: Backtest, sales: Sequence[Sale]) -> Iterator[dict[str, Any]]:
    """The values of each new origin, what was guided, and what each method fitted, in percent.

    Of an index the revenue of the quarter that it ends with.
    """
    for each in made.fitted:
        series, origin = each.series, each.origin
        guided = list(_guided(each.path, series.unit)) if each.path else []
        rows = [
            *filed(series, origin.points, origin.at),
            *_sold(sales, series, origin.quarter, origin.at),
            *guided,
            *(
                _parameter(method, name, value, _last_day(origin.quarter))
                for method, fitted in each.parameters.items()
                for name, value in fitted.items()
            ),
            *(
                _parameter(_INTERVALS, f"level_{horizon}", level, _last_day(origin.quarter))
                for horizon, level in each.levels.items()
            ),
        ]
        yield from numbered_rows(lineage_id_of(series.series_id, named(origin.quarter)), rows)


def operands_of_nowcasts(made: Nowcasts, sales: Sequence[Sale]) -> Iterator[dict[str, Any]]:
    """What the early companies of each new nowcast sold, and what the bridge fitted."""
    for each, parameters, level in made.fitted:
        series_id, quarter = each.key
        at = _last_day(quarter + 1)
        rows = [
            *(_of_month(month) for month in each.months),
            *(() if each.months else _sold(sales, each.series, quarter + 1, each.at)),
            *(
                _parameter(method, name, value, at)
                for method, fitted in parameters.items()
                for name, value in fitted.items()
            ),
            _parameter(_INTERVALS, f"level_{each.horizon}", level, at),
        ]
        yield from numbered_rows(lineage_id_of(series_id, named(quarter), each.horizon), rows)


def _of_month(month: Month) -> dict[str, Any]:
    return {
        "source": "taiwan_monthly_revenue",
        "concept": f"month:{month.company_id}",
        "unit": "USD",
        "period_end": month.month_end,
        "value": month.value,
        "accession": None,
        "document": f"monthly revenue report of {month.month_end:%Y-%m}",
        "url": month.url,
    }


def _sold(
    sales: Sequence[Sale], series: Series, quarter: int, at: dt.datetime
) -> list[dict[str, Any]]:
    return [
        {
            "source": sale.source,
            "concept": f"revenue:{sale.revenue_line_id}",
            "unit": "USD",
            "period_end": sale.period_end,
            "value": sale.value,
            "accession": sale.accession,
            "document": None if sale.accession else sale.document,
            "url": None if sale.accession else sale.url,
        }
        for sale in sales
        if sale.series_id == series.series_id
        and sale.quarter == quarter
        and sale.shown_from <= at
        and (sale.shown_to is None or sale.shown_to > at)
    ]


def _parameter(method: str, name: str, value: float, at: dt.date) -> dict[str, Any]:
    return {
        "source": f"method:{method}",
        "concept": f"fitted:{name}",
        "unit": "percent",
        "period_end": at,
        "value": 100 * value,
        "accession": None,
        "document": None,
        "url": _PAGES[method],
    }


def _guided(path: Path, unit: str) -> Iterator[dict[str, Any]]:
    """What was guided, and where that is on another basis what takes it to that of the series."""
    for said in path.statements:
        yield {
            "source": said.source,
            "concept": f"guided:{said.series_id.partition(':')[2]}:{said.horizon}:{said.basis}",
            "unit": unit,
            "period_end": said.ends,
            "value": said.midpoint,
            "accession": said.accession,
            "document": said.document,
            "url": said.url,
        }
    for bridge in path.bridges:
        name = f"{bridge.series_id.partition(':')[2]}:{bridge.basis}"
        for amount in bridge.amounts:
            yield {
                "source": "fct_capex_versions" if amount.accession else "company_statements",
                "concept": f"capex:{name}",
                "unit": unit,
                "period_end": amount.ends,
                "value": amount.value,
                "accession": amount.accession,
                "document": None if amount.accession else "stated by the company",
                "url": None,
            }
        yield _parameter("guidance", f"bridge:{name}", bridge.ratio, bridge.amounts[-1].ends)


def filed(series: Series, points: Sequence[Point], at: dt.datetime) -> list[dict[str, Any]]:
    """The filed values that a series had at a moment: its own, or those of its members."""
    quarters = {point.quarter for point in points}
    stood = sorted(
        (shown.member or series.series_id, shown.quarter, shown.value, shown.accession)
        for shown in series.shown
        if shown.quarter in quarters
        and shown.accession is not None
        and shown.shown_from <= at
        and (shown.shown_to is None or shown.shown_to > at)
    )
    return [
        {
            "source": FILED,
            "concept": concept,
            "unit": series.unit,
            "period_end": _last_day(quarter),
            "value": value,
            "accession": accession,
            "document": None,
            "url": None,
        }
        for concept, quarter, value, accession in stood
    ]


def numbered_rows(lineage_id: str, rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The operands of a statistic in their order."""
    for order, row in enumerate(rows, start=1):
        yield {"lineage_id": lineage_id, "operand_order": order, **row}


def _last_day(quarter: int) -> dt.date:
    year, number = divmod(quarter + 1, 4)
    return dt.date(year, 3 * number + 1, 1) - dt.timedelta(days=1)
