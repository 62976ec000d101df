"""For each check on who sells AI and what is reported of it, a corruption that it catches."""

from __future__ import annotations

import datetime as dt

import polars as pl

from tests.support.mutations import Mutant, changed, with_first_twice, without_last

ENTERED, REPORTED = "raw.model_company_revenue", "normalized.model_company_revenue"
TABLED = "raw.epoch_revenue"
SELLERS, DIM = "normalized.model_companies", "marts.dim_model_companies"
REPORTS, RETURNS = "marts.fct_model_company_revenue", "marts.fct_commercialisation"
LANDMARKS = "marts.fct_revenue_landmarks"

IS_PROJECTION = pl.col("kind") == "projection"

MUTANTS: dict[tuple[str, str], Mutant] = {
    (ENTERED, "sellers_are_registered"): changed(ENTERED, model_company_id="nobody"),
    (ENTERED, "kind_is_known"): changed(ENTERED, kind="rumour"),
    (ENTERED, "qualifier_is_known"): changed(ENTERED, qualifier="perhaps"),
    (ENTERED, "confidence_is_known"): changed(ENTERED, confidence="sure"),
    (ENTERED, "revenue_is_possible"): changed(ENTERED, annualized_revenue_usd=-1),
    (ENTERED, "reports_are_cited"): changed(ENTERED, document=" "),
    (ENTERED, "projections_have_an_author"): changed(ENTERED, IS_PROJECTION, projected_by=None),
    (ENTERED, "projections_look_ahead"): changed(
        ENTERED, IS_PROJECTION, as_of_date=pl.col("stated_date")
    ),
    (ENTERED, "reports_look_back"): changed(
        ENTERED, ~IS_PROJECTION, as_of_date=pl.col("stated_date") + pl.duration(days=1)
    ),
    (ENTERED, "entered_after_the_report"): changed(ENTERED, entered_date=dt.date(2020, 1, 1)),
    (ENTERED, "undated_reports_are_reviewed"): changed(
        ENTERED, stated_date=None, entered_date=dt.date(2026, 12, 1)
    ),
    (ENTERED, "key_is_unique"): with_first_twice(ENTERED),
    (TABLED, "sellers_are_registered"): changed(TABLED, model_company_id="nobody"),
    (TABLED, "kind_is_known"): changed(TABLED, kind="projection"),
    (TABLED, "confidence_is_known"): changed(TABLED, confidence="sure"),
    (TABLED, "revenue_is_possible"): changed(TABLED, annualized_revenue_usd=-1),
    (TABLED, "reports_look_back"): changed(
        TABLED, as_of_date=pl.col("stated_date") + pl.duration(days=1)
    ),
    (TABLED, "undated_reports_are_reviewed"): changed(
        TABLED, stated_date=None, seen_date=dt.date(2026, 5, 1)
    ),
    (TABLED, "newest_bodies_state_all"): changed(TABLED, is_in_newest_body=False),
    (TABLED, "key_is_unique"): with_first_twice(TABLED),
    (SELLERS, "sellers_are_unique"): with_first_twice(SELLERS),
    (SELLERS, "sellers_are_the_registrys"): without_last(SELLERS),
    (REPORTED, "sellers_are_registered"): changed(REPORTED, model_company_id="nobody"),
    (REPORTED, "nothing_known_before_its_day"): changed(
        REPORTED, ~IS_PROJECTION, as_of_date=dt.date(2027, 1, 1)
    ),
    (REPORTED, "known_from_the_report"): changed(REPORTED, known_from=dt.datetime(2026, 8, 1)),
    (REPORTED, "key_is_unique"): with_first_twice(REPORTED),
    (DIM, "rows_are_kept"): without_last(DIM),
    (REPORTS, "every_report_is_published"): without_last(REPORTS),
    (REPORTS, "combined_are_of_the_top_tier"): changed(
        REPORTS, pl.col("model_company_id") == "gimel", is_combined=True
    ),
    (RETURNS, "capex_is_published"): changed(
        RETURNS, pl.col("trailing_capex_usd").is_not_null(), trailing_capex_usd=1
    ),
    (RETURNS, "coverage_is_plausible"): changed(RETURNS, coverage_ratio=1.5),
    (RETURNS, "growth_is_plausible"): changed(RETURNS, matched_yoy_pct=100_000.0),
    (RETURNS, "cloud_growth_is_plausible"): changed(RETURNS, cloud_matched_yoy_pct=900.0),
    (RETURNS, "remaining_performance_obligation_growth_is_plausible"): changed(
        RETURNS, remaining_performance_obligation_matched_yoy_pct=900.0
    ),
    (LANDMARKS, "landmarks_are_all_there"): changed(LANDMARKS, landmark_usd=1),
    (LANDMARKS, "origins_are_quarters"): changed(LANDMARKS, calendar_quarter="1999Q1"),
    (LANDMARKS, "fits_rest_on_enough"): changed(
        LANDMARKS, pl.col("status") == "projected", fitted_points=3
    ),
    (LANDMARKS, "fits_held_are_among_fits"): changed(
        LANDMARKS, pl.col("fitted_date").is_not_null(), record_held=9
    ),
    (LANDMARKS, "fits_have_a_record"): changed(
        LANDMARKS, pl.col("fitted_date").is_not_null(), record_fits=None
    ),
    (LANDMARKS, "passed_before_the_origin"): changed(
        LANDMARKS, passed_date=pl.col("calendar_quarter_end") + pl.duration(days=1)
    ),
}
