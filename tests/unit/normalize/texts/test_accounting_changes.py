"""What an accounting change moved is put back where a company says how much (rule 5)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import polars as pl

from pipelines.contracts.normalized import GUIDANCE
from pipelines.normalize.texts.accounting_changes import with_comparable_amounts

ADDED = [name for name in GUIDANCE.polars_schema if name.startswith("comparable_")]
BEGINS = "begins_definition"
SPAN = ["amounts_from", "amounts_to"]
APRIL, JULY, OCTOBER = dt.date(2026, 4, 29), dt.date(2026, 7, 29), dt.date(2026, 10, 28)
IN_A_YEAR, IN_TWO_YEARS = dt.date(2027, 10, 29), dt.date(2028, 11, 1)


def said(issued: dt.date, low: int | None, high: int | None, **values: Any) -> dict[str, Any]:
    return {
        "company_id": "ACM", "horizon": "CY2026", "basis": "company_stated",
        "issued_date": issued, "version": 1, "low_usd": low, "high_usd": high,
        "known_from": dt.datetime.combine(issued, dt.time(23)),
        "known_from_basis": "stated_date_end", **values,
    }  # fmt: skip


def change(issued: dt.date, low: int, high: int, **values: Any) -> dict[str, Any]:
    before = {"supersedes_low_usd": low + 15, "supersedes_high_usd": high + 20}
    return said(issued, low, high, change_cause="accounting_change") | before | values


def _made(*rows: dict[str, Any]) -> pl.DataFrame:
    schema = {
        name: of
        for name, of in GUIDANCE.polars_schema.items()
        if name not in (*ADDED, BEGINS, *SPAN)
    }
    return with_comparable_amounts(pl.DataFrame(list(rows), schema=schema))


def comparable(*rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    types = GUIDANCE.polars_schema
    return _made(*rows).select(pl.col(name).cast(types[name]) for name in ADDED).rows()


AS_SAID = (Decimal(190), Decimal(190), 0, None)


def test_a_statement_before_a_change_is_as_it_was_said() -> None:
    assert comparable(said(APRIL, 190, 190)) == [AS_SAID]
    assert comparable(said(APRIL, 190, 190), change(JULY, 175, 175))[0] == AS_SAID


def test_what_a_change_moved_is_put_back_in_it_and_in_what_is_said_later() -> None:
    rows = [change(JULY, 175, 185), said(OCTOBER, 180, None)]
    assert comparable(*rows) == [
        (Decimal(190), Decimal(205), 0, JULY),
        (Decimal(195), None, 0, JULY),
    ]


def test_of_another_period_nobody_knows_how_much_moved() -> None:
    other = said(OCTOBER, 250, 250, horizon="FY2027")
    assert comparable(change(JULY, 175, 175), other)[1] == (Decimal(250), Decimal(250), 1, None)
    # Nor where the change gives no amount.
    words = change(JULY, 175, 175, low_usd=None, high_usd=None)
    assert comparable(words, said(OCTOBER, 180, 180))[1] == (Decimal(180), Decimal(180), 1, None)


def test_a_second_change_leads_back_to_the_definition_of_the_first() -> None:
    far = {"horizon": "FY2028"}
    rows = [change(JULY, 175, 175, **far), change(IN_A_YEAR, 160, 160, **far)]
    assert comparable(*rows)[1] == (Decimal(175), Decimal(180), 1, IN_A_YEAR)
    elsewhere = said(IN_A_YEAR, 170, 170, horizon="FY2027")
    assert comparable(*rows, elsewhere)[2] == (Decimal(170), Decimal(170), 2, None)


def test_one_change_is_told_of_one_period_after_the_other() -> None:
    """What it moves of the next year is said a quarter later; both are before the change."""
    rows = [
        change(JULY, 175, 175),
        change(OCTOBER, 240, 240, horizon="FY2027"),
        said(OCTOBER, 180, 180),
    ]
    assert comparable(*rows)[1:] == [
        (Decimal(255), Decimal(260), 0, OCTOBER),
        (Decimal(195), Decimal(200), 0, JULY),
    ]
    # What moves once more adds up.
    twice = [change(JULY, 175, 175), change(OCTOBER, 160, 160)]
    assert comparable(*twice)[1] == (Decimal(190), Decimal(200), 0, OCTOBER)


def test_the_first_statement_of_a_change_begins_a_definition() -> None:
    far = {"horizon": "FY2028"}
    rows = [
        said(APRIL, 190, 190),
        change(JULY, 175, 175),
        change(JULY, 240, 240, horizon="FY2027"),
        change(OCTOBER, 160, 160),
        change(IN_A_YEAR, 300, 300, **far, known_from_basis="entered_date_end"),
        change(IN_TWO_YEARS, 300, 300, **far),
    ]
    assert _made(*rows)[BEGINS].to_list() == [False, True, True, False, False, True]


def test_only_a_change_on_the_basis_and_known_by_then_counts() -> None:
    later = said(OCTOBER, 180, 180)
    as_said = (Decimal(180), Decimal(180), 0, None)
    for values in (
        {"basis": "cash"},
        {"company_id": "BOLT"},
        {"known_from": dt.datetime(2026, 11, 1)},
        {"known_to": dt.datetime(2026, 8, 1)},
        {"known_from_basis": "entered_date_end"},
    ):
        assert comparable(change(JULY, 175, 175, **values), later)[1] == as_said


def test_what_is_said_on_the_day_of_a_change_is_on_its_definition() -> None:
    """The filing in the afternoon, the call that tells of the change in the evening."""
    filed = said(JULY, 250, 250, horizon="FY2027", known_from=dt.datetime(2026, 7, 29, 20))
    rows = [filed, change(JULY, 175, 175, known_from=dt.datetime(2026, 7, 30, 3, 59, 59))]
    assert comparable(*rows)[0] == (Decimal(250), Decimal(250), 1, None)
    # Of another day nobody knew: the change was told of late.
    late = change(JULY, 175, 175, known_from=dt.datetime(2026, 7, 30, 12))
    assert comparable(filed, late)[0] == (Decimal(250), Decimal(250), 0, None)


def test_a_change_that_no_longer_stands_is_none_of_those_that_are_counted() -> None:
    ended = change(JULY, 175, 175, known_to=dt.datetime(2026, 8, 1))
    instead = said(JULY, 175, 175, version=2, known_from=dt.datetime(2026, 8, 1))
    far = change(IN_A_YEAR, 160, 160, horizon="FY2028")
    other = said(IN_A_YEAR, 170, 170, horizon="FY2027")
    assert comparable(ended, instead, far, other)[1:] == [
        (Decimal(175), Decimal(175), 0, None),
        (Decimal(175), Decimal(180), 0, IN_A_YEAR),
        (Decimal(170), Decimal(170), 1, None),
    ]
    assert _made(ended, instead, far)[BEGINS].to_list() == [True, False, True]
    # Within a year of it, too: what stands is not the second statement of what does not.
    soon = change(OCTOBER, 160, 160)
    assert _made(ended, instead, soon)[BEGINS].to_list() == [True, False, True]


APART = dt.datetime(2027, 1, 15, 12)


def over_time(row: int, *rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The definitions of one of the statements, and when each of them was."""
    at = rows[row]
    is_it = [pl.col(name) == at[name] for name in ("horizon", "issued_date", "version")]
    return _made(*rows).filter(*is_it).select(
        pl.col("comparable_low_usd").cast(pl.Int64), "comparable_definition", *SPAN
    ).rows()  # fmt: skip


def test_a_change_that_is_taken_back_counts_until_then() -> None:
    """What was said while it stood is on the definition that is left from then on."""
    rows = [
        said(APRIL, 190, 190),
        change(JULY, 175, 175, known_to=APART),
        said(OCTOBER, 250, 250, horizon="FY2027"),
        said(OCTOBER, 180, 180),
        said(IN_A_YEAR, 260, 260, horizon="FY2027"),
    ]
    starts = [row["known_from"] for row in rows]
    assert over_time(0, *rows) == [(190, 0, starts[0], None)]
    assert over_time(1, *rows) == [(190, 0, starts[1], APART)]
    assert over_time(2, *rows) == [(250, 1, starts[2], APART), (250, 0, APART, None)]
    assert over_time(3, *rows) == [(195, 0, starts[3], APART), (180, 0, APART, None)]
    assert over_time(4, *rows) == [(260, 0, starts[4], None)]
    # A statement that was itself replaced before that has nothing more to say.
    rows[2]["known_to"] = APART
    assert over_time(2, *rows) == [(250, 1, starts[2], APART)]


def test_a_change_that_is_put_otherwise_still_stands() -> None:
    words = change(JULY, 175, 175, low_usd=None, high_usd=None, known_to=APART)
    amounts = change(JULY, 175, 175, version=2, known_from=APART)
    later = said(OCTOBER, 180, 180)
    assert over_time(2, words, amounts, later) == [
        (180, 1, later["known_from"], APART),
        (195, 0, APART, None),
    ]
    # Where it says the same as before, so does what was said after it.
    same = change(JULY, 175, 175, known_to=APART)
    assert over_time(2, same, amounts, later) == [(195, 0, later["known_from"], None)]


def test_the_second_statement_of_a_change_begins_it_once_the_first_is_taken_back() -> None:
    first, second = change(JULY, 175, 175, known_to=APART), change(OCTOBER, 160, 160)
    other = said(OCTOBER, 250, 250, horizon="FY2027")
    made = _made(first, second, other)
    assert made.select("issued_date", BEGINS, *SPAN).rows() == [
        (JULY, True, first["known_from"], APART),
        (OCTOBER, False, second["known_from"], APART),
        (OCTOBER, True, APART, None),
        (OCTOBER, False, other["known_from"], None),
    ]
    assert over_time(2, first, second, other) == [(250, 1, other["known_from"], None)]


def test_a_change_of_which_a_statement_did_not_know_moves_it_at_no_time() -> None:
    late = change(JULY, 175, 175, known_from=APART, known_to=dt.datetime(2027, 3, 1))
    later = said(OCTOBER, 180, 180)
    assert over_time(1, late, later) == [(180, 0, later["known_from"], None)]
