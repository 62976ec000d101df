"""The zeros of a company that has no business yet: nothing that a later figure could restate.

A shell files zeros for revenue and payments until it merges with a business, whose past the
merged company then shows in its comparatives (Vertiv's of 2019, after two years of zeros of the
blank-check company that it merged with; Eaton's new parent in 2012). Taken for figures, the zeros
would be published as revenue, and the comparatives as restatements of them. Only what was public
when a zero was filed tells it: a filer that had never stated anything else.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

_SHELL = "company_id"


class Shells(NamedTuple):
    """The facts without the zeros of shells, and these zeros."""

    facts: pl.DataFrame
    zeros: pl.DataFrame


def without_shell_zeros(facts: pl.DataFrame) -> Shells:
    """Leaves out zeros that were filed before their company stated any other figure.

    Args:
        facts: has company_id, value and known_from, of every metric: a company that spends, or
            that has a contract, is none without a business, though its revenue be zero.
    """
    in_business_since = pl.when(pl.col("value") != 0).then("known_from").min().over(_SHELL)
    is_of_shell = (pl.col("value") == 0) & (
        in_business_since.is_null() | (pl.col("known_from") < in_business_since)
    )
    return Shells(facts.filter(~is_of_shell), facts.filter(is_of_shell))
