"""Made-up sources, for tests of what all sources share: none of the project's own is needed.

`FIGURES` has documents of each company, `PAGED` the same that name older pages, `FILED` the folders
of a company's filings, `RATES` documents about all companies. Each body is JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from pipelines.archive.recorded import Document, Replay
from pipelines.archive.transport import Request
from pipelines.contracts.columns import (
    ACCESSION,
    COMPANY,
    CONCEPT,
    FILED_DATE,
    FILER_CIK,
    FORM,
    HISTORY,
    PERIOD_END,
    PERIOD_START,
)
from pipelines.contracts.model import Column, Table, Type
from pipelines.sources.base import CompanySource, FilingSource, UnpartitionedSource
from pipelines.sources.document import (
    Parsed,
    Refusal,
    SourceError,
    cik_name,
    load_json,
    quarantine_rows,
    refuse_other_cik,
)
from pipelines.sources.filing_lists import filings_to_read, folder_url
from tests.support.api_bodies import CAPEX, CIK, REVENUE, registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.registry import Company, Registry
    from pipelines.settings import Settings
    from pipelines.sources.base import Fetch, Filing

FIGURES_TABLE = Table(
    schema="raw",
    name="made_figures",
    description="One row per company, concept, period, filing and value.",
    key=("company_id", "concept", "period_end", "period_start", "accession", "value"),
    columns=(
        COMPANY,
        FILER_CIK,
        Column("entity_name", Type.TEXT, "Name of the filer."),
        CONCEPT,
        PERIOD_START,
        PERIOD_END,
        Column("value", Type.FILED_NUMBER, "The figure."),
        ACCESSION,
        FORM,
        FILED_DATE,
    ),
    partitioned=True,
    history=HISTORY,
)
RATES_TABLE = Table(
    schema="raw",
    name="made_rates",
    description="One row per office, currency and day.",
    key=("office", "currency", "rate_date"),
    columns=(
        Column("office", Type.TEXT, "Who says so."),
        Column("currency", Type.TEXT, "The currency."),
        Column("rate_date", Type.DATE, "The day."),
        Column("rate", Type.FILED_NUMBER, "The rate."),
    ),
    history=HISTORY,
)
FOLDER = ("index.json", "figures.json", "notes.json")


def figure(**changes: Any) -> dict[str, Any]:
    """A good figure; a change to `...` takes the key out."""
    values = {
        "concept": CAPEX,
        "period_start": "2025-01-01",
        "period_end": "2025-03-31",
        "value": 17_197_000_000,
        "accession": "0001652044-25-000043",
        "form": "10-Q",
        "filed_date": "2025-04-25",
        **changes,
    }
    return {key: value for key, value in values.items() if value is not ...}


def figures_body(
    *figures: dict[str, Any],
    concept: str = CAPEX,
    revenue: Iterable[dict[str, Any]] = (),
    cik: int = CIK,
    pages: tuple[str, ...] = (),
) -> bytes:
    """A document of a company: these figures of the concept, and these of revenue."""
    stated = [{**each, "concept": concept} for each in figures]
    stated += [{**each, "concept": REVENUE} for each in revenue]
    document = {"cik": cik, "name": "ALPHABET INC.", "pages": pages, "figures": stated}
    return json.dumps(document).encode()


def rows_of(figures: Iterable[dict[str, Any]], cik: int = CIK) -> pl.DataFrame:
    """The rows of `FIGURES_TABLE` that a document with these figures states."""
    body = figures_body(*figures, cik=cik)
    request = Request(FIGURES_TABLE.name, cik_name(cik), "url")
    return parse_figures(body, request, "GOOGL", cik, registry()).frame


def rates_body(rates: dict[str, str], day: str = "2025-01-02") -> bytes:
    """A document of an office: the rates of a day by currency, or by currency and day."""
    named = (name.partition(" ")[::2] for name in rates)
    rows = zip(named, rates.values(), strict=True)
    return json.dumps({"rates": [(name, at or day, rate) for (name, at), rate in rows]}).encode()


def parse_figures(
    body: bytes, requested: Request, company_id: str, cik: int, known: Registry
) -> Parsed:
    """The figures of the registry's concepts; one without a value, or of the future, is refused."""
    what = f"{FIGURES_TABLE.name} of {company_id} ({requested.key})"
    document = load_json(body, what)
    refuse_other_cik(document.get("cik"), cik, what, document.get("name"))
    if "figures" not in document:
        raise SourceError(f"{what}: the body states no figures")
    name, stated = str(document["name"]), cast("list[dict[str, Any]]", document["figures"])
    rows, refusals = [], []
    for place, each in enumerate(stated):
        if each["value"] is None or each["period_end"] > each["filed_date"]:
            refusals.append(Refusal(f"figure #{place}", f"figure #{place} is left out"))
        elif each["concept"] in known.concepts:
            about = {"company_id": company_id, "cik": cik, "entity_name": name}
            rows.append({"period_start": None, **each, **about})
    shaped = pl.DataFrame(
        [{**each, "value": Decimal(each["value"])} for each in rows],
        schema={column: _as_read(column) for column in FIGURES_TABLE.polars_schema},
    ).with_columns(pl.col(r"^(period_start|period_end|filed_date)$").str.to_date())
    frame = FIGURES_TABLE.conform(shaped.unique(FIGURES_TABLE.key))
    return Parsed(frame, quarantine_rows(FIGURES_TABLE.name, company_id, refusals), name)


def _as_read(column: str) -> pl.DataType:
    dtype = FIGURES_TABLE.polars_schema[column]
    return pl.String() if dtype == pl.Date else dtype


def _requests(company: Company, settings: Settings) -> list[Request]:
    del settings
    names = map(cik_name, company.ciks)
    return [Request(FIGURES_TABLE.name, name, f"https://made.example/{name}") for name in names]


def _pages(body: bytes, settings: Settings) -> list[Request]:
    del settings
    names = cast("list[str]", load_json(body, "a page")["pages"])
    return [Request(FIGURES_TABLE.name, name, f"https://made.example/{name}") for name in names]


def _wanted(frame: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    return frame.filter(pl.col("concept").is_in(list(registry.concepts)))


def _concepts(registry: Registry) -> str:
    return " ".join(sorted(registry.concepts))


def _replayed(document: Document) -> bytes:
    rows = document.rows(tuple(figure()))
    return figures_body(*({**row, "value": int(row["value"])} for row in rows), concept=REVENUE)


def _read_filing(
    filing: Filing, company_id: str, fetch: Fetch, registry: Registry, settings: Settings
) -> Parsed:
    requests = [
        Request(
            FIGURES_TABLE.name,
            f"{cik_name(filing.cik)}/{filing.accession}/{name}",
            f"{folder_url(filing, settings)}/{name}",
            is_immutable=name != FOLDER[0],
        )
        for name in FOLDER
    ]
    _, body, _ = [fetch(each).body for each in requests]
    return parse_figures(body, requests[1], company_id, filing.cik, registry)


def _parse_rates(body: bytes, requested: Request, registry: Registry) -> Parsed:
    del registry
    document = load_json(body, f"{RATES_TABLE.name} {requested.key}")
    rows = [
        (requested.key, currency, dt.date.fromisoformat(day), Decimal(rate))
        for currency, day, rate in cast("list[tuple[str, str, str]]", document["rates"])
    ]
    frame = pl.DataFrame(rows, schema=RATES_TABLE.polars_schema, orient="row")
    none = quarantine_rows(RATES_TABLE.name, "-", ())
    return Parsed(RATES_TABLE.conform(frame), none)


FIGURES = CompanySource(
    name=FIGURES_TABLE.name,
    table=FIGURES_TABLE,
    period="period_end",
    parser_inputs=_concepts,
    replay=Replay(re.compile(r"(CIK\d{10})"), _replayed, Path(__file__)),
    requests=_requests,
    parse=parse_figures,
    wanted=_wanted,
)
PAGED = replace(FIGURES, older_pages=_pages)
FILED = FilingSource(
    name=FIGURES_TABLE.name,
    table=FIGURES_TABLE,
    period="period_end",
    parser_inputs=_concepts,
    filings=partial(
        filings_to_read, FIGURES_TABLE.name, forms=frozenset({"10-K"}), since=dt.date(2020, 1, 1)
    ),
    read_filing=_read_filing,
)
RATES = UnpartitionedSource(
    name=RATES_TABLE.name,
    table=RATES_TABLE,
    period="rate_date",
    requests=lambda _, __: [
        Request(RATES_TABLE.name, key, f"https://made.example/{key}") for key in ("north", "south")
    ],
    parse=_parse_rates,
    cell=(*RATES_TABLE.key, "rate"),
)
