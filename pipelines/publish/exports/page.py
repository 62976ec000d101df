"""The page of `ledger export html`: the newest quarter, in one file that asks for nothing.

Belongs here: what the page says and in which order. Charts are drawn in `svg.py`, the look is
`page.css`. No script, no request: it can be mailed, or put on any web host.
"""

from __future__ import annotations

from decimal import Decimal
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pipelines.publish.exports import svg
from pipelines.publish.exports.panels import panels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.publish.exports.figures import Figures, Row

# Width, height and quarters of a chart on a laptop and on a phone.
_SIZES = {"wide": (720, 320, 12), "narrow": (350, 260, 6)}
_MILLION, _BILLION = Decimal(10**6), Decimal(10**9)
_NEWEST = 10
_CONTENT = "default-src 'none'; style-src 'unsafe-inline'"


def page(found: Figures) -> bytes:
    """The page as HTML."""
    totals = {
        row["calendar_quarter"]: row
        for row in found.spending_totals
        if (row["spender_group"], row["basis"]) == ("hyperscaler", "cash")
    }
    full = [quarter for quarter, row in totals.items() if _is_full(row)]
    newest = max(full, default=max(totals, default=""))
    title = f"Compute Ledger, {newest}"
    body = "".join(
        (
            f"<h1>{escape(title)}</h1>",
            f'<p class="lead">{_lead(totals.get(newest))}</p>',
            f'<p class="note">{escape(found.told)}</p>',
            _spending(found, totals, newest),
            _segments(found, newest),
            _lines(found, newest),
            _months(found),
            _record(found),
            "<footer>Every value leads to the document that it was made from; a derived quarter "
            "to the one that reaches its end. Made by Compute Ledger.</footer>",
        )
    )
    style = files(__package__).joinpath("page.css").read_text("utf-8")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_CONTENT}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body><main>"
        f"{body}</main></body></html>\n"
    ).encode()


def _is_full(total: Row) -> bool:
    return bool(total["companies_reporting"] == total["companies_expected"])


def _lead(total: Row | None) -> str:
    if total is None:
        return "No quarter of cash capital expenditure is published."
    growth = total["matched_yoy_pct"]
    told = "" if growth is None else f", {growth:+.1f} % on the year before"
    return (
        f"{total['companies_reporting']} of {total['companies_expected']} hyperscalers spent "
        f"<strong>{total['value_usd'] / _BILLION:,.1f} billion US dollars</strong> in cash on "
        f"property and equipment{told}."
    )


def _spending(found: Figures, totals: dict[str, Row], newest: str) -> str:
    cash = [
        row
        for row in found.spending
        if (row["spender_group"], row["basis"]) == ("hyperscaler", "cash")
    ]
    cells = {(row["ticker"], row["calendar_quarter"]): row for row in cash}
    tickers = sorted(
        {row["ticker"] for row in cash},
        key=lambda name: (-cells.get((name, newest), {}).get("value_usd", Decimal(0)), name),
    )
    quarters = sorted(totals)
    charts = []
    for size, (width, height, count) in _SIZES.items():
        shown = quarters[-count:]
        series = [
            svg.Series(name, [_spent(cells.get((name, quarter))) for quarter in shown])
            for name in tickers
        ]
        partial = [place for place, each in enumerate(shown) if not _is_full(totals[each])]
        above = [
            f"{totals[each]['value_usd'] / _BILLION:,.0f}"
            if _is_full(totals[each])
            else f"{totals[each]['companies_reporting']} of {totals[each]['companies_expected']}"
            for each in shown
        ]
        frame = svg.Frame(width, height, shown, _billions, above, frozenset(partial))
        growth = [_grown(totals[each]) for each in shown]
        bars = svg.stacked(frame, series, "Cash capex by company and quarter")
        line = svg.lines(
            svg.Frame(width, 200, shown, lambda value: f"{value:g} %"),
            [svg.Series("growth", growth)],
            "Growth of cash capex, year over year",
        )
        charts.append(
            f'<div class="{size}">{bars}{svg.legend(series)}<h3>Growth on the year before</h3>'
            f"{line}</div>"
        )
    rows = [cells[name, newest] for name in tickers if (name, newest) in cells]
    table = _table(
        ("company", "USD million:", "year before:", "yoy:", "restated", "source"),
        [
            [
                row["ticker"], _link(_millions(row["value_usd"]), row["url"]),
                _millions(row["year_earlier_usd"]), _percent(row["yoy_pct"]),
                "yes" if row["is_restated"] else "", _link(row["source"], row["url"]),
            ]
            for row in rows
        ],
    )  # fmt: skip
    return _section(
        "Who spends how much?",
        "Cash capital expenditure of hyperscalers, USD billion, by calendar quarter. A pale bar "
        "is a quarter that not all have reported. Growth is of those who report both quarters.",
        "".join(charts) + f"<h3>{escape(newest)}</h3>" + table,
    )


def _spent(row: Row | None) -> svg.Mark | None:
    if row is None:
        return None
    told = f"{row['ticker']} {row['calendar_quarter']}: {_millions(row['value_usd'])} USD million"
    return svg.Mark(float(row["value_usd"]), told, row["url"])


def _grown(total: Row) -> svg.Mark | None:
    if total["matched_yoy_pct"] is None:
        return None
    told = (
        f"{total['calendar_quarter']}: {_percent(total['matched_yoy_pct'])}, "
        f"{total['matched_companies']} companies"
    )
    return svg.Mark(total["matched_yoy_pct"], told)


def _segments(found: Figures, newest: str) -> str:
    compared = panels(found)
    indexed = [
        tier
        for tier in compared.tiers
        if any(compared.index(tier, quarter) is not None for quarter in compared.quarters)
    ]
    charts = []
    for size, (width, height, count) in _SIZES.items():
        shown = compared.quarters[-count:]
        series = []
        for tier in indexed:
            levels = [(quarter, compared.index(tier, quarter)) for quarter in shown]
            name = compared.tiers[tier]
            marks = [
                None if level is None else svg.Mark(level, f"{name} {quarter}: {level:.0f}")
                for quarter, level in levels
            ]
            series.append(svg.Series(name, marks))
        frame = svg.Frame(width, height, shown, lambda value: f"{value:g}")
        drawn = svg.lines(frame, series, "Matched index of headline tiers")
        charts.append(f'<div class="{size}">{drawn}{svg.legend(series)}</div>')
    rows = []
    for tier, name in compared.tiers.items():
        row = compared.segments.get((*tier, newest))
        captured = compared.capture.get((*tier, newest))
        if row is None:
            continue
        rows.append(
            [
                name,
                _link(_millions(row["value_usd"]), f"#{'-'.join(tier)}"),
                f"{row['companies_reporting']} of {row['companies_expected']}",
                _percent(row["matched_yoy_pct"]),
                _millions(row["constant_panel_usd"]),
                f"{captured['ratio']:.1%}" if captured else "",
            ]
        )
    heads = ("segment, tier", "USD million:", "reporting:", "yoy:", "constant panel:", "of capex:")
    return _section(
        "Which part of the value chain receives it?",
        "Revenue of suppliers in the tiers that spenders buy from: matched index, "
        f"{compared.base or 'no quarter'} = 100. It compares what neighbouring quarters both "
        "state. Tiers are never added: one sells to the next. The ratio to cash capex is left out "
        "where somebody expected is missing; revenue and capex are one dollar seen twice.",
        "".join(charts) + f"<h3>{escape(newest)}</h3>" + _table(heads, rows),
    )


def _lines(found: Figures, newest: str) -> str:
    rows = [
        row
        for row in found.revenue_lines
        if row["in_segment_total"] and row["calendar_quarter"] == newest
    ]
    told, seen = [], set()
    for row in rows:
        place = f"{row['segment_id']}-{row['tier']}"
        anchor = "" if place in seen else f' id="{escape(place)}"'
        seen.add(place)
        told.append(
            [
                f"<span{anchor}>{escape(row['ticker'])}</span>",
                escape(row["line_name"] + (" ~" if row["is_broad"] else "")),
                escape(f"{row['segment_id'].replace('_', ' ')}, {row['tier']}"),
                _link(_millions(row["value_usd"]), row["url"]),
                _percent(row["yoy_pct"]),
                _link(row["source_document"], row["url"]),
            ]
        )
    heads = ("company", "line", "segment, tier", "USD million:", "yoy:", "source")
    return _section(
        "Who is behind it?",
        f"The lines that count in {newest}; ~ broad: much of it is not AI. Growth is in the "
        "company's own currency.",
        _table(heads, told),
    )


def _months(found: Figures) -> str:
    last = max((row["month"] for row in found.months), default=None)
    rows = [row for row in found.months if row["month"] == last]
    rows.sort(key=lambda row: (-row["value"], row["ticker"]))
    table = _table(
        ("company", "name", "million:", "currency", "USD million:", "yoy:"),
        [
            [
                escape(row["ticker"]), escape(row["company_name"]),
                _link(_millions(row["value"]), row["url"]), escape(row["currency"]),
                _millions(row["value_usd"]), _percent(row["yoy_pct"]),
            ]
            for row in rows
        ],
    )  # fmt: skip
    when = f"{last:%Y-%m}" if last else "no month"
    return _section(
        "What do Taiwan's makers say each month?",
        f"Revenue of {when}, as reported to the exchange.",
        table,
    )


def _record(found: Figures) -> str:
    restated = _table(
        ("company", "figure", "ends", "was:", "is:", "change:", "cause"),
        [
            [
                escape(row["ticker"]), escape(row["metric_id"]),
                f'<span class="day">{row["period_end"]}</span>',
                _link(_millions(row["old_usd"]), row["old_url"]),
                _link(_millions(row["new_usd"]), row["url"]), _percent(row["delta_pct"]),
                escape(row["change_cause"].replace("_", " ")),
            ]
            for row in found.restatements[:_NEWEST]
        ],
    )  # fmt: skip
    by_rule: dict[str, int] = {}
    for row in found.refusals:
        by_rule[row["rule"]] = by_rule.get(row["rule"], 0) + 1
    ranked = sorted(by_rule.items(), key=lambda item: (-item[1], item[0]))
    refused = _table(
        ("rule", "figures:"), [[escape(rule.replace("_", " ")), str(n)] for rule, n in ranked]
    )
    return _section(
        "What was restated?",
        f"The newest {_NEWEST} of {len(found.restatements)}, USD million.",
        restated,
    ) + _section(
        "What is missing?",
        "What the rules do not allow to be stated is refused, and nothing stands in.",
        refused,
    )


def _section(title: str, note: str, content: str) -> str:
    return f'<section><h2>{escape(title)}</h2><p class="note">{escape(note)}</p>{content}</section>'


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are HTML already; a head that ends in a colon is over figures."""
    looks = ['class="figure"' if head.endswith(":") else "" for head in heads]
    head = "".join(
        f"<th {look}>{escape(each.removesuffix(':'))}</th>"
        for each, look in zip(heads, looks, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td {look}>{cell}</td>" for cell, look in zip(row, looks, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        "</div>"
    )


def _link(told: Any, url: str | None) -> str:
    words = escape(str(told or ""))
    return f'<a href="{escape(url)}">{words}</a>' if url and words else words


def _millions(value: Decimal | None) -> str:
    return "" if value is None else f"{value / _MILLION:,.0f}"


def _billions(value: float) -> str:
    return f"{value / 1e9:g}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:+.1f} %"
