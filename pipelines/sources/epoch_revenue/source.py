"""Annualised revenue of those who sell AI, as Epoch AI's table has it: live, with report days.

Holds the request and the shape of `RAW_EPOCH_REVENUE`; how the table is read is in
`revenue_table.py`. The table is one document, which Epoch AI amends: what a newer one says of a
report counts, and one that it lacks stays. What a copy of it said before, a person entered
(`model_company_revenue`); where the table itself has that report, it counts, with its day.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from pipelines.archive.transport import Request
from pipelines.contracts.raw import RAW_EPOCH_REVENUE
from pipelines.sources.base import NO_COMPANY, Publisher, UnpartitionedSource
from pipelines.sources.document import Parsed, quarantine_rows
from pipelines.sources.epoch_revenue.replay import KEY, NAME, REPLAY
from pipelines.sources.epoch_revenue.revenue_table import read_reports

if TYPE_CHECKING:
    from pipelines.registry import Registry
    from pipelines.settings import Settings

TABLE = RAW_EPOCH_REVENUE
_PAGE = "https://epoch.ai/data/ai-companies"


def requests(registry: Registry, settings: Settings) -> list[Request]:
    """The table, live; without `live` the recorded one, where there is one."""
    del registry
    is_recorded = (settings.recorded_dir / NAME / f"{KEY}.csv").is_file()
    url = f"{settings.epoch_url}/ai_companies_revenue_reports.csv"
    return [Request(NAME, KEY, url)] if settings.live or is_recorded else []


def _companies(registry: Registry) -> dict[str, str]:
    return {each.company_name.lower(): each.model_company_id for each in registry.model_companies}


def parser_inputs(registry: Registry) -> str:
    """The companies that are followed, by name."""
    return repr(sorted(_companies(registry).items()))


def parse_document(body: bytes, requested: Request, registry: Registry) -> Parsed:
    """The reports of the table; one that cannot be used is refused alone.

    Raises:
        SourceError: the table cannot be used, see `read_reports`.
    """
    what = f"{NAME} {requested.key}"
    today = dt.datetime.now(dt.UTC).date()
    reports, refusals = read_reports(body, what, _companies(registry), today)
    rows = [
        {
            "model_company_id": each.model_company_id,
            "kind": each.kind,
            "as_of_date": each.as_of,
            "annualized_revenue_usd": each.revenue_usd,
            "qualifier": "about",
            "projected_by": None,
            "document": each.document,
            "url": _PAGE,
            "stated_date": each.stated,
            "read_at": None,
            "confidence": each.confidence,
            "note": None,
            "seen_date": each.seen,
            "file": each.report,
        }
        for each in reports
    ]
    schema = {**TABLE.polars_schema, "annualized_revenue_usd": pl.Int64()}
    frame = pl.DataFrame(rows, schema=schema)
    return Parsed(TABLE.conform(frame), quarantine_rows(NAME, NO_COMPANY, refusals))


SOURCE = UnpartitionedSource(
    name=NAME,
    table=TABLE,
    period="as_of_date",
    publishers=(
        Publisher(
            name="Epoch AI, Data on AI Companies",
            url=_PAGE,
            gives="annualised revenue of companies that sell AI, each report with its day",
            appears="when a report is entered there, every few weeks",
            terms="CC BY 4.0; figures with their citation, no text",
        ),
    ),
    replay=REPLAY,
    requests=requests,
    parse=parse_document,
    parser_inputs=parser_inputs,
    rhythm=None,
)
