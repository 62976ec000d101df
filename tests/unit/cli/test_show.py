"""`ledger as-of DATE show …` and `ledger quality`: what was known, and what was checked."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest

from expectations import append_results, read_results
from pipelines.cli.arguments import instant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.installation import RecordedRun
    from tests.support.said import Said


def rows(said: Said, quarter: str) -> list[str]:
    return [line for line in said.output.splitlines() if quarter in line]


def reporting(line: str) -> tuple[int, int]:
    """How many companies had reported, and how many are expected to."""
    [numbers] = re.findall(r"(\d+) of (\d+)", line)
    return int(numbers[0]), int(numbers[1])


def test_capex_as_of_a_day_leaves_out_what_came_later(on_recorded: Callable[..., Said]) -> None:
    """Meta's 10-K of 2023 was accepted on the evening of 2 February 2024, New York time."""
    said = on_recorded("as-of", "2024-02-02", "show", "capex", "--quarters", "4")
    assert said.status == 0
    [newest] = rows(said, "2023Q4")
    reported, expected = reporting(newest)
    assert reported < expected
    assert "36,422" in newest
    assert "as of the end of 2024-02-02 (UTC)" in said.output
    [later] = rows(on_recorded("as-of", "2024-02-03", "show", "capex"), "2023Q4")
    assert reporting(later) == (reported + 1, expected)


def test_segments_as_of_a_day_state_their_panel_growth_and_ratio(
    on_recorded: Callable[..., Said],
) -> None:
    said = on_recorded("as-of", "2025-06-01", "show", "segments", "--quarters", "3")
    assert said.status == 0
    panel_growth_ratio = r"\d+ of \d+ .* \+\d+\.\d % \(\d+\) .* \d+\.\d %\*"
    assert any(re.search(panel_growth_ratio, line) for line in rows(said, "2025Q1"))
    assert "never add tiers" in said.output


def test_lines_as_of_a_day(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("as-of", "2025-06-01", "show", "segments", "interconnect")
    assert said.status == 0
    assert "Data Center: Networking" in said.output
    assert "2025Q2" not in said.output


def test_technologies_have_both_counts_and_who_was_first(
    on_recorded: Callable[..., Said],
) -> None:
    said = on_recorded("show", "technologies", "--format", "csv")
    assert said.status == 0
    named = pl.read_csv(said.output.encode())
    assert (named["companies_mentioning"] <= named["companies_reporting"]).all()
    assert named["technology_id"].n_unique() == 7
    shown = on_recorded("show", "technologies", "direct_liquid_cooling")
    assert "FLEX" in shown.output
    assert "first" in shown.output
    wrong = on_recorded("show", "technologies", "steam")
    assert wrong.status == 2
    assert wrong.is_one_sentence(), wrong.errors
    assert "no technology 'steam'; there are: microled_interconnect" in wrong.errors


def test_the_price_of_a_capability_falls_on_both_scales(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "efficiency", "--all", "--format", "csv")
    assert said.status == 0
    rates = pl.read_csv(said.output.encode()).filter(pl.col("price_list") == "litellm")
    of_primary = rates.filter(pl.col("is_primary"))
    assert of_primary.filter(pl.col("list_dates") >= 10).height >= 3
    assert (of_primary["upper_80_pct"] < 0).all()
    assert (rates["yearly_change_pct"].drop_nulls() < -50).all()
    assert rates["scale"].n_unique() == 2
    one = on_recorded("show", "efficiency", "eci_140", "--format", "csv")
    prices = pl.read_csv(one.output.encode()).filter(pl.col("price_list") == "litellm")
    assert prices.row(0)[0] == "2025-01-13"
    assert prices["blended_usd_per_million"].to_list()[0] == 26.25
    chips = on_recorded("show", "efficiency", "--hardware", "--format", "csv")
    assert "NVIDIA H100 SXM5 80GB" in chips.output
    wrong = on_recorded("show", "efficiency", "eci_999")
    assert wrong.status != 0
    assert wrong.is_one_sentence(), wrong.errors
    early = on_recorded("as-of", "2025-05-28", "show", "efficiency")
    assert "no scale was known" in early.errors


def test_technologies_as_of_a_day_leave_out_what_was_said_later(
    on_recorded: Callable[..., Said],
) -> None:
    said = on_recorded(
        "as-of", "2025-05-28", "show", "technologies", "silicon_photonics", "--format", "csv"
    )
    assert said.status == 0
    days = pl.read_csv(said.output.encode())["said_date"].to_list()
    assert days
    assert max(days) <= "2025-05-28"


def test_a_mention_is_traced_to_its_sentence(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("trace", "fct_technology_mentions", "direct_liquid_cooling", "FLEX")
    assert "10-K filed 2025-05-21, 0000866374-25-000027, 10-K, sentence 165" in said.output
    assert "/000086637425000027/flex-20250331.htm" in said.output
    assert "the published value" in said.output


def test_guidance_has_what_replaced_it_and_what_was_spent(
    on_recorded: Callable[..., Said],
) -> None:
    """Meta's of 2025, with finance leases as it guides them; Microsoft's is moved, not cut."""
    said = on_recorded("show", "guidance", "META", "--format", "csv")
    assert said.status == 0
    of_2025 = pl.read_csv(said.output.encode()).filter(
        (pl.col("horizon") == "FY2025") & pl.col("low_usd").is_not_null()
    )
    assert of_2025["superseded_by"].to_list() == ["2025-04-30", "2025-07-30", "2025-10-29", None]
    assert of_2025["actual_usd"].unique().to_list() == [72_215_000_000.0]
    assert of_2025["outcome"].unique().to_list() == ["above"]
    shown = on_recorded("show", "guidance", "MSFT")
    assert "accounting" in shown.output
    assert "-7.9 %" not in shown.output


def test_guidance_as_of_a_day_leaves_out_what_was_said_later(
    on_recorded: Callable[..., Said],
) -> None:
    said = on_recorded("as-of", "2025-05-28", "show", "guidance", "META", "--format", "csv")
    known = pl.read_csv(said.output.encode()).filter(pl.col("horizon") == "FY2025")
    assert known["issued_date"].to_list() == ["2024-10-30", "2025-01-29", "2025-04-30"]
    assert known["superseded_by"].to_list()[-1] is None
    assert known["actual_usd"].null_count() == known.height


def test_guidance_is_traced_to_its_sentence(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("trace", "fct_capex_guidance", "NVDA", "FY2024", "--basis", "not_stated")
    assert "10-K filed 2023-02-24, 0001045810-23-000017, 10-K, sentence 1306" in said.output
    assert "the published value" in said.output
    spent = on_recorded(
        "trace", "fct_guidance_accuracy", "MSFT", "FY2025", "--basis", "company_stated"
    )
    assert "= 88,200,000,000 USD, the published value" in spent.output
    words = on_recorded(
        "trace", "fct_capex_guidance", "MSFT", "FY2025", "--basis", "company_stated"
    )
    assert "no amount is published here" in words.output


def test_a_query_as_of_a_day_reads_what_was_known(on_recorded: Callable[..., Said]) -> None:
    sql = (
        "select value_usd from fct_capex "
        "where ticker = 'META' and basis = 'cash' and calendar_quarter = '2023Q2'"
    )
    then = on_recorded("as-of", "2023-12-31", "query", sql, "--format", "csv")
    assert then.output.split() == ["value_usd", "6216000000.00"]
    assert "6134000000.00" in on_recorded("query", sql, "--format", "csv").output
    refused = on_recorded("as-of", "2023-12-31", "query", "from fct_refusals")
    assert refused.is_one_sentence(), refused.errors
    assert "fct_refusals tells of what is published now and has no past" in refused.errors


def test_a_trace_as_of_a_day_leads_to_what_was_filed(on_recorded: Callable[..., Said]) -> None:
    then = on_recorded("as-of", "2023-12-31", "trace", "fct_capex", "META", "2023Q2")
    assert "fct_capex META cash 2023Q2: 6,216,000,000 USD" in then.output
    assert "restated" not in then.output
    assert (
        "restated: first reported as 6,216"
        in on_recorded("trace", "fct_capex", "META", "2023Q2").output
    )
    total = on_recorded("as-of", "2024-02-02", "trace", "fct_capex_totals", "2023Q4")
    assert "4 of 5 companies" in total.output
    assert "META" not in total.output
    assert total.output.splitlines()[-1] == "└── = 36,422,000,000 USD, the published value"
    early = on_recorded("as-of", "2024-02-02", "trace", "fct_capex", "META", "2023Q4")
    assert early.is_one_sentence(), early.errors
    assert "as of the end of 2024-02-02 (UTC)" in early.errors
    assert early.status == 2


def test_before_anything_was_known_there_is_a_sentence(on_recorded: Callable[..., Said]) -> None:
    for table in ("capex", "segments"):
        said = on_recorded("as-of", "1999-01-01", "show", table)
        assert said.is_one_sentence(), said.errors
        assert "1999-01-01" in said.errors
        assert said.status == 1


def test_assumptions_have_no_past_and_the_market_of_the_past_says_so(
    on_recorded: Callable[..., Said],
) -> None:
    refused = on_recorded("as-of", "2025-06-01", "show", "market", "--assumptions")
    assert refused.status == 2
    assert "assumptions tell of what is published now and have no past" in refused.errors
    assumed = "what is assumed is what is assumed today"
    assert assumed in " ".join(on_recorded("as-of", "2025-06-01", "show", "market").output.split())
    assert assumed not in " ".join(on_recorded("show", "market").output.split())


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-02-02", "2024-02-02 23:59:59.999999"),
        ("2024-02-02T21:30", "2024-02-02 21:30:00"),
        ("2024-02-02T21:30:05Z", "2024-02-02 21:30:05"),
        ("2024-02-02T21:30+08:00", "2024-02-02 13:30:00"),
    ],
)
def test_an_instant_is_utc_and_a_day_its_end(text: str, at: str) -> None:
    assert str(instant(text).at) == at


def test_quality_prints_the_last_run(
    on_recorded: Callable[..., Said], recorded: RecordedRun
) -> None:
    said = on_recorded("quality")
    assert said.status == 0
    results = read_results(recorded.settings.quality_dir)
    passed = results["passed"].sum()
    acknowledged = results["is_acknowledged"].sum()
    assert acknowledged == results.height - passed > 0
    assert f"{passed} passed, 0 warnings, 0 errors; {acknowledged} acknowledged" in said.output
    assert str(recorded.settings.quality_dir / "site" / "index.html") in said.output
    assert "expected: " not in said.output
    every = on_recorded("quality", "--all").output
    assert all(name in every for name in results["check_name"].unique())


def test_acknowledged_checks_are_shown_with_their_reasons(
    on_recorded: Callable[..., Said], recorded: RecordedRun
) -> None:
    said = on_recorded("show", "checks", "--acknowledged")
    assert said.status == 0
    results = read_results(recorded.settings.quality_dir).filter("is_acknowledged")
    assert results.height
    assert all(name in said.output for name in results["check_name"])
    assert said.output.count("  acknowledged: ") >= results.height
    assert "A coincidence: the first nine months of fiscal 2018" in said.output
    assert "the recorded data is as old as it is" in said.output
    assert "0 warnings, 0 errors" in on_recorded("show", "checks").output
    assert on_recorded("as-of", "2025-06-01", "show", "checks").status == 2


def test_quality_names_a_failed_error_and_says_so_by_its_status(
    ledger: Callable[..., Said], recorded: RecordedRun, tmp_path: Path
) -> None:
    shutil.copytree(recorded.settings.quality_dir, tmp_path / "data" / "quality")
    newest = read_results(recorded.settings.quality_dir)
    claim = newest.filter(pl.col("severity") == "error").head(1)
    broken = claim.with_columns(
        run_id=pl.lit("ffffffff-later"),
        passed=pl.lit(value=False),
        observed=pl.lit("one too many"),
        ran_at=pl.col("ran_at") + pl.duration(days=1),
    )
    append_results(tmp_path / "data" / "quality", broken)
    said = ledger("quality")
    assert said.status == 1
    assert f"error: {claim.item(0, 'table_name')} {claim.item(0, 'check_name')}" in said.output
    assert "observed: one too many" in said.output
    assert "not checked by this run: " in said.output


def test_quality_before_any_run_is_a_sentence(ledger: Callable[..., Said]) -> None:
    said = ledger("quality")
    assert said.is_one_sentence()
    assert said.errors == "ledger: no checks have run yet: run `ledger run`\n"
    assert said.status == 1


def test_more_quarters_than_the_totals_have_are_shown(on_recorded: Callable[..., Said]) -> None:
    said = on_recorded("show", "capex", "--quarters", "1000000000")
    assert said.status == 0
    assert "2008Q" in said.output
    assert on_recorded("show", "capex", "--quarters", "1000000001").status == 2
