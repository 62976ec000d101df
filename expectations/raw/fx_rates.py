"""Exchange rates as quoted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from great_expectations import expectations as gxe

from expectations.bounds import BOUNDS_IN_WORDS
from expectations.custom import (
    ExpectPairsToNameTheirCurrency,
    ExpectRatesToBePlausible,
    ExpectSourcesOfRatesToAgree,
    ExpectStepsToBeSmall,
)
from expectations.shared import newest_bodies_state_all
from expectations.suite import Run
from pipelines.contracts.raw import RAW_FX_RATES

KEY = RAW_FX_RATES.key

# The bounds of plausible rates are those of the years since.
_BOUNDS_FROM = dt.date(2000, 1, 1)

_ANCHORS = ("USD", "EUR")
_MOST_MOVE_PCT = 25
_MOST_TIMES = 10
_MOST_APART_PCT = 2
_SERIES = ["source", "currency", "frequency"]


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    reporting = {each.reporting_currency or "USD" for each in run.registry.companies} - {"USD"}
    return [
        gxe.ExpectColumnValuesToBeBetween(
            column="rate",
            min_value=0,
            strict_min=True,
            description="every rate is above nought",
            meta={"check": "rates_are_positive"},
        ),
        ExpectPairsToNameTheirCurrency(
            anchors=list(_ANCHORS),
            description="a rate is between two currencies: the one it is of, and USD or EUR",
            meta={"check": "currencies_are_of_the_pair"},
        ),
        ExpectRatesToBePlausible(
            column="rate",
            base="base_currency",
            quote="quote_currency",
            day="rate_date",
            since=_BOUNDS_FROM,
            description=BOUNDS_IN_WORDS,
            meta={"check": "rates_are_quoted_the_right_way"},
        ),
        ExpectStepsToBeSmall(
            column="rate",
            order="rate_date",
            by=_SERIES,
            most_times=_MOST_TIMES,
            description=f"no rate is more than {_MOST_TIMES} times the one before it, or less so",
            meta={"check": "rates_do_not_leap"},
        ),
        ExpectStepsToBeSmall(
            column="rate",
            order="rate_date",
            by=_SERIES,
            most_times=1 + _MOST_MOVE_PCT / 100,
            severity="warning",
            description=f"no rate moves by more than {_MOST_MOVE_PCT} percent from the one before",
            meta={"check": "rates_move_little"},
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="rate_date",
            max_value=run.ran_at.date(),
            description="no rate is dated after the day of the run",
            meta={"check": "rates_are_of_the_past"},
        ),
        gxe.ExpectCompoundColumnsToBeUnique(
            column_list=list(KEY),
            description="a source quotes a currency once a day, or once a month",
            meta={"check": "rates_are_unique"},
        ),
        ExpectSourcesOfRatesToAgree(
            most_pct=_MOST_APART_PCT,
            severity="warning",
            description=(
                f"the averages of a month by source lie within {_MOST_APART_PCT} percent of each "
                "other"
            ),
            meta={"check": "sources_agree"},
        ),
        gxe.ExpectColumnDistinctValuesToContainSet(
            column="currency",
            value_set=sorted(reporting),
            severity="warning",
            description="there are rates for every currency that a registered company reports in",
            meta={"check": "reporting_currencies_are_quoted"},
        ),
        newest_bodies_state_all(),
    ]
