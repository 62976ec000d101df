"""Who sells AI in the small world, and what is reported of its revenue.

Not real: Alpha and Beth are of the top tier, Gimel is not, and Acme has a business of its own. Rows
only; `suite_world.py` makes the tables of them.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from pipelines.registry.model_companies import ModelCompany

Row = dict[str, Any]

# What Alpha reports is known on the day; of Beth one quarter lacks a report.
FIRST_QUARTER_END, QUARTERS = dt.date(2022, 3, 31), 18
SILENT = (dt.date(2024, 6, 30), dt.date(2024, 9, 30))

MODEL_COMPANIES = (
    ModelCompany(
        model_company_id="alpha",
        company_name="Alpha",
        top_tier_from=dt.date(2022, 1, 1),
        reason="Reports each quarter.",
    ),
    ModelCompany(
        model_company_id="beth",
        company_name="Beth",
        top_tier_from=dt.date(2023, 1, 1),
        reason="Began to report in 2023.",
    ),
    ModelCompany(model_company_id="gimel", company_name="Gimel", reason="Too small."),
    ModelCompany(
        model_company_id="acme_ai",
        company_name="Acme AI",
        business="business_of_spender",
        business_of="ACM",
        reason="Part of Acme's revenue.",
    ),
)


def quarter_ends() -> list[dt.date]:
    months = [3 + 3 * place for place in range(QUARTERS)]
    firsts = [dt.date(2022 + month // 12, month % 12 + 1, 1) for month in months]
    return [first - dt.timedelta(days=1) for first in firsts]


def _report(company: str, as_of: dt.date, usd: int, **others: Any) -> Row:
    return {
        "model_company_id": company,
        "kind": "run_rate",
        "as_of_date": as_of,
        "annualized_revenue_usd": Decimal(usd),
        "qualifier": "about",
        "document": f"A newspaper on {company}",
        "stated_date": as_of + dt.timedelta(days=10),
        "entered_date": dt.date(2026, 8, 19),
        "confidence": "medium",
        **others,
    }


def reports() -> list[Row]:
    """Run rates that grow by a tenth a quarter, unevenly, and what stands beside them."""
    rows = []
    for place, end in enumerate(quarter_ends()):
        level = 20_000 * 1.1**place * (1 + place % 3 / 50)
        rows.append(_report("alpha", end - dt.timedelta(days=20), round(level)))
        if end.year >= 2023 and end not in SILENT:
            rows.append(_report("beth", end - dt.timedelta(days=30), round(level / 2)))
    newest = dt.date(2026, 6, 10)
    rows += [
        _report("beth", newest, 70_000, document="Beth itself", confidence="high"),
        _report("beth", newest, 90_000, document="A rumour", confidence="low"),
        _report("alpha", dt.date(2026, 6, 30), 10**6, qualifier="below"),
        _report("alpha", dt.date(2026, 6, 1), 99_000, kind="recurring_revenue"),
        _report(
            "gimel", dt.date(2027, 12, 31), 500_000, kind="projection", projected_by="Gimel",
            stated_date=dt.date(2026, 7, 1),
        ),
        _report(
            "gimel", dt.date(2025, 12, 31), 5_000, kind="annual_actual", stated_date=None,
            seen_date=dt.date(2026, 2, 28), undated_reason="The copy bears no day.",
        ),
        _report("acme_ai", dt.date(2026, 3, 31), 40_000),
    ]  # fmt: skip
    return [{**row, "file": f"own/revenue.csv:{line}"} for line, row in enumerate(rows, start=2)]


def tabled() -> list[Row]:
    """Reports of a table that no total of the small world holds."""
    return [
        {
            **_report("gimel", as_of, 4_000, document="Epoch AI, Data on AI Companies"),
            "url": "https://epoch.ai/data/ai-companies",
            "stated_date": stated,
            "seen_date": None if stated else dt.date(2025, 12, 31),
            "file": f"Gimel {as_of}",
        }
        for as_of, stated in (
            (dt.date(2025, 6, 30), dt.date(2025, 7, 9)), (dt.date(2025, 9, 30), None)
        )
    ]  # fmt: skip


def known_reports() -> list[Row]:
    """The same, with when they are known."""
    return [
        {
            **row,
            "source": "model_company_revenue",
            "known_from": dt.datetime.combine(
                (row["stated_date"] or row["seen_date"]) + dt.timedelta(days=1), dt.time(3, 59, 59)
            ),
            "known_from_basis": "stated_date_end" if row["stated_date"] else "seen_date_end",
        }
        for row in reports()
    ]


def company_rows() -> list[Row]:
    return [
        {**each.model_dump(), "is_top_tier": each.is_top_tier, "reason": each.reason}
        for each in MODEL_COMPANIES
    ]
