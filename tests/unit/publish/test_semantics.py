"""What may be summed over what, as dbt's semantic models declare it for the views of `bi`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pipelines.contracts.units import unit_of
from pipelines.publish.building import PublishError
from pipelines.publish.semantics import Measure, measures
from pipelines.settings import DBT_DIR, Settings
from tests.support.parsed import parsed_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What was restated lies in each other, years in quarters and lines in lines: a list, no measure.
NOT_MEASURED = {"restatements"}


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Measure]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("parsed"))
    parsed_project(settings)
    return measures(settings)


def views() -> Iterator[tuple[str, dict[str, str]]]:
    """Each view with its columns and their types."""
    for path in sorted((DBT_DIR / "models/bi").rglob("*.yml")):
        models: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8")).get("models", [])
        for model in models:
            columns = {column["name"]: column["data_type"] for column in model["columns"]}
            yield model["name"], columns


def test_every_amount_of_every_view_is_declared(
    declared: dict[tuple[str, str], Measure],
) -> None:
    amounts = {
        (view, column)
        for view, columns in views()
        for column, type_ in columns.items()
        if unit_of(column, type_.upper(), columns) in ("US dollars", "ratio", "mentions")
        and view not in NOT_MEASURED
    }
    assert amounts == declared.keys()


def test_what_adds_up_over_what(declared: dict[tuple[str, str], Measure]) -> None:
    assert declared["capex_cash", "capex_usd"] == Measure(
        "capex_cash",
        "capex_usd",
        "capex_cash_usd",
        frozenset({"company_id", "ticker", "calendar_quarter_end"}),
    )
    # Companies of a chain sell to each other, months of one add up.
    assert declared["monthly_revenue", "revenue_usd"].adds_over == {"month_end"}
    assert declared["segment_capture", "capture_ratio"].adds_over == set()
    assert "segment_id" in declared["segment_revenue_devices", "revenue_usd"].adds_over
    # A view holds one tier and one basis: there is nothing to add them over.
    assert not {"tier", "basis"} & {over for each in declared.values() for over in each.adds_over}


def test_names_are_columns_of_the_views(declared: dict[tuple[str, str], Measure]) -> None:
    columns = dict(views())
    assert all(each.adds_over <= columns[each.view].keys() for each in declared.values())


def test_without_a_manifest_a_sentence_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="run `ledger run`"):
        measures(Settings(data_dir=tmp_path))
