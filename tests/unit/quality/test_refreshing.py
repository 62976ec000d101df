"""Refreshing before Dagster's steps ask; what a refresh does is in `unit/sources/refresh`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.errors import LedgerError
from pipelines.quality import refreshing
from pipelines.settings import Settings
from pipelines.sources.base import FilingSource
from pipelines.sources.discovery import source_named, sources
from pipelines.sources.refresh.engine import Outcome
from tests.support.ahead import working_at_once

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipelines.sources.base import AnySource

COMPANIES = ("ONE", "TWO")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...]]]:
    """Which sources are refreshed, for which companies, in their order."""
    noted: list[tuple[str, tuple[str, ...]]] = []

    def refresh(name: str, companies: Sequence[str], _: Settings) -> list[Outcome]:
        noted.append((name, tuple(companies)))
        return [Outcome(company, "new") for company in companies]

    monkeypatch.setattr(refreshing, "_refresh", refresh)
    return noted


def of_companies() -> AnySource:
    return next(each for each in sources() if each.table.partitioned)


def test_each_source_is_refreshed_once_and_those_of_filings_after_the_others(
    asked: list[tuple[str, tuple[str, ...]]], tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path)
    with working_at_once():
        refreshing.begin_refreshing(settings, COMPANIES, "run")
        done = list(asked)
        for source in sources():
            companies = COMPANIES if source.table.partitioned else ()
            outcomes = refreshing.refreshed(source, settings, companies, "run")
            assert [outcome.company_id for outcome in outcomes] == list(companies)
    assert asked == done
    assert sorted(name for name, _ in done) == [source.name for source in sources()]
    for name, wanted in done:
        assert wanted == (COMPANIES if source_named(name).table.partitioned else ())
    reads_filings = [isinstance(source_named(name), FilingSource) for name, _ in done]
    assert reads_filings == sorted(reads_filings)


def test_the_process_that_is_named_for_the_sources_refreshes_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun = set()
    monkeypatch.setattr(refreshing, "begin_ahead", lambda _, __, worker, *___: begun.add(worker))
    refreshing.begin_refreshing(Settings(data_dir=tmp_path), COMPANIES, "run")
    assert {worker.value for worker in begun} == {"the sources and dbt's models"}


def test_whoever_wants_other_companies_or_another_run_has_them_refreshed(
    asked: list[tuple[str, tuple[str, ...]]], tmp_path: Path
) -> None:
    settings, source = Settings(data_dir=tmp_path), of_companies()
    with working_at_once():
        refreshing.begin_refreshing(settings, COMPANIES, "run")
        asked.clear()
        refreshing.refreshed(source, settings, COMPANIES[:1], "run")
        refreshing.refreshed(source, settings, COMPANIES, "another")
    assert asked == [(source.name, COMPANIES[:1]), (source.name, COMPANIES)]


def test_without_a_process_for_it_a_source_is_refreshed_where_it_is_asked_for(
    asked: list[tuple[str, tuple[str, ...]]], tmp_path: Path
) -> None:
    settings, source = Settings(data_dir=tmp_path), of_companies()
    refreshing.begin_refreshing(settings, COMPANIES, "run")
    assert asked == []
    refreshing.refreshed(source, settings, COMPANIES, "run")
    assert asked == [(source.name, COMPANIES)]


def test_a_source_that_fails_says_so_where_it_is_asked_for_and_the_others_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = (source.name for source in sources())

    def refresh(name: str, companies: Sequence[str], _: Settings) -> list[Outcome]:
        if name == first:
            raise LedgerError("the disk is full")
        return [Outcome(name, "new")]

    monkeypatch.setattr(refreshing, "_refresh", refresh)
    settings = Settings(data_dir=tmp_path)
    with working_at_once():
        refreshing.begin_refreshing(settings, (), "run")
        with pytest.raises(LedgerError, match="the disk is full"):
            refreshing.refreshed(source_named(first), settings, (), "run")
        for name in others:
            outcomes = refreshing.refreshed(source_named(name), settings, (), "run")
            assert [outcome.company_id for outcome in outcomes] == [name]
