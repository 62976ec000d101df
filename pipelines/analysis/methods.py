"""The methods that forecast a series, the simplest first. None knows what it forecasts.

Each is given the logarithms of the values, the newest last, and says the next four and what it
fitted. All but the naive one speak together, by their mean: which of them was best of late says
little of which will be. To add one, write the function and name it in `METHODS`. statsmodels is
imported by those that need it, and only when they are called.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipelines.analysis.series import HORIZONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Logs = NDArray[np.float64]

_YEAR = 4
_TREND_QUARTERS = 8
_STEPS = np.arange(1, len(HORIZONS) + 1)


class Fitted(NamedTuple):
    """What a method says.

    Attributes:
        logs: of the next four quarters.
        parameters: what was fitted, by name, each a share or a growth per step.
    """

    logs: Logs
    parameters: dict[str, float]


def seasonal_naive(logs: Logs) -> Fitted:
    """The quarter of a year before, once more: what every method is held against."""
    return Fitted(logs[-_YEAR:], {})


def seasonal_growth(logs: Logs) -> Fitted:
    """The quarter of a year before, grown as the newest quarter grew over a year."""
    growth = logs[-1] - logs[-1 - _YEAR]
    return Fitted(logs[-_YEAR:] + growth, {"yearly_growth": growth})


def drift(logs: Logs) -> Fitted:
    """The newest quarter, grown on as over the last two years."""
    quarters = min(_TREND_QUARTERS, len(logs) - 1)
    growth = (logs[-1] - logs[-1 - quarters]) / quarters
    return Fitted(logs[-1] + growth * _STEPS, {"quarterly_growth": growth})


def ets(logs: Logs) -> Fitted:
    """Exponential smoothing with a damped trend, fitted by maximum likelihood (statsmodels)."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # noqa: PLC0415

    with warnings.catch_warnings():
        # A fit that has not converged is judged by its record like any other.
        warnings.simplefilter("ignore")
        model = ETSModel(logs, trend="add", damped_trend=True).fit(disp=0)
    names = ("smoothing_level", "smoothing_trend", "damping_trend")
    return Fitted(
        np.asarray(model.forecast(len(HORIZONS))),
        {name: float(getattr(model, name)) for name in names},
    )


def theta(logs: Logs) -> Fitted:
    """The theta method, seasons taken out where a test finds any (statsmodels)."""
    from statsmodels.tsa.forecasting.theta import ThetaModel  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = ThetaModel(logs, period=_YEAR, method="additive").fit()
    return Fitted(
        np.asarray(model.forecast(len(HORIZONS))),
        {
            "smoothing_level": float(model.params["alpha"]),
            "quarterly_growth": float(model.params["b0"]) / 2,
        },
    )


NAIVE = "seasonal_naive"
METHODS: dict[str, Callable[[Logs], Fitted]] = {
    NAIVE: seasonal_naive,
    "seasonal_growth": seasonal_growth,
    "drift": drift,
    "theta": theta,
    "ets": ets,
}
# All but the naive one together, each counting alike: weights that a record fits are as good as
# its noise lets them be (Clemen, 1989).
COMBINATION = "combination"
# What a record chooses from where nothing is guided, and all whose record is kept.
CANDIDATES = (NAIVE, COMBINATION)
STATISTICAL = (*METHODS, COMBINATION)
# What each is, said by others.
_BOOK = "https://otexts.com/fpp3/simple-methods.html"
_STATSMODELS = "https://www.statsmodels.org/stable/generated/statsmodels.tsa."
PAGES = {
    NAIVE: _BOOK,
    "seasonal_growth": _BOOK,
    "drift": _BOOK,
    "theta": f"{_STATSMODELS}forecasting.theta.ThetaModel.html",
    "ets": f"{_STATSMODELS}exponential_smoothing.ets.ETSModel.html",
}


def combined(said: Sequence[Sequence[float]]) -> list[float]:
    """The mean of what several methods say of each quarter ahead, in logarithms."""
    return [
        math.exp(sum(math.log(value) for value in values) / len(values))
        for values in zip(*said, strict=True)
    ]


def fit(method: str, values: list[float]) -> tuple[list[float], dict[str, float]] | None:
    """The next four values by a method, and what it fitted; None where its fit has no end."""
    fitted = METHODS[method](np.log(np.asarray(values)))
    levels = np.exp(fitted.logs)
    if not np.isfinite(levels).all() or not (levels > 0).all():
        return None
    return [float(level) for level in levels], fitted.parameters
