"""Raw tables of what compute costs: prices of tokens as listed, and scores of models."""

from __future__ import annotations

from pipelines.contracts.columns import CONFIDENCE, ENTERED_DATE, FILE_AND_LINE, HISTORY, READ_AT
from pipelines.contracts.model import Column, Table, Type

RAW_TOKEN_PRICES = Table(
    schema="raw",
    name="token_prices",
    description=(
        "One row per price list, its day, provider and model: what a million tokens cost there, "
        "as listed."
    ),
    key=("price_list", "list_date", "provider", "model"),
    columns=(
        Column("price_list", Type.TEXT, "litellm or openrouter."),
        Column("list_date", Type.DATE, "Day of the list."),
        Column("provider", Type.TEXT, "Who offers the model, as the list names it."),
        Column("model", Type.TEXT, "The model, exactly as the list names it."),
        Column("input_usd_per_million", Type.FILED_NUMBER, "Price of a million tokens read."),
        Column("output_usd_per_million", Type.FILED_NUMBER, "Price of a million tokens written."),
        Column(
            "context_tokens",
            Type.INTEGER,
            "Tokens that the model reads at most, where listed.",
            nullable=True,
        ),
        Column(
            "retires_on",
            Type.DATE,
            "Day from which the list says it is no longer offered.",
            nullable=True,
        ),
        Column(
            "citation",
            Type.TEXT,
            "Copy of the list that was read, where it was not fetched.",
            nullable=True,
        ),
    ),
    history=HISTORY,
)

RAW_CAPABILITY_SCORES = Table(
    schema="raw",
    name="capability_scores",
    description=(
        "One row per scale, model and day of the scale: how capable a model is, as its publisher "
        "scored it, and under which names price lists offer it."
    ),
    key=("scale", "model", "scored_date"),
    columns=(
        Column("scale", Type.TEXT, "Published scale, such as epoch_capabilities_index."),
        Column("model", Type.TEXT, "The model, as the scale names it."),
        Column("score", Type.MONEY, "Its score, to two decimals."),
        Column("scored_date", Type.DATE, "Day of the copy of the scale that was read."),
        Column(
            "listed_as",
            Type.TEXT,
            "Where price lists offer exactly this model: provider:model joined by `;`.",
            nullable=True,
        ),
        Column("document", Type.TEXT, "The publication that states the score."),
        Column("url", Type.TEXT, "Address of the scale.", nullable=True),
        READ_AT,
        ENTERED_DATE,
        CONFIDENCE,
        FILE_AND_LINE,
    ),
)

RAW_HARDWARE_PRICES = Table(
    schema="raw",
    name="hardware_prices",
    description=(
        "One row per chip and day of the table that states it: its price at its release and how "
        "fast it computes."
    ),
    key=("hardware", "table_date"),
    columns=(
        Column("hardware", Type.TEXT, "The chip or card, as the table names it."),
        Column("manufacturer", Type.TEXT, "Who makes it."),
        Column("released_date", Type.DATE, "Day of its release."),
        Column("market", Type.TEXT, "data_center, workstation or consumer."),
        Column("price_usd", Type.MONEY, "Price of one at its release, in US dollars."),
        Column("flops", Type.MONEY, "Operations a second at `precision`, without sparsity."),
        Column("precision", Type.TEXT, "tensor_16, half_16 or single_32: the fastest stated."),
        Column("power_watts", Type.INTEGER, "Thermal design power, where stated.", nullable=True),
        Column("document", Type.TEXT, "The publication that states it."),
        Column("table_date", Type.DATE, "Day of the copy of the table that was read."),
        Column("url", Type.TEXT, "Address of the table.", nullable=True),
        READ_AT,
        Column("price_source", Type.TEXT, "Where the table has the price from.", nullable=True),
        ENTERED_DATE,
        CONFIDENCE,
        FILE_AND_LINE,
    ),
)
