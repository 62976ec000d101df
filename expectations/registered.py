"""What is registered, as small tables beside those that are checked.

An expectation refers to them by name, as to any second table: the parameters of an expectation are
copied a hundred times while it is judged, and stay small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipelines.registry import Registry

CIKS, LISTINGS, LINES = "registry.ciks", "registry.listings", "registry.lines"
RULED_MEMBERS = "registry.ruled_members"


def _ciks(registry: Registry) -> pl.DataFrame:
    """The CIKs under which each company files."""
    pairs = [(each.company_id, cik) for each in registry.companies for cik in each.ciks]
    return _framed(pairs, company_id=pl.String(), cik=pl.Int64())


def _listings(registry: Registry) -> pl.DataFrame:
    """The codes of each company on the exchanges of Taiwan."""
    pairs = [
        (each.company_id, listing.code)
        for each in registry.companies
        for listing in each.taiwan_listings
    ]
    return _framed(pairs, company_id=pl.String(), security_code=pl.String())


def _lines(registry: Registry) -> pl.DataFrame:
    """What a statement of each company may be about: a metric, or a revenue line of its own."""
    lines = [(each.company_id, each.revenue_line_id) for each in registry.revenue_lines]
    metrics = [
        (each.company_id, metric.metric_id)
        for each in registry.companies
        for metric in registry.metrics
    ]
    return _framed([*lines, *metrics], company_id=pl.String(), metric_id=pl.String())


def _ruled_members(registry: Registry) -> pl.DataFrame:
    """The forms and days for which a ruling maps members to a line, its id as metric_id."""
    rows = [
        (
            supplier.company_id,
            line.revenue_line_id,
            list(member.forms),
            member.valid_from or line.valid_from,
            member.valid_to or line.valid_to,
        )
        for supplier in registry.suppliers
        for line in supplier.lines
        for member in line.members
    ]
    return _framed(
        rows,
        company_id=pl.String(),
        metric_id=pl.String(),
        forms=pl.List(pl.String()),
        valid_from=pl.Date(),
        valid_to=pl.Date(),
    )


_TABLES: dict[str, Callable[[Registry], pl.DataFrame]] = {
    CIKS: _ciks,
    LISTINGS: _listings,
    LINES: _lines,
    RULED_MEMBERS: _ruled_members,
}


def lay_out_registry(registry: Registry, folder: Path) -> None:
    """Put the tables into the folder of the data source."""
    for name, make in _TABLES.items():
        make(registry).write_parquet(folder / f"{name}.parquet")


def _framed(rows: Sequence[tuple[object, ...]], **schema: pl.DataType) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")
