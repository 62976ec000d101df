"""The recorded data that the project ships, through the sources and the core."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.contracts.raw import RAW_SEC_COMPANY_FACTS, RAW_SEC_FILINGS
from pipelines.normalize.facts.corrections import corrected
from pipelines.normalize.pipeline import Normalized, normalize
from pipelines.registry import Registry, load_registry
from pipelines.settings import Settings
from pipelines.sources.discovery import sources
from pipelines.sources.refresh.engine import refresh
from pipelines.storage import tables
from tests.support import known_values

# Metric, kind of period, whether as first filed, figures.
SERIES = (
    ("capex_cash", "quarter", False, known_values.CASH_QUARTERS),
    ("capex_cash", "quarter", True, known_values.CASH_QUARTERS_FIRST_FILED),
    ("capex_cash", "year", False, known_values.CASH_YEARS),
    ("capex_cash", "year", True, known_values.CASH_YEARS_FIRST_FILED),
    ("finance_lease_principal", "quarter", False, known_values.FINANCE_LEASE_QUARTERS),
)
CELL = ["company_id", "metric_id", "period_kind", "fiscal_year", "fiscal_quarter"]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(Settings().registry_dir)


@pytest.fixture(scope="module")
def recorded(
    registry: Registry, tmp_path_factory: pytest.TempPathFactory
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The raw facts and filings, as a run without network brings them."""
    shipped = Settings.model_fields["recorded_dir"].default
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("data"), recorded_dir=Path(shipped), live=False
    )
    read = (RAW_SEC_COMPANY_FACTS, RAW_SEC_FILINGS)
    for source in sources():
        if source.table in read:
            refresh(source, registry, settings, registry.companies)
    facts, filings = (tables.read(table, settings) for table in read)
    return facts, filings


@pytest.fixture(scope="module")
def result(recorded: tuple[pl.DataFrame, pl.DataFrame], registry: Registry) -> Normalized:
    return normalize(*recorded, registry)


@pytest.mark.parametrize(("metric_id", "kind", "is_first", "figures"), SERIES)
def test_known_values_to_the_dollar(
    result: Normalized,
    metric_id: str,
    kind: str,
    is_first: bool,
    figures: tuple[tuple[str, str, int], ...],
) -> None:
    expected = {(company_id, end): ("USD", value) for company_id, end, value in figures}
    found = result.versions.filter(
        (pl.col("metric_id") == metric_id)
        & (pl.col("period_kind") == kind)
        & (pl.col("version") == 1 if is_first else pl.col("known_to").is_null())
    ).select("company_id", pl.col("period_end").cast(pl.String), "unit", "value")
    assert {
        (company_id, end): (unit, int(value))
        for company_id, end, unit, value in found.rows()
        if (company_id, end) in expected
    } == expected


def test_trap_a5_metas_year_shows_both_figures_and_who_changed_it(result: Normalized) -> None:
    year = result.versions.filter(
        (pl.col("company_id") == "META")
        & (pl.col("metric_id") == "capex_cash")
        & (pl.col("period_kind") == "year")
        & (pl.col("fiscal_year") == 2023)
    )
    assert year.select(pl.col("value") / 1_000_000, "accession", "change_cause").rows() == [
        (27_266, "0001326801-24-000012", "first_report"),
        (27_045, "0001326801-25-000017", "presentation_change"),
    ]
    assert 6_235_000_000 not in result.versions["value"].cast(pl.Int64)


def test_trap_a3_nvidias_capex_is_one_series_across_its_two_tags(result: Normalized) -> None:
    capex = result.versions.filter(
        (pl.col("company_id") == "NVDA")
        & (pl.col("metric_id") == "capex_cash")
        & (pl.col("period_kind") == "quarter")
        & pl.col("known_to").is_null()
    ).sort("period_end")
    assert capex["concept"].unique(maintain_order=True).to_list() == [
        "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment",
        "us-gaap:PaymentsToAcquireProductiveAssets",
    ]
    assert not capex["is_series_break"].any()
    recent = capex.filter(pl.col("period_end") >= dt.date(2023, 1, 29))
    number = recent["fiscal_year"] * 4 + recent["fiscal_quarter"]
    assert set(number.diff().drop_nulls()) == {1}


def test_every_gap_of_the_recorded_data_has_a_refusal(result: Normalized) -> None:
    quarters = result.versions.filter(pl.col("period_kind") == "quarter")
    number = pl.col("fiscal_year") * 4 + pl.col("fiscal_quarter") - 1
    spans = quarters.group_by("company_id", "metric_id").agg(number.unique().sort())
    expected = {
        f"{company_id} {metric_id} {each // 4}Q{each % 4 + 1}"
        for company_id, metric_id, numbers in spans.rows()
        for each in set(range(numbers[0], numbers[-1] + 1)) - set(numbers)
    }
    assert len(expected) > 20
    assert expected <= set(result.refusals["key"])


def test_quarters_make_the_year_they_were_filed_with(result: Normalized) -> None:
    """Exactly where they are derived; tagged ones round, or the refusals say who slipped."""
    cell = ["company_id", "metric_id", "fiscal_year"]
    standing = result.versions.filter(pl.col("known_to").is_null())
    quarters = (
        standing.filter(pl.col("period_kind") == "quarter")
        .group_by(cell)
        .agg(
            pl.len(),
            total=pl.col("value").sum(),
            tagged=(pl.col("derivation") == "reported").sum(),
            newest=pl.col("known_from").max(),
        )
        .filter(pl.col("len") == 4)
    )
    slipped = result.refusals.filter(pl.col("rule") == "derivation_outranked").select(
        key=pl.col("key").str.head(-2)
    )
    years = (
        standing.filter(pl.col("period_kind") == "year")
        .join(quarters, on=cell)
        .filter(pl.col("newest") == pl.col("known_from"))
        .with_columns(
            key=pl.format("{} {} {}", *cell), off=(pl.col("value") - pl.col("total")).abs()
        )
        .join(slipped, on="key", how="anti")
    )
    derived, tagged = (years.filter(is_tagged) for is_tagged in (
        pl.col("tagged") == 1, pl.col("tagged") > 1
    ))  # fmt: skip
    assert derived.height > 30
    assert derived.filter(pl.col("off") != 0)["key"].to_list() == []
    assert tagged.height > 50
    # Microsoft restated the year and its second half (ASU 2016-09), and never the first.
    off = tagged.filter(pl.col("off") > 2_000_000)["key"].to_list()
    assert off == ["MSFT operating_cash_flow 2015"]


@pytest.mark.parametrize("day", ["2012-06-30", "2016-03-01", "2019-02-15", "2021-11-30",
                                 "2024-05-15", "2025-02-10", "2026-05-05"])  # fmt: skip
def test_trap_v1_the_recorded_past_is_told_without_the_future(
    recorded: tuple[pl.DataFrame, pl.DataFrame], result: Normalized, registry: Registry, day: str
) -> None:
    """The ledger of a day equals the one made of nothing but what was public on that day."""
    instant = dt.datetime.fromisoformat(day)
    raw, filings = recorded
    public = result.facts.filter(pl.col("known_from") <= instant).select("accession").unique()
    then = normalize(
        raw.join(public, on="accession", how="semi"),
        filings.filter(pl.col("accepted_at") <= instant),
        registry,
    )
    expected = result.versions.filter(pl.col("known_from") <= instant).with_columns(
        known_to=pl.when(pl.col("known_to") <= instant).then("known_to")
    )
    assert_frame_equal(expected, then.versions)


def test_versions_of_the_recorded_data_chain(result: Normalized) -> None:
    versions = result.versions.sort(*CELL, "version")
    following = versions.with_columns(
        next_from=pl.col("known_from").shift(-1).over(CELL),
        number=pl.int_range(1, pl.len() + 1).over(CELL),
    )
    assert following.filter(pl.col("known_to").ne_missing(pl.col("next_from"))).is_empty()
    assert following.filter(pl.col("version") != pl.col("number")).is_empty()
    assert versions.filter(pl.col("operands_known_from") > pl.col("known_from")).is_empty()


def test_every_refusal_of_the_recorded_data_is_a_sentence(result: Normalized) -> None:
    for reason, accession in result.refusals.select("reason", "accession").iter_rows():
        assert reason.endswith("."), reason
        assert "null" not in reason
        assert accession is None or accession in reason


def test_the_half_year_that_intel_misdated_stands_once_and_as_the_year_before_had_it(
    recorded: tuple[pl.DataFrame, pl.DataFrame], registry: Registry
) -> None:
    raw = recorded[0].filter(company_id="INTC")
    is_half_of_2022 = pl.col("concept").str.contains("Revenue") & (
        (pl.col("period_start") == pl.date(2021, 12, 26))
        & (pl.col("period_end") == pl.date(2022, 7, 2))
    )
    read = corrected(raw, registry)
    assert raw.filter(is_half_of_2022)["value"].n_unique() == 2
    assert read.facts.filter(is_half_of_2022)["value"].unique().to_list() == [33_674_000_000]
    assert read.told["accession"].to_list() == ["0000050863-24-000124"]
