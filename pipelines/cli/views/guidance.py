"""How guidance looks in a terminal: what was guided, what replaced it, what was spent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.cli.sheet import Sheet
from pipelines.cli.views.capex import as_of, asked
from pipelines.storage.connections import WarehouseError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from pipelines.cli.arguments import Instant
    from pipelines.settings import Settings

# Where no company is named: of each period what stands, and the newest periods first.
_GUIDANCE = """
    select
        guidance.ticker,
        guidance.horizon,
        guidance.basis,
        guidance.issued_date,
        guidance.kind,
        guidance.low_usd,
        guidance.high_usd,
        guidance.direction,
        guidance.standing,
        guidance.superseded_by,
        revisions.step,
        revisions.change_pct,
        accuracy.actual_usd,
        accuracy.error_pct,
        accuracy.outcome,
        accuracy.days_before_period_end,
        accuracy.missing_reason,
        guidance.citation,
        guidance.confidence,
        guidance.accession,
        guidance.lineage_id
    from {guidance} as guidance
    left join {accuracy} as accuracy using (company_id, horizon, basis, issued_date)
    left join {revisions} as revisions using (company_id, horizon, basis, issued_date)
    where list_contains($tickers, guidance.ticker)
        or (
            len($tickers) = 0
            and guidance.superseded_by is null
            and coalesce(guidance.low_usd, guidance.high_usd) is not null
        )
    order by
        guidance.ticker, guidance.horizon_end_date, guidance.horizon, guidance.basis,
        guidance.issued_date
"""
_BILLION = 1_000_000_000


def guidance(settings: Settings, tickers: Sequence[str], moment: Instant | None = None) -> Sheet:
    """What companies guided of their capital expenditure, with what was spent beside it.

    Args:
        settings: where the marts are.
        tickers: of the companies, to see every statement; what stands of all if none.
        moment: what was known then, in place of what is known now.

    Raises:
        WarehouseError: nothing is published yet, or nothing of these companies is, or was known.
    """
    exact = asked(
        settings,
        _GUIDANCE,
        moment,
        {"tickers": list(tickers)},
        guidance="fct_capex_guidance",
        accuracy="fct_guidance_accuracy",
        revisions="fct_guidance_revisions",
    )
    if not exact[1]:
        raise WarehouseError(
            f"no guidance of {', '.join(tickers) or 'any company'} is published{as_of(moment)}"
        )
    rows = [
        [
            ticker,
            f"{horizon} {basis}",
            f"{day}",
            _guided(kind, low, high, direction),
            _step(standing, step, pct),
            "" if replaced is None else f"{replaced}",
            "" if actual is None else f"{actual / _BILLION:,.1f}",
            "" if error is None else f"{error:+.1f} %",
            outcome or "",
            cited,
        ]
        for ticker, horizon, basis, day, kind, low, high, direction, standing, replaced, step, pct,
        actual, error, outcome, _, _, cited, *_ in exact[1]
    ]  # fmt: skip
    return Sheet(
        f"Guidance of capital expenditure, in billions of dollars{as_of(moment)}",
        (
            "company", "period and basis", "said", "guided:", "step", "replaced", "spent:",
            "error:", "spent is", "document",
        ),
        rows,
        exact,
        "spent: in that period on the basis that was guided, and on no other; error: the guided "
        "midpoint against it, + where more was guided; accounting: what counts changed, not what "
        "is spent; ledger show guidance TICKER tells all statements, --format csv why one is not "
        "compared",
        keys=3,
        groups=2,
    )  # fmt: skip


def _guided(kind: str, low: Decimal | None, high: Decimal | None, direction: str | None) -> str:
    ends = [f"{float(end / _BILLION):g}" for end in (low, high) if end is not None]
    match kind:
        case "range":
            return "–".join(ends)
        case "point":
            return ends[0]
        case "lower_bound":
            return f"≥ {ends[0]}"
        case "upper_bound":
            return f"≤ {ends[0]}"
        case _:
            return (direction or kind).replace("_", " ")


def _step(standing: str, step: str | None, pct: Any) -> str:
    if step == "accounting_change":
        return "accounting"
    if pct:
        return f"{step} {pct:+.1f} %"
    if step == "narrowed_or_widened":
        return "other ends"
    return {"repeats": "repeated", "replaces": "replaces", "stated": ""}[standing]
