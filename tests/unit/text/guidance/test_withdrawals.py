"""What is taken back or denied, and what beside it is not."""

from __future__ import annotations

import pytest

from pipelines.text.guidance import withdrawals


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("We withdraw our range of $1 billion and now expect capex of $2 billion", ["prior", None]),
        ("We withdrew our range of $1 billion in favor of $2 billion", ["prior", None]),
        ("Capex of $2 billion; our guidance of $1 billion is no longer valid", [None, "prior"]),
        ("Our outlook of $1.5 billion, given in May, is withdrawn", ["prior"]),
        ("The $1 billion of capex guidance has been withdrawn", ["prior"]),
        ("We pulled our $1 billion capex forecast", ["prior"]),
        ("We are withdrawing our guidance of $1 billion, as demand is uncertain", ["prior"]),
        ("We withdraw our guidance for revenue, margins and capex of $1 billion", ["prior"]),
        ("Although we withdrew our guidance, we expect capex of $1 billion", [None]),
        # Of something else, or moved in time.
        ("Our revenue guidance of $1 billion was withdrawn", [None]),
        ("We withdrew our guidance for revenue of $1 billion", [None]),
        ("We withdrew our revenue and capex guidance of $1 billion", ["prior"]),
        ("We pulled our forecast of demand ahead, so that capex will be $1 billion", [None]),
        ("We suspended our dividend and raised capex guidance to $1 billion", [None]),
        # Not taken back.
        ("We are not withdrawing our guidance of $1 billion", [None]),
        ("We have no plans to suspend our capex guidance of $1 billion", [None]),
        ("Our guidance of $1 billion has not been withdrawn", [None]),
        # Denied.
        ("We never said $2 billion; we expect $1 billion", ["other", None]),
        ("It is not certain that it will be below $1 billion", ["other"]),
        ("It would be wrong to assume growth, but capex will be $1 billion", [None]),
        ("It would not be wrong to assume $1 billion", [None]),
        ("Nowhere near $1 billion", ["other"]),
        ("Neither $1 billion nor about $2 billion", ["other", "other"]),
        ("$1 billion, nowhere near the peak", [None]),
    ],
)
def test_each_amount_is_asked_in_its_own_clause(text: str, roles: list[str | None]) -> None:
    places = [place for place, sign in enumerate(text) if sign == "$"]
    assert [withdrawals.withdrawn_role(text, place) for place in places] == roles


def test_a_sentence_without_an_amount_takes_back_too() -> None:
    assert withdrawals.takes_back("We withdraw our capex guidance")
    assert not withdrawals.takes_back("We withdraw our revenue guidance")
