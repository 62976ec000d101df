"""Bodies in the shape of the SEC's API, and a registry to read them with, made for tests."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from pipelines.registry import Company, EarlierCik, Metric, Registry, Segment
from pipelines.registry.models import SubSegment

CIK = 1652044
CAPEX = "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment"
REVENUE = "us-gaap:Revenues"


def fact(**changes: Any) -> dict[str, Any]:
    """A good fact; a change to `...` takes the key out."""
    values = {
        "start": "2025-01-01",
        "end": "2025-03-31",
        "val": 17_197_000_000,
        "accn": "0001652044-25-000043",
        "fy": 2025,
        "fp": "Q1",
        "form": "10-Q",
        "filed": "2025-04-25",
        **changes,
    }
    return {key: value for key, value in values.items() if value is not ...}


def facts_body(
    *facts: Any,
    concept: str = CAPEX,
    unit: str = "USD",
    cik: Any = CIK,
    spaced: bool = False,
    **more: list[Any],
) -> bytes:
    """A companyfacts body with these facts; `more` adds arrays of other us-gaap concepts."""
    taxonomy, _, name = concept.partition(":")
    units = {"label": "Of no use", "description": "Prose.", "units": {unit: list(facts)}}
    document: dict[str, Any] = {
        "cik": cik,
        "entityName": "ALPHABET INC.",
        "facts": {taxonomy: {name: units}},
    }
    for other, rows in more.items():
        document["facts"].setdefault("us-gaap", {})[other] = {"units": {"USD": rows}}
    return json.dumps(document, separators=None if spaced else (",", ":")).encode()


def filing(**changes: Any) -> dict[str, Any]:
    """A good filing."""
    return {
        "accessionNumber": "0001652044-25-000043",
        "filingDate": "2025-04-25",
        "reportDate": "2025-03-31",
        "acceptanceDateTime": "2025-04-25T00:02:03.000Z",
        "form": "10-Q",
        "isXBRL": 1,
        "isInlineXBRL": 1,
        "primaryDocument": "goog-20250331.htm",
        **changes,
    }


def columns(*filings: dict[str, Any]) -> dict[str, list[Any]]:
    """Filings as the API lists them: one list for each column."""
    return {key: [each[key] for each in filings] for key in filing()}


def submissions_body(
    *filings: dict[str, Any], cik: Any = f"{CIK:010d}", pages: tuple[str, ...] = ()
) -> bytes:
    """A submissions body."""
    return json.dumps(
        {
            "cik": cik,
            "name": "Alphabet Inc.",
            "filings": {
                "recent": columns(*filings),
                "files": [{"name": name, "filingCount": 1} for name in pages],
            },
        }
    ).encode()


def registry(*companies: Company) -> Registry:
    """A registry of two metrics and these companies."""
    return Registry(
        companies=companies or (alphabet(),),
        metrics=tuple(
            Metric(
                metric_id=name,
                metric_name=name,
                period_type="duration",
                description=name,
                aliases=(concept,),
            )
            for name, concept in (("capex_cash", CAPEX), ("revenue", REVENUE))
        ),
        segments=(
            Segment(
                segment_id="core",
                segment_name="Core",
                headline_tiers=("devices",),
                sub_segments=(
                    SubSegment(
                        sub_segment_id="a", sub_segment_name="A", tier="devices", description="A"
                    ),
                ),
            ),
        ),
        taxonomy_version="1",
    )


def alphabet(*earlier: int) -> Company:
    """A company, filed under these CIKs before."""
    return Company(
        ticker="GOOGL",
        cik=CIK,
        role="spender",
        spender_group="hyperscaler",
        fiscal_year_end="december 31",
        earlier_ciks=tuple(EarlierCik(cik=cik, valid_to=dt.date(2015, 10, 2)) for cik in earlier),
    )
