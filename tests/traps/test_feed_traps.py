"""Traps ET*: how EDGAR's feeds mislead, each with a naive reading that a check catches."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.sources.document import SourceError
from pipelines.sources.sec_company_facts.source import parse
from tests.support.recorded_world import Checks, World

RAW, FACTS, VERSIONS = "raw.sec_company_facts", "normalized.facts", "normalized.versions"
REFUSALS = "normalized.refusals"
COMPANIES, SUPPLIERS = "normalized.companies", "marts.fct_supplier_revenue_versions"


def _registered_names(world: World) -> pl.DataFrame:
    """The filer's own name beside the registered one: company_id, entity_name, company_name."""
    names = world[RAW].select("company_id", "entity_name").unique("company_id")
    return names.join(world[COMPANIES].select("company_id", "company_name"), on="company_id")


def _spelled(name: str) -> pl.Expr:
    """A name as a naive join spells it: an apostrophe or a dot makes two words of one."""
    return pl.col(name).str.to_lowercase().str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()


def test_trap_et3_filers_are_known_by_number_and_never_by_name(honest: World) -> None:
    """Hardly a filer spells its name as the registry does; each is found all the same."""
    names = _registered_names(honest)
    alike = names.filter(_spelled("entity_name") == _spelled("company_name"))
    assert alike.height < names.height / 2
    found = honest[VERSIONS].filter(pl.col("source") == "sec_company_facts")["company_id"]
    assert set(found) == set(names["company_id"])


def test_mutant_et3_filers_are_joined_by_name(honest: World, checks: Checks) -> None:
    names = _registered_names(honest)
    alike = names.filter(_spelled("entity_name") == _spelled("company_name"))["company_id"]
    naive = honest.without(RAW, ~pl.col("company_id").is_in(alike.to_list()))
    checks.caught(f"{RAW} spenders_have_facts", honest, naive)


def test_mutant_et4_the_filer_of_before_the_reorganisation_is_asked(
    honest: World, checks: Checks
) -> None:
    """Alphabet files nothing under Google's old number: silence, and no error from the SEC."""
    naive = honest.without(RAW, pl.col("company_id") == "GOOGL")
    assert "GOOGL" in checks.caught(f"{RAW} spenders_have_facts", honest, naive)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"<!DOCTYPE html><title>SEC.gov | File Unavailable</title>", "check LEDGER_USER_AGENT"),
        (b'{"cik": 789019, "entityName": "MICROSOFT", "facts": {"us-gaap": {}}}', "789019"),
    ],
    ids=["another host's page", "another company's facts"],
)
def test_mutant_et5_whatever_is_answered_is_believed(body: bytes, sentence: str) -> None:
    """A wrong host answers convincingly; the parser refuses what is not what was asked for."""
    with pytest.raises(SourceError, match=sentence):
        parse(body, "GOOGL", 1652044)


def test_mutant_et7_a_figure_typed_in_thousands(honest: World, checks: Checks) -> None:
    """Valid XML, a number, the right tag: only arithmetic tells that it is a thousand times off."""
    amazon = honest.only("AMZN")
    newest = amazon[FACTS].filter(
        (pl.col("metric_id") == "revenue") & pl.col("is_in_series")
    ).sort("period_end", "filed_date").row(-1, named=True)  # fmt: skip
    typed = (
        (pl.col("concept") == newest["concept"])
        & (pl.col("period_end") == newest["period_end"])
        & (pl.col("accession") == newest["accession"])
    )
    naive = amazon.where(RAW, typed, value=pl.col("value") / 1000).normalized()
    said = checks.caught(f"{REFUSALS} figures_keep_their_scale", amazon, naive)
    assert "AMZN revenue" in said


def test_trap_et7_plausibility_is_judged_in_one_currency_only(honest: World) -> None:
    """The check compares a series with itself: yen beside dollars reject nothing."""
    quarters = honest[VERSIONS].filter(pl.col("period_kind") == "quarter")
    assert quarters["unit"].n_unique() > 1
    units = quarters.group_by("company_id", "metric_id").agg(pl.col("unit").n_unique())
    assert units["unit"].to_list() == [1] * units.height


def test_mutant_et9_another_currency_taken_for_dollars(honest: World, checks: Checks) -> None:
    """Taiwan dollars are thirty to one."""
    naive = honest.where(SUPPLIERS, pl.col("company_id") == "TSM", value_usd=pl.col("value"))
    assert "TSM" in checks.caught(f"{SUPPLIERS} dollars_follow_the_rate", honest, naive)


def test_mutant_et10_the_labels_of_the_filing_tell_the_period(
    honest: World, checks: Checks
) -> None:
    """`fp` is of the report: its year to date, and the figures of the year before, bear it too."""
    in_quarterly_reports = (pl.col("company_id") == "AMZN") & (pl.col("form") == "10-Q")
    naive = honest.where(FACTS, in_quarterly_reports, duration_kind=pl.lit("quarter"))
    assert "AMZN" in checks.caught(f"{FACTS} durations_are_in_their_bands", honest, naive)
