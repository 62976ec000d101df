"""Kinds of periods, fiscal positions and calendar quarters, from dates alone."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from pipelines.normalize.series.periods import (
    BANDS,
    calendar_quarter,
    duration_kind,
    fiscal_calendars,
    fiscal_position,
    with_periods,
)
from pipelines.registry import Company, Metric
from pipelines.registry.fiscal_year_end import FiscalYearEnd
from tests.support.builders import (
    PPE,
    company,
    filing,
    flow,
    normalized,
    registry,
    shipped_registry,
    values,
    without_labels,
)
from tests.support.examples import FEW, MANY

WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)
YEARS = range(2005, 2036)


def kinds_of(periods: list[tuple[dt.date | None, dt.date]]) -> list[str | None]:
    frame = pl.DataFrame(periods, schema={"start": pl.Date, "end": pl.Date}, orient="row").select(
        kind=duration_kind(pl.col("start"), pl.col("end"))
    )
    return frame["kind"].to_list()


def kind_of_length(days: int) -> str | None:
    start = dt.date(2023, 1, 1)
    return kinds_of([(start, start + dt.timedelta(days=days - 1))])[0]


def month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def ends_of_year(rule: FiscalYearEnd, year: int, long_quarter: int) -> list[dt.date]:
    """The quarter ends of a fiscal year, the fourteenth week in the quarter that is named."""
    opened, closed = rule.date_in(year - 1), rule.date_in(year)
    if rule.kind == "fixed":
        months = [(rule.month - 1 + 3 * quarter) for quarter in (1, 2, 3, 4)]
        return [month_end(year - 1 + month // 12, month % 12 + 1) for month in months]
    is_long = (closed - opened).days == 53 * 7
    ends = [
        opened + (13 * quarter + (is_long and quarter >= long_quarter)) * WEEK
        for quarter in (1, 2, 3, 4)
    ]
    assert ends[-1] == closed
    return ends


def positions(ends: list[dt.date], month: int) -> list[tuple[int, int | None]]:
    year, quarter = fiscal_position(pl.col("end"), pl.col("month"))
    return (
        pl.DataFrame({"end": ends, "month": [month] * len(ends)})
        .select(year.alias("year"), quarter.alias("quarter"))
        .rows()
    )


def test_bands_leave_a_gap_between_neighbours() -> None:
    bands = list(BANDS.values())
    assert bands == [(80, 100), (170, 195), (260, 290), (350, 380)]
    for shorter, longer in pairwise(bands):
        assert shorter.longest + 1 < longer.shortest


@pytest.mark.parametrize(
    ("weeks", "kind"),
    [
        (13, "quarter"), (14, "quarter"),
        (26, "half"), (27, "half"),
        (39, "nine_months"), (40, "nine_months"),
        (52, "year"), (53, "year"),
    ],
)  # fmt: skip
def test_periods_of_weeks_have_their_kind(weeks: int, kind: str) -> None:
    assert kind_of_length(weeks * 7) == kind


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        (79, None), (80, "quarter"), (100, "quarter"), (101, None),
        (169, None), (170, "half"), (195, "half"), (196, None),
        (259, None), (260, "nine_months"), (290, "nine_months"), (291, None),
        (349, None), (350, "year"), (380, "year"), (381, None), (1, None),
    ],
)  # fmt: skip
def test_the_edges_of_the_bands_belong_to_them(days: int, kind: str | None) -> None:
    assert kind_of_length(days) == kind


@MANY
@given(st.dates(dt.date(2000, 1, 1), dt.date(2040, 1, 1)), st.integers(1, 800))
def test_a_duration_has_one_kind_at_most(start: dt.date, days: int) -> None:
    found: list[str | None] = [name for name, (low, high) in BANDS.items() if low <= days <= high]
    assert len(found) <= 1
    end = start + dt.timedelta(days=days - 1)
    assert kinds_of([(start, end)]) == (found or [None])


def test_calendar_quarters_halves_and_years_have_their_kind() -> None:
    for year in YEARS:
        for quarters, kind in enumerate(BANDS, start=1):
            for first in range(1, 14 - 3 * quarters, 3):
                start, end = dt.date(year, first, 1), month_end(year, first + 3 * quarters - 1)
                assert kinds_of([(start, end)]) == [kind]


def test_a_day_without_a_start_is_an_instant() -> None:
    assert kinds_of([(None, dt.date(2024, 6, 30))]) == ["instant"]


@pytest.mark.parametrize("entry", shipped_registry().companies, ids=lambda each: each.company_id)
@pytest.mark.parametrize("long_quarter", [1, 2, 3, 4])
def test_trap_p6_every_registered_calendar_places_its_quarter_ends(
    entry: Company, long_quarter: int
) -> None:
    rule = entry.fiscal_calendar
    ends = [(year, ends_of_year(rule, year, long_quarter)) for year in YEARS]
    expected = [(year, quarter) for year, _ in ends for quarter in (1, 2, 3, 4)]
    assert positions([end for _, four in ends for end in four], rule.month) == expected


@given(
    st.sampled_from(["{1}", "last {0} of {2}", "{0} nearest {1}"]),
    st.integers(0, 6),
    st.integers(1, 12),
    st.sampled_from(YEARS),
    st.integers(1, 4),
)
def test_any_rule_at_a_months_end_places_its_quarter_ends(
    form: str, weekday: int, month: int, year: int, long_quarter: int
) -> None:
    name = calendar.month_name[month]
    last = calendar.monthrange(2023, month)[1]
    text = form.format(calendar.day_name[weekday], f"{name} {last}", name)
    rule = company(fiscal_year_end=text.lower()).fiscal_calendar
    expected = [(year, quarter) for quarter in (1, 2, 3, 4)]
    assert positions(ends_of_year(rule, year, long_quarter), month) == expected


def test_an_end_between_the_quarters_has_no_fiscal_quarter() -> None:
    between = [dt.date(2024, 1, 31), dt.date(2024, 2, 29), dt.date(2024, 5, 31)]
    assert [quarter for _, quarter in positions(between, month=12)] == [None, None, None]


def test_trap_p7_labels_follow_the_companys_own_calendar() -> None:
    calendars = {each.company_id: each.fiscal_calendar for each in shipped_registry().companies}
    for company_id, end, label in [
        ("NVDA", "2024-01-28", (2024, 4)),
        ("NVDA", "2024-04-28", (2025, 1)),
        ("MSFT", "2023-09-30", (2024, 1)),
        ("ORCL", "2023-08-31", (2024, 1)),
        ("ORCL", "2024-05-31", (2024, 4)),
        ("AVGO", "2024-11-03", (2024, 4)),
        ("AVGO", "2025-02-02", (2025, 1)),
        ("MU", "2024-08-29", (2024, 4)),
        ("MU", "2024-11-28", (2025, 1)),
        ("CRDO", "2024-08-03", (2025, 1)),
        ("INTC", "2016-04-02", (2016, 1)),
    ]:
        found = positions([dt.date.fromisoformat(end)], calendars[company_id].month)
        assert found == [label], company_id


@pytest.mark.parametrize(
    ("start", "end", "kind", "quarter"),
    [
        ("2024-01-01", "2024-12-31", "year", 4),
        ("2025-01-01", "2025-03-31", "quarter", 1),
        ("2024-04-01", "2025-03-31", "trailing_twelve_months", 1),
        ("2024-07-15", "2025-07-14", "trailing_twelve_months", 2),
        ("2024-11-01", "2025-01-31", None, None),
        ("2025-01-01", "2025-01-31", None, None),
        (None, "2025-03-31", "instant", 1),
        (None, "2025-02-20", "instant", None),
    ],
)
def test_trap_a1_twelve_months_off_the_year_end_are_trailing(
    start: str | None, end: str, kind: str | None, quarter: int | None
) -> None:
    frame = pl.DataFrame(
        {"company_id": ["ACME"], "period_start": [start], "period_end": [end]},
        schema_overrides={"period_start": pl.String},
    ).with_columns(pl.col("period_start", "period_end").str.to_date())
    placed = with_periods(frame, fiscal_calendars([company()]))
    assert placed.select("duration_kind", "fiscal_quarter").row(0) == (kind, quarter)


# Amazon's 10-Q of May 2025 shows the quarter beside the trailing twelve months.
AMAZON_2025Q1 = filing(
    "0001018724-25-000036", "10-Q", "2025-05-02",
    flow(PPE, "2025-01-01", "2025-03-31", 25_019),
    flow(PPE, "2024-04-01", "2025-03-31", 93_093),
    label=(2025, "Q1"),
)  # fmt: skip


def test_trap_a1_a_trailing_column_is_neither_quarter_nor_year() -> None:
    result = normalized([AMAZON_2025Q1])
    assert values(result) == {"2025Q1": [25_019]}
    assert values(result, kind="year") == {}
    kinds = dict(result.facts.select("value", "duration_kind").rows())
    assert {int(value): kind for value, kind in kinds.items()} == {
        25_019_000_000: "quarter",
        93_093_000_000: "trailing_twelve_months",
    }


@FEW
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(1990, 2050)),
            st.sampled_from([None, "FY", "Q1", "Q2", "Q3", "Q4", "H1"]),
        ),
        min_size=3,
        max_size=3,
    )
)
def test_trap_et10_the_labels_of_a_filing_change_nothing(
    labels: list[tuple[int | None, str | None]],
) -> None:
    forms = ["10-Q", "10-Q", "10-K"]
    ends = ["2024-03-31", "2024-06-30", "2024-12-31"]
    filings = [
        filing(
            f"0000000001-24-00000{number}", form, str(dt.date.fromisoformat(end) + 30 * DAY),
            flow(PPE, "2024-01-01", end, 1_001 * (number + 1)), label=label,
        )
        for number, (form, end, label) in enumerate(zip(forms, ends, labels, strict=True))
    ]  # fmt: skip
    told, untold = normalized(filings), normalized(without_labels(filings))
    for name in ("facts", "concept_choices", "versions", "operands", "refusals"):
        assert_frame_equal(getattr(told, name), getattr(untold, name))


def brute_force_quarter(start: dt.date, end: dt.date) -> tuple[str, int]:
    """Label by counting days, the earlier quarter on a tie, and the offset from its end."""
    length = (end - start).days + 1
    days = [start + number * DAY for number in range(length)]
    counted = Counter((day.year, (day.month - 1) // 3 + 1) for day in days)
    year, quarter = min(counted, key=lambda name: (-counted[name], name))
    return f"{year}Q{quarter}", (end - month_end(year, quarter * 3)).days


@MANY
@given(st.dates(dt.date(2004, 1, 1), dt.date(2036, 1, 1)), st.integers(*BANDS["quarter"]))
def test_the_calendar_quarter_holds_most_of_the_days(start: dt.date, days: int) -> None:
    end = start + dt.timedelta(days=days - 1)
    label, offset = calendar_quarter(pl.col("start"), pl.col("end"))
    frame = pl.DataFrame({"start": [start], "end": [end]})
    assert frame.select(label.alias("label"), offset.alias("offset")).row(0) == brute_force_quarter(
        start, end
    )


@pytest.mark.parametrize(
    ("company_id", "start", "end", "quarter", "offset"),
    [
        ("ORCL", "2025-12-01", "2026-02-28", "2026Q1", -31),
        ("ORCL", "2026-03-01", "2026-05-31", "2026Q2", -30),
        ("NVDA", "2024-10-28", "2025-01-26", "2024Q4", 26),
        ("NVDA", "2024-07-29", "2024-10-27", "2024Q3", 27),
        ("NVDA", "2025-01-27", "2025-04-27", "2025Q1", 27),
        ("MSFT", "2026-04-01", "2026-06-30", "2026Q2", 0),
        ("AVGO", "2024-08-05", "2024-11-03", "2024Q3", 34),
    ],
)
def test_trap_p8_quarters_that_end_a_month_off_say_so(
    company_id: str, start: str, end: str, quarter: str, offset: int
) -> None:
    entry = shipped_registry().company(company_id)
    filings = [
        filing("0000000001-26-000001", "8-K", end, flow(PPE, start, end, 1_001),
               company_id=company_id)
    ]  # fmt: skip
    result = normalized(filings, registry(entry, metrics=_plain_capex()))
    assert result.versions.select("calendar_quarter", "calendar_offset_days").rows() == [
        (quarter, offset)
    ]


def _plain_capex() -> list[Metric]:
    (capex,) = (each for each in shipped_registry().metrics if each.metric_id == "capex_cash")
    return [capex.model_copy(update={"overrides": {}})]


def test_years_and_instants_carry_the_calendar_quarter_of_their_last_quarter() -> None:
    entry = company(fiscal_year_end="may 31")
    year = filing(
        "0000000001-24-000001", "10-K", "2024-06-20", flow(PPE, "2023-06-01", "2024-05-31", 6_866)
    )
    result = normalized([year], registry(entry))
    assert result.versions.select(
        "period_kind", "fiscal_year", "calendar_quarter", "calendar_offset_days"
    ).rows() == [("year", 2024, "2024Q2", -30)]
