"""Lineage ids: how the key into `marts.lineage` is written, and what is read out of one.

An id is parts with colons between them, the company and the series first; a version of a value
ends in its number. dbt writes ids of its own by the macro `lineage_id`, in the same form.
"""

from __future__ import annotations

import polars as pl

_MARK = ":"
# A version's number at the end of an id, as a regular expression.
VERSION_PATTERN = ":v[0-9]+$"


def of_version(*parts: str) -> pl.Expr:
    """The id of a version: its parts and the column `version`."""
    return pl.format(":".join(["{}"] * len(parts)) + ":v{}", *parts, "version")


def of_fact(*parts: str | pl.Expr) -> pl.Expr:
    """The id of a value that has no versions."""
    return pl.format(":".join(["{}"] * len(parts)), *parts)


def company() -> pl.Expr:
    """The company of `lineage_id`."""
    return _part(0)


def series() -> pl.Expr:
    """The metric, basis or revenue line of `lineage_id`; null where it has none."""
    return _part(1)


def _part(number: int) -> pl.Expr:
    return pl.col("lineage_id").str.split(_MARK).list.get(number, null_on_oob=True)
