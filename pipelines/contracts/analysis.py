"""What statistics says of series of the warehouse: forecasts of every origin and their operands."""

from __future__ import annotations

from dataclasses import replace

from pipelines.contracts.columns import ACCESSION, COMPANY
from pipelines.contracts.model import Column, Table, Type

_SERIES = Column(
    "series_id",
    Type.TEXT,
    "What is forecast: capex and a company or group of spenders, or revenue, a segment and a tier.",
)
_KIND = Column(
    "series_kind",
    Type.TEXT,
    "capex (of a company, cash), capex_total (of the hyperscalers) or segment_revenue (index of a "
    "tier).",
)
_OF_COMPANY = replace(COMPANY, nullable=True)
_SPENDER = Column(
    "spender",
    Type.TEXT,
    "Company, or the group of spenders whose total it is; null for a tier.",
    nullable=True,
)
_SEGMENT = Column("segment_id", Type.TEXT, "Segment of the value chain.", nullable=True)
_TIER = Column("tier", Type.TEXT, "Where in the chain.", nullable=True)
_LINEAGE = Column("lineage_id", Type.TEXT, "Key into the operands of the origin.")

FORECAST_SERIES = Table(
    schema="analysis",
    name="forecast_series",
    description="One row per series that is to be forecast, with why nothing is.",
    key=("series_id",),
    columns=(
        _SERIES,
        _KIND,
        _OF_COMPANY,
        _SEGMENT,
        _TIER,
        Column("newest_quarter", Type.TEXT, "Quarter that it ends with.", nullable=True),
        Column("quarters", Type.SMALL_INTEGER, "Quarters without a hole until then."),
        Column("reason", Type.TEXT, "Why nothing is forecast of it now.", nullable=True),
    ),
)

FORECASTS = Table(
    schema="analysis",
    name="forecasts",
    description="One row per series, origin, horizon and method: what the method said then.",
    key=("series_id", "origin_quarter", "horizon", "method"),
    columns=(
        _SERIES,
        _KIND,
        _SPENDER,
        _SEGMENT,
        _TIER,
        Column("unit", Type.TEXT, "USD, or index (100 is where the index begins)."),
        Column("origin_quarter", Type.TEXT, "Newest quarter that the series had."),
        Column(
            "known_from",
            Type.INSTANT,
            "When it first had it, or of a nowcast when companies first told of the next (UTC): "
            "what is known later is not used.",
        ),
        Column("origin_quarters", Type.SMALL_INTEGER, "Quarters that were used."),
        Column("origin_value", Type.MONEY, "Value of the newest quarter, as it stood then."),
        Column(
            "origin_scale",
            Type.FLOAT,
            "Mean change of the series over as many quarters in its newest twelve, in logarithms: "
            "what errors of different series are compared by.",
        ),
        Column(
            "horizon",
            Type.SMALL_INTEGER,
            "Quarters ahead, 1 to 4; 0 is a nowcast, below it so many months of it are missing.",
        ),
        Column("calendar_quarter", Type.TEXT, "Quarter that is forecast."),
        Column("method", Type.TEXT, "Method that says so."),
        Column("value", Type.MONEY, "What it says."),
        Column("lower_80", Type.MONEY, "Lower end of its 80 % interval."),
        Column("upper_80", Type.MONEY, "Upper end of its 80 % interval."),
        Column(
            "interval_errors",
            Type.SMALL_INTEGER,
            "Earlier errors of the method that the interval is from; 0 where they were too few, "
            "and it is from the changes over as many quarters within the series.",
        ),
        Column(
            "selection_score",
            Type.FLOAT,
            "Mean error of the method to that of the seasonal naive one, on the outcomes known by "
            "then; null where they were too few.",
            nullable=True,
        ),
        Column("is_selected", Type.BOOLEAN, "Whether its record made it the series' forecast."),
        Column("actual_value", Type.MONEY, "What was first said of the quarter.", nullable=True),
        Column("actual_known_from", Type.INSTANT, "When it was said (UTC).", nullable=True),
        _LINEAGE,
    ),
)

ANALYSIS_OPERANDS = Table(
    schema="analysis",
    name="operands",
    description="One row per operand of a statistic: a filed value, or a fitted parameter.",
    key=("lineage_id", "operand_order"),
    columns=(
        _LINEAGE,
        Column("operand_order", Type.SMALL_INTEGER, "Place among the operands."),
        Column("source", Type.TEXT, "Mart that holds the value, or the method that was fitted."),
        Column(
            "concept",
            Type.TEXT,
            "A company's series, what it guided, or a parameter of the method.",
        ),
        Column("unit", Type.TEXT, "USD, or percent of a parameter."),
        Column("period_end", Type.DATE, "Last day of the quarter; of a parameter, the newest's."),
        Column("value", Type.MONEY, "Its value."),
        replace(ACCESSION, nullable=True),
        Column("document", Type.TEXT, "What says so, where no filing does.", nullable=True),
        Column("url", Type.TEXT, "Page that says what a method fits.", nullable=True),
    ),
)

LEAD_LAG = Table(
    schema="analysis",
    name="lead_lag",
    description=(
        "One row per segment, tier and lag: how its growth goes together with that of capital "
        "expenditure so many quarters before."
    ),
    key=("segment_id", "tier", "lag"),
    columns=(
        replace(_SEGMENT, nullable=False),
        replace(_TIER, nullable=False),
        Column("lag", Type.SMALL_INTEGER, "Quarters by which revenue comes later, 0 to 4."),
        Column("correlation", Type.FLOAT, "Correlation of growth over a year, in logarithms."),
        Column("lower", Type.FLOAT, "Lower end of its 95 % interval, by a block bootstrap."),
        Column("upper", Type.FLOAT, "Upper end of the same."),
        Column("observations", Type.SMALL_INTEGER, "Pairs of quarters."),
        Column("p_value", Type.FLOAT, "How often chance does as much."),
        Column("adjusted_p", Type.FLOAT, "The same, adjusted by Holm for all rows."),
        Column("is_short", Type.BOOLEAN, "Whether there are too few pairs to lean on."),
        Column("first_quarter", Type.TEXT, "First quarter of revenue that has a pair."),
        Column("last_quarter", Type.TEXT, "Last quarter of revenue that has a pair."),
        _LINEAGE,
    ),
)
