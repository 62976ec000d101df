"""The parser of monthly reports on damaged bodies: a `LedgerError` comes out, or what they say."""

from __future__ import annotations

from pipelines.archive.transport import Request
from pipelines.sources.taiwan_monthly_revenue import source as taiwan_monthly_revenue
from tests.support import fuzzing
from tests.support.whole_bodies import as_big5_tabs, as_csv, as_json, report, taiwan_registry

REPORTS = [form(report()) for form in (as_json, as_csv, as_big5_tabs)]


def test_a_monthly_report() -> None:
    request = Request(taiwan_monthly_revenue.SOURCE.name, "twse", "url")
    registry = taiwan_registry()
    fuzzing.refuses_some(
        lambda body: taiwan_monthly_revenue.parse_document(body, request, registry), REPORTS
    )
