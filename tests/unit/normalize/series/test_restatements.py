"""Rulings give changed figures their cause, and nothing else."""

from __future__ import annotations

import polars as pl

from pipelines.normalize.series.restatements import with_ruled_causes
from pipelines.registry import Registry, RestatementRuling

RULING = RestatementRuling.model_validate(
    {
        "company_id": "ACME",
        "metric_id": "capex_cash",
        "accessions": ["0000000001-25-000001"],
        "cause": "presentation_change",
        "dated": "2026-11-24",
        "reason": "For a test.",
    }
)
REGISTRY = Registry((), (), (), "1", restatements=(RULING,))


def _cause(company_id: str, metric_id: str, accession: str | None, cause: str) -> str:
    versions = pl.DataFrame(
        {
            "company_id": [company_id],
            "metric_id": [metric_id],
            "accession": [accession],
            "change_cause": [cause],
        },
        schema_overrides={"accession": pl.String},
    )
    ruled = with_ruled_causes(versions, REGISTRY)
    assert ruled.drop("change_cause").equals(versions.drop("change_cause"))
    return str(ruled["change_cause"][0])


def test_a_change_by_the_filing_has_the_cause_of_the_ruling() -> None:
    of_ruling = ("ACME", "capex_cash", "0000000001-25-000001")
    assert _cause(*of_ruling, "comparative_recast") == "presentation_change"
    assert _cause(*of_ruling, "unclassified") == "presentation_change"


def test_a_first_report_in_the_filing_stays_one() -> None:
    assert _cause("ACME", "capex_cash", "0000000001-25-000001", "first_report") == "first_report"


def test_other_filings_series_and_companies_keep_what_the_rule_told() -> None:
    for other in (
        ("ACME", "capex_cash", "0000000001-25-000002"),
        ("ACME", "revenue", "0000000001-25-000001"),
        ("BETA", "capex_cash", "0000000001-25-000001"),
        ("ACME", "capex_cash", None),
    ):
        company, series, accession = other
        assert _cause(company, series, accession, "tag_change") == "tag_change"
