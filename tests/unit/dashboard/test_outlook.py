"""The page of forecasts: a fan from one origin, its record, and how a tier goes with capex."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.support.dashboard import figures, note, opened, texts, traces
from tests.support.published import publish

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.suite_world import World


def test_a_fan_opens_from_what_stood_and_holds_its_forecast(marts: World) -> None:
    app = opened("outlook", series="capex:ACM", origin="2025Q3")
    assert not app.exception, app.exception
    fan, record = figures(app)
    drawn = traces(fan)
    forecasts = marts["fct_forecasts"].filter(series_id="capex:ACM", origin_quarter="2025Q3")
    values = [float(value) / 1e9 for value in forecasts["value"]]
    assert drawn["Forecast"]["y"][1:] == pytest.approx(values)
    assert drawn["80 % interval"]["fill"] == "tonexty"
    assert drawn["Forecast"]["x"][0] == drawn["As it stood"]["x"][-1] == "2025Q3"
    assert fan["layout"]["title"]["text"].startswith("<b>ACM: the four quarters after 2025Q3")
    assert "80 % interval" in note(fan)
    assert "what came of them" in note(record)
    assert drawn["What came of it"]["x"] == forecasts["calendar_quarter"].to_list()
    assert any("Of all methods drift" in text for text in texts(app))


def test_a_tier_has_lead_and_lag_with_its_warning(
    marts: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = marts["dim_segments"].with_columns(segment_name=pl.lit("Compute at the core"))
    publish(tmp_path, {**marts, "dim_segments": named})
    monkeypatch.setenv("LEDGER_DATA_DIR", str(tmp_path))
    app = opened("outlook", series="revenue:core_compute:devices", ahead="2")
    assert not app.exception, app.exception
    _, record, together = figures(app)
    assert "in percent of the origin's quarter" in note(record)
    assert "Compute at the core, devices" in together["layout"]["title"]["text"]
    assert "too few to lean on" in note(together)
    assert traces(together)["Correlation"]["y"] == [0.5, 0.5]
