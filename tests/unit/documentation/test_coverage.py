"""The page of coverage says of every company and line what is published of it."""

from __future__ import annotations

import re

import pytest

from pipelines.documentation import coverage
from tests.support.installation import RecordedRun


@pytest.fixture(scope="module")
def page(recorded: RecordedRun) -> str:
    return coverage.pages(recorded.settings)[coverage.PLACE]


def _part(page: str, title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    assert found
    return found[1]


def test_every_standing_figure_is_counted(page: str, recorded: RecordedRun) -> None:
    [[count]] = recorded.rows(
        "select (select count(*) from fct_capex) + (select count(*) from fct_supplier_revenue) "
        "+ (select count(*) from fct_monthly_revenue)"
    )
    assert f" {count:,} standing figures" in page


def test_every_company_and_every_line_is_somewhere(page: str, recorded: RecordedRun) -> None:
    absent = [
        (ticker, line)
        for ticker, line in recorded.rows("select ticker, line_name from dim_revenue_lines")
        if not re.search(rf"^\|[^|\n]*`{re.escape(ticker)}` \|[^\n]*{re.escape(line)}", page, re.M)
    ]
    assert not absent


def test_a_row_says_from_when_to_when_and_from_where(page: str) -> None:
    capex = _part(page, "Capital expenditure")
    [amazon] = [
        line for line in capex.splitlines() if line.startswith("| Amazon `AMZN` | `cash` |")
    ]
    # The second quarter of 2017 is refused.
    assert '<span class="whole">2008Q1 – 2026Q2</span> | 73 | 1 |' in amazon
    assert amazon.endswith("| `sec_company_facts` |  |")


def test_what_is_second_hand_says_where_it_was_read(page: str) -> None:
    [hynix] = [
        line for line in _part(page, "Second hand").splitlines() if line.startswith("| `000660.KS`")
    ]
    assert "koreajoongangdaily.joins.com" in hynix


def test_each_rule_that_refused_has_an_example(page: str, recorded: RecordedRun) -> None:
    told = _part(page, "Why there are holes")
    for rule, count in recorded.rows("select rule, count(*) from fct_refusals group by rule"):
        assert f"| `{rule}` | {count} |" in told
