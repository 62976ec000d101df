"""The registry's rulings on revenue as tables: revenue lines and series breaks, one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.normalized import REVENUE_LINES, SERIES_BREAKS

if TYPE_CHECKING:
    from pipelines.registry import Registry


def revenue_lines(registry: Registry) -> pl.DataFrame:
    """`normalized.revenue_lines`: every line of every company, the totals included."""
    expected_from = {each.company_id: each.expected_from for each in registry.suppliers}
    return REVENUE_LINES.conform(
        pl.DataFrame(
            [
                {
                    "revenue_line_id": line.revenue_line_id,
                    "company_id": line.company_id,
                    "metric_id": line.metric_id,
                    "line_name": line.line_name,
                    "parent_line_id": line.parent,
                    "segment_id": line.segment_id,
                    "sub_segment_id": line.sub_segment_id,
                    "tier": registry.tier_of(line),
                    "tier_reason": line.tier_reason,
                    "scope": line.scope,
                    "is_broad": line.is_broad,
                    "is_confirmed": line.is_confirmed,
                    "counts": line.counts,
                    "valid_from": line.valid_from,
                    "valid_to": line.valid_to,
                    "reason": line.reason,
                    "expected_from": expected_from.get(line.company_id),
                }
                for line in registry.revenue_lines
            ],
            schema=REVENUE_LINES.polars_schema,
        )
    )


def series_breaks(registry: Registry) -> pl.DataFrame:
    """`normalized.series_breaks`: each line's days of a new definition."""
    return SERIES_BREAKS.conform(
        pl.DataFrame(
            [
                {
                    "revenue_line_id": line.revenue_line_id,
                    "break_date": each.date,
                    "reason": each.reason,
                }
                for line in registry.revenue_lines
                for each in line.breaks
            ],
            schema=SERIES_BREAKS.polars_schema,
        )
    )
