"""What models cost and can do in the small world; rows only, `suite_world.py` frames them.

Not real: one model becomes cheaper from list to list, another is offered for nothing at first.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

Row = dict[str, Any]

LIST_DAYS = [dt.date(2025, month, 1) for month in range(1, 11)]
SCORED = dt.date(2025, 1, 1)


def prices() -> list[Row]:
    """`raw.token_prices`: two models of ten lists, one of them free on the first."""
    return [
        {
            "price_list": "litellm",
            "list_date": day,
            "provider": provider,
            "model": model,
            "input_usd_per_million": Decimal(0 if place == 0 and model == "small" else cost) / 100,
            "output_usd_per_million": Decimal(4 * cost) / 100,
            "context_tokens": 8192,
            "retires_on": None,
            "citation": "a copy of the list",
        }
        for place, day in enumerate(LIST_DAYS)
        for provider, model, cost in (
            ("openai", "large", 3000 - 100 * place * place // 3),
            ("groq", "small", 2000 - 190 * place),
        )
    ]


def scores() -> list[Row]:
    """`raw.capability_scores`: both models, and one that nobody offers."""
    return [
        {
            "scale": "epoch_capabilities_index",
            "model": model,
            "score": score,
            "scored_date": SCORED,
            "listed_as": listed_as,
            "document": "An index",
            "url": "https://index.example/scores",
            "read_at": None,
            "entered_date": dt.date(2026, 8, 1),
            "confidence": "high",
            "file": f"shipped/capability.csv:{line}",
        }
        for line, (model, score, listed_as) in enumerate(
            (
                ("Large", Decimal("141.50"), "openai:large"),
                ("Small", Decimal("131.25"), "groq:small;openrouter:maker/small"),
                ("Unlisted", Decimal("120.00"), None),
            ),
            start=2,
        )
    ]


def hardware() -> list[Row]:
    """`raw.hardware_prices`: two chips of one market, the later the better."""
    return [
        {
            "hardware": name,
            "manufacturer": "Chips",
            "released_date": released,
            "market": "data_center",
            "price_usd": Decimal(price),
            "flops": Decimal(flops),
            "precision": "tensor_16",
            "power_watts": 400,
            "document": "A table",
            "table_date": dt.date(2025, 12, 10),
            "url": "https://table.example/hardware",
            "read_at": None,
            "price_source": None,
            "entered_date": dt.date(2026, 8, 1),
            "confidence": "high",
            "file": f"shipped/hardware.csv:{line}",
        }
        for line, (name, released, price, flops) in enumerate(
            (
                ("One", dt.date(2020, 5, 14), 15_000, 312 * 10**12),
                ("Two", dt.date(2022, 9, 20), 30_000, 989 * 10**12),
            ),
            start=2,
        )
    ]
