"""Invented filing histories: years of reports with recasts, gaps, renamed and doubled tags.

A history is what one company filed. Its true quarters change at a recast; each report shows
the truth of its day for its own period and for its comparatives, and nothing else, so that a
recast reaches the ledger piecemeal, as Meta's did in 2024.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hypothesis import strategies as st

from pipelines.registry.fiscal_year_end import parse_fiscal_year_end
from tests.support.builders import OTHER_PPE, PPE, PRODUCTIVE, REVENUES, Fact, Filing, flow

FIRST_YEAR = 2019
RULES = ("december 31", "last saturday of december", "sunday nearest january 31")


@dataclass(frozen=True)
class History:
    """What a company filed, and what was true when it began: millions by year and quarter."""

    fiscal_year_end: str
    filings: tuple[Filing, ...]
    truth: dict[tuple[int, int], int]


def quarter_ends(rule: str, years: int) -> dict[tuple[int, int], dt.date]:
    """The last day of each fiscal quarter, and of the quarter before the first."""
    year_end = parse_fiscal_year_end(rule)
    ends = {(FIRST_YEAR - 1, 4): year_end.date_in(FIRST_YEAR - 1)}
    for year in range(FIRST_YEAR, FIRST_YEAR + years):
        opened, closed = year_end.date_in(year - 1), year_end.date_in(year)
        for quarter in (1, 2, 3):
            if year_end.kind == "fixed":
                month = (opened.month + 3 * quarter - 1) % 12 + 1
                first = dt.date(closed.year if month <= closed.month else opened.year, month, 1)
                end = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
            else:
                end = opened + dt.timedelta(weeks=13 * quarter)
            ends[year, quarter] = end
        ends[year, 4] = closed
    return ends


@st.composite
def histories(
    draw: st.DrawFn, recasts: bool = True, gaps: bool = True, second_concepts: bool = True
) -> History:
    """Histories of two to four years.

    Args:
        draw: hypothesis's.
        recasts: some report restates earlier quarters.
        gaps: some reports were never filed.
        second_concepts: the tag is renamed, or a second one stands beside it.
    """
    rule = draw(st.sampled_from(RULES))
    years = draw(st.integers(2, 4))
    ends = quarter_ends(rule, years)
    periods = [period for period in ends if period[0] >= FIRST_YEAR]
    # A year's figures lie within a factor that no slip of scale has.
    truth = {period: draw(st.integers(100, 4_000)) for period in periods}
    current = dict(truth)
    tags_quarters = draw(st.booleans())
    has_times = draw(st.booleans())
    slips = st.sampled_from([0, 0, 0, 0, 0, 0, 0, 11]) if recasts else st.just(0)
    renamed_at, renamed_back_at = (
        sorted(draw(st.tuples(*[st.integers(0, len(periods) + 4)] * 2)))
        if second_concepts
        else (len(periods), len(periods))
    )
    filings: list[Filing] = []
    for number, (year, quarter) in enumerate(periods):
        if recasts and number and draw(st.integers(0, 4)) == 4:
            for period in periods[:number]:
                current[period] += draw(st.integers(0, 60))
        filed = ends[year, quarter] + dt.timedelta(days=draw(st.integers(25, 45)))
        concept = PRODUCTIVE if renamed_at <= number < renamed_back_at else PPE
        has_comparatives = not gaps or draw(st.integers(0, 4)) < 4
        back = (0, 1, 2) if quarter == 4 else (0, 1)
        shown = [
            (year - years_back, quarter)
            for years_back in (back if has_comparatives else (0,))
            if year - years_back >= FIRST_YEAR
        ]
        facts = [
            _cumulative(concept, ends, current, shown_year, shown_quarter)
            for shown_year, shown_quarter in shown
        ]
        if tags_quarters and quarter in (2, 3):
            facts += [
                _quarter(concept, ends, current, shown_year, shown_quarter)
                for shown_year, shown_quarter in shown
            ]
        if tags_quarters and quarter == 4:
            facts += [
                _quarter(concept, ends, current, year, each, draw(slips)) for each in (1, 2, 3, 4)
            ]
        if second_concepts and draw(st.integers(0, 4)) == 4:
            doubled = facts[0]
            other = draw(st.sampled_from([0, 0, 7]))
            facts.append(flow(OTHER_PPE, doubled.start or "", doubled.end, _of(doubled) + other))
        # A ragged figure beside them: the filing rounds to millions.
        start = ends[year, quarter] - dt.timedelta(days=89)
        facts.append(flow(REVENUES, str(start), str(ends[year, quarter]), 20_001 + 2 * number))
        form = "10-K" if quarter == 4 else "10-Q"
        report = Filing(
            f"0000000001-{filed:%y}-{number:06d}",
            form,
            str(filed),
            tuple(facts),
            f"{filed}T{draw(st.integers(10, 21))}:30:00" if has_times else None,
        )
        if not gaps or draw(st.integers(0, 5)) < 5:
            filings.append(report)
            if recasts and draw(st.integers(0, 4)) == 4:
                filings.append(_echo(draw, report, number))
    return History(rule, tuple(filings), truth)


def _of(fact: Fact) -> int:
    return int(fact.value / 1_000_000)


def _echo(draw: st.DrawFn, report: Filing, number: int) -> Filing:
    """A later filing that says part of a report again: amended, rounded, or the same day."""
    kind = draw(st.sampled_from(["amended", "rounded", "same instant"]))
    part = report.facts[: draw(st.integers(1, len(report.facts)))]
    later = dt.date.fromisoformat(report.filed) + dt.timedelta(days=draw(st.integers(1, 120)))
    accession = f"0000000001-{later:%y}-{900 + number:06d}"
    if kind == "same instant":
        return Filing(accession, "8-K", report.filed, part, report.accepted)
    if kind == "rounded":
        rounded = [
            flow(each.concept, each.start or "", each.end, round(_of(each), -2)) for each in part
        ]
        return Filing(accession, "8-K", str(later), tuple(rounded))
    changed = [
        flow(each.concept, each.start or "", each.end, _of(each) + draw(st.sampled_from([0, 3])))
        for each in part
    ]
    return Filing(accession, f"{report.form}/A", str(later), tuple(changed))


def _cumulative(
    concept: str,
    ends: dict[tuple[int, int], dt.date],
    current: dict[tuple[int, int], int],
    year: int,
    quarter: int,
) -> Fact:
    start = ends[year - 1, 4] + dt.timedelta(days=1)
    total = sum(current[year, each] for each in range(1, quarter + 1))
    return flow(concept, str(start), str(ends[year, quarter]), total)


def _quarter(
    concept: str,
    ends: dict[tuple[int, int], dt.date],
    current: dict[tuple[int, int], int],
    year: int,
    quarter: int,
    slip: int = 0,
) -> Fact:
    before = ends[year, quarter - 1] if quarter > 1 else ends[year - 1, 4]
    start = before + dt.timedelta(days=1)
    return flow(concept, str(start), str(ends[year, quarter]), current[year, quarter] + slip)
