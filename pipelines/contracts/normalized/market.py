"""What the size of the market rests on besides figures."""

from __future__ import annotations

from pipelines.contracts.model import Column, Table, Type

ASSUMPTIONS = Table(
    schema="normalized",
    name="assumptions",
    description="One row per assumption of the registry about the size of the market.",
    key=("assumption_id",),
    columns=(
        Column("assumption_id", Type.TEXT, "The assumption."),
        Column("assumption_name", Type.TEXT, "Its name."),
        Column(
            "part",
            Type.TEXT,
            "Where it enters: spending_of_others, share_on_segments, data_center_share or "
            "share_of_market.",
        ),
        Column("segment_id", Type.TEXT, "Segment; null of the whole market.", nullable=True),
        Column("tier", Type.TEXT, "Tier; null of the whole market.", nullable=True),
        Column(
            "measures",
            Type.TEXT,
            "Of a share of the market: split or check.",
            nullable=True,
        ),
        Column(
            "measured_quarter",
            Type.TEXT,
            "Of a share of the market: the calendar quarter that it is of.",
            nullable=True,
        ),
        Column(
            "valid_from_quarter",
            Type.TEXT,
            "Of what checks: the first calendar quarter that it says anything of.",
            nullable=True,
        ),
        Column("base_value", Type.RATE, "What the base case takes."),
        Column("low_value", Type.RATE, "Lower end of its range."),
        Column("high_value", Type.RATE, "Upper end of its range."),
        Column("reason", Type.TEXT, "Why this much."),
        Column("source", Type.TEXT, "On what it rests."),
        Column("url", Type.TEXT, "Where that stands.", nullable=True),
        Column("stated_date", Type.DATE, "Day on which it was set."),
    ),
)
