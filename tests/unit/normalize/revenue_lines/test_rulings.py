"""The registry's rulings as tables: what the frames of lines and breaks say."""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.contracts.normalized import REVENUE_LINES, SERIES_BREAKS
from pipelines.normalize.revenue_lines.rulings import revenue_lines, series_breaks
from pipelines.registry import Registry, load_registry
from pipelines.settings import PACKAGE_DIR


def shipped() -> Registry:
    return load_registry(PACKAGE_DIR / "registry")


def line(frame: pl.DataFrame, revenue_line_id: str) -> dict[str, object]:
    return frame.row(by_predicate=pl.col("revenue_line_id") == revenue_line_id, named=True)


def test_every_company_has_a_total_and_its_lines_hang_on_it() -> None:
    frame = revenue_lines(shipped())
    assert frame.schema == REVENUE_LINES.polars_schema
    totals = frame.filter(pl.col("scope") == "total_company")
    assert totals["parent_line_id"].null_count() == totals.height
    assert set(totals["metric_id"]) == {"revenue"}
    assert totals["company_id"].n_unique() == totals.height == len(shipped().companies)
    parts = frame.filter(pl.col("scope") != "total_company")
    assert parts["parent_line_id"].is_in(frame["revenue_line_id"].to_list()).all()
    assert (parts["metric_id"] == parts["revenue_line_id"]).all()


def test_a_ruling_keeps_its_place_validity_and_panel() -> None:
    frame = revenue_lines(shipped())
    networking = line(frame, "nvda_data_center_networking")
    assert networking["parent_line_id"] == "nvda_data_center"
    assert (networking["segment_id"], networking["sub_segment_id"]) == ("interconnect", "switches")
    assert (networking["valid_from"], networking["valid_to"]) == (
        dt.date(2022, 5, 1),
        dt.date(2025, 10, 26),
    )
    assert networking["expected_from"] == dt.date(2022, 5, 1)
    assert networking["counts"] is True
    assert line(frame, "nvda_compute_and_networking")["counts"] is False
    assert line(frame, "2317_tw_total")["company_id"] == "2317.TW"


def test_lines_outside_the_segments_and_unconfirmed_ones_never_count() -> None:
    frame = revenue_lines(shipped())
    assert not frame.filter(pl.col("segment_id").is_null())["counts"].any()
    assert not frame.filter(~pl.col("is_confirmed"))["counts"].any()
    assert line(frame, "amzn_aws")["segment_id"] is None


def test_trap_s8_recut_segments_break_their_series() -> None:
    frame = series_breaks(shipped())
    assert frame.schema == SERIES_BREAKS.polars_schema
    days = {(row[0], row[1]) for row in frame.iter_rows()}
    assert ("msft_intelligent_cloud", dt.date(2024, 7, 1)) in days
    assert ("intc_dcai", dt.date(2024, 12, 29)) in days


def test_a_company_by_its_entry_alone_has_its_total_in_no_segment() -> None:
    full = shipped()
    plain = Registry(full.companies, full.metrics, full.segments, "1")
    frame = revenue_lines(plain)
    assert set(frame["company_id"]) == {company.company_id for company in full.companies}
    assert set(frame["metric_id"]) == {"revenue"}
    assert not frame["counts"].any()
    for column in ("segment_id", "sub_segment_id", "parent_line_id", "expected_from"):
        assert frame[column].null_count() == frame.height
    meta = line(revenue_lines(full), "meta_total")
    assert meta == line(frame, "meta_total")
    assert (meta["scope"], meta["line_name"]) == ("total_company", "Total revenue")


def test_a_registry_without_rulings_has_no_breaks() -> None:
    full = shipped()
    plain = Registry(full.companies, full.metrics, full.segments, "1")
    assert series_breaks(plain).is_empty()
