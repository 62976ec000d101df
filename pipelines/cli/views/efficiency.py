"""What tokens cost in a terminal: the price of each fixed capability, and how fast it falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.cli.sheet import Sheet
from pipelines.cli.views.capex import as_of, asked
from pipelines.cli.views.trend import trend
from pipelines.storage.connections import WarehouseError

if TYPE_CHECKING:
    from decimal import Decimal

    from pipelines.cli.arguments import Instant
    from pipelines.settings import Settings

_RATES = """
    select
        rates.scale,
        rates.price_list,
        rates.is_primary,
        rates.tier,
        rates.list_dates,
        rates.first_list_date,
        rates.last_list_date,
        rates.first_usd_per_million,
        rates.last_usd_per_million,
        rates.yearly_change_pct,
        rates.lower_80_pct,
        rates.upper_80_pct,
        rates.missing_reason,
        newest.provider,
        newest.scored_model,
        newest.models_qualifying,
        series.logarithms,
        rates.lineage_id
    from {rates} as rates
    inner join {index} as newest
        on newest.scale = rates.scale
        and newest.price_list = rates.price_list
        and newest.tier = rates.tier
        and newest.list_date = rates.last_list_date
    inner join (
        select
            scale, price_list, tier,
            list(ln(cast(blended_usd_per_million as double)) order by list_date) as logarithms
        from {index}
        group by scale, price_list, tier
    ) as series
        on series.scale = rates.scale
        and series.price_list = rates.price_list
        and series.tier = rates.tier
    where rates.is_primary or $is_all
    order by not rates.is_primary, rates.scale, rates.price_list, rates.tier
"""
_SERIES = """
    select
        list_date, scale, price_list, tier, blended_usd_per_million, provider, model, scored_model,
        score, models_qualifying, offers_scored, offers_listed, lineage_id
    from {index}
    where tier = $tier
    order by price_list, list_date
"""
_HARDWARE = """
    select
        hardware, manufacturer, market, released_date, price_usd, flops, precision,
        flops_per_dollar, is_best_so_far, price_source, lineage_id
    from {hardware}
    order by market, released_date desc, hardware
"""
_GIGA = 1e9


def efficiency(settings: Settings, *, is_all: bool = False, moment: Instant | None = None) -> Sheet:
    """The price of each fixed capability on the first and newest list, and its yearly change.

    Args:
        settings: where the marts are.
        is_all: the other scale and the other price list too.
        moment: what was known then, in place of what is known now.

    Raises:
        WarehouseError: nothing is published yet, or nothing was known at that moment.
    """
    marts = {"rates": "fct_token_price_decline", "index": "fct_token_price_index"}
    exact = asked(settings, _RATES, moment, {"is_all": is_all}, **marts)
    if not exact[1]:
        raise WarehouseError(f"no capability has a price{as_of(moment)}: no scale was known")
    rows = []
    for values in exact[1]:
        row = dict(zip(exact[0], values, strict=True))
        least = min(row["logarithms"])
        rows.append(
            [
                row["tier"] if row["price_list"] == "litellm" else f"{row['tier']}, openrouter",
                trend([value - least for value in row["logarithms"]]),
                f"{row['first_list_date']}",
                _dollars(row["first_usd_per_million"]),
                f"{row['last_list_date']}",
                _dollars(row["last_usd_per_million"]),
                f"{row['scored_model']} at {row['provider']}",
                str(row["models_qualifying"]),
                str(row["list_dates"]),
                _rate(row["yearly_change_pct"]),
                ""
                if row["lower_80_pct"] is None
                else f"{row['lower_80_pct']:+.0f} to {row['upper_80_pct']:+.0f} %",
            ]
        )
    return Sheet(
        "Cheapest listed price of a fixed capability, in US dollars for a million tokens"
        f"{as_of(moment)}",
        (
            "tier", "log price", "from", "price:", "to", "price:", "offered by", "models:",
            "lists:", "a year:", "80 %",
        ),
        rows,
        exact,
        "tier: models that score at least so much, eci on Epoch's index, aa on Artificial "
        "Analysis's; three tokens read to one written, three quarters and a quarter; a year: by a "
        "line through the logarithms; a token is not a task: models that think write more of them",
        keys=1,
    )  # fmt: skip


def tier(settings: Settings, name: str, moment: Instant | None = None) -> Sheet:
    """The price of one capability list by list, and who offers it.

    Raises:
        WarehouseError: nothing is published yet, there is no such tier, or none was known then.
    """
    exact = asked(settings, _SERIES, moment, {"tier": name}, index="fct_token_price_index")
    if not exact[1]:
        raise WarehouseError(
            f"no tier {name!r} has a price{as_of(moment)}: `ledger show efficiency --all` names "
            "those that have"
        )
    rows = [
        [
            price_list, f"{day}", _dollars(price), provider, model, f"{scored} ({score})",
            str(qualifying), f"{offers_scored} of {listed}",
        ]
        for day, _, price_list, _, price, provider, model, scored, score, qualifying,
        offers_scored, listed, _ in exact[1]
    ]  # fmt: skip
    return Sheet(
        f"Cheapest listed price of {name}, in US dollars for a million tokens{as_of(moment)}",
        (
            "list", "day", "price:", "provider", "listed as", "model and score", "models:",
            "offers scored:",
        ),
        rows,
        exact,
        "models: of the scale that reach the score; offers scored: of those listed, whose model "
        "has a score",
        keys=2,
        groups=1,
    )  # fmt: skip


def hardware(settings: Settings, moment: Instant | None = None) -> Sheet:
    """Operations a second for a dollar of each chip's release price, the newest of a market first.

    Raises:
        WarehouseError: nothing is published yet, or nothing was known at that moment.
    """
    exact = asked(settings, _HARDWARE, moment, {}, hardware="fct_hardware_price_performance")
    if not exact[1]:
        raise WarehouseError(f"no chip has a price{as_of(moment)}")
    rows = [
        [
            market.replace("_", " "), name, f"{released}", f"{price:,.0f}",
            f"{float(flops) / 1e12:,.1f}", precision.replace("_", " "),
            f"{per_dollar / _GIGA:,.1f}", "best so far" if is_best else "",
        ]
        for name, _, market, released, price, flops, precision, per_dollar, is_best, *_ in exact[1]
    ]  # fmt: skip
    return Sheet(
        f"Operations a second for a dollar of a chip's release price{as_of(moment)}",
        (
            "market", "chip", "released", "USD:", "TFLOP/s:", "precision", "GFLOP/s a dollar:", "",
        ),
        rows,
        exact,
        "precision: the fastest of 16 bits or more that the table states, without sparsity; prices "
        "of chips for data centers are reports of dealers and analysts more often than lists",
        keys=2,
        groups=1,
    )  # fmt: skip


def _dollars(price: Decimal) -> str:
    """Three digits that matter, in full."""
    return f"{price:.4f}" if price < 1 else f"{price:.2f}"


def _rate(percent: float | None) -> str:
    return "" if percent is None else f"{percent:+.0f} %"
