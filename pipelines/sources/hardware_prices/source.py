"""What chips cost at their release and how fast they compute, a citation a row.

Columns, in any order: hardware, manufacturer, released_date, market (data_center, workstation,
consumer), price_usd (of one chip at its release), flops (operations a second, dense), precision
(tensor_16, half_16, single_32), power_watts, document, table_date (the day of the table that was
read), url, read_at, price_source (where the table has the price from), entered_date, confidence.
May be empty, or not there: power_watts, url, read_at, price_source.
"""

from __future__ import annotations

from pipelines.contracts.raw import RAW_HARDWARE_PRICES
from pipelines.sources.base import Publisher
from pipelines.sources.hardware_prices.rows import OPTIONAL, REQUIRED, read_row
from pipelines.sources.statement_source import Kind, statements_source

SOURCE = statements_source(
    Kind(
        source="hardware_prices",
        table=RAW_HARDWARE_PRICES,
        mark="hardware",
        required=REQUIRED,
        optional=OPTIONAL,
        repeated="hardware and day of the table",
        read_row=read_row,
    ),
    period="released_date",
    publishers=(
        Publisher(
            name="Epoch AI, Machine Learning Hardware",
            url="https://epoch.ai/data/machine-learning-hardware",
            gives="release price and performance of chips",
            appears="when a person enters it",
            terms="CC BY 4.0",
        ),
    ),
)
