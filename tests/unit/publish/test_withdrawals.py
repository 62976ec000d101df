"""Who is held: published figures would go, and nobody and no rule said so."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from pipelines.contracts.normalized import WITHHELD
from pipelines.publish import holding, withdrawals
from pipelines.publish.withdrawals import WithdrawalBlocked, blocked
from pipelines.registry import load_registry
from pipelines.registry.composed_series import METRICS_IN_USD, METRICS_OF_SUM
from pipelines.settings import DBT_DIR, PACKAGE_DIR, Settings

if TYPE_CHECKING:
    from pathlib import Path

REGISTRY = load_registry(PACKAGE_DIR / "registry")
REFUSED = {
    "company_id": "META",
    "key": "META capex_cash 2023Q2",
    "subject": "capex_cash",
    "rule": "r",
    "reason": "Old.",
}


def cell(**values: Any) -> dict[str, Any]:
    """A published quarter of META that the warehouse does not hold any more."""
    return {
        "table_name": "fct_capex",
        "key": "META cash 2023 2",
        "column_name": "value_usd",
        "change": "withdrawn",
        "old_value": Decimal(1),
        "company_id": "META",
        "lineage_id": "META:capex_cash:quarter:2023-06-30:v1",
        **values,
    }


class Run:
    """What a run finds; each part can be told otherwise."""

    def __init__(self, patch: pytest.MonkeyPatch, settings: Settings) -> None:
        self.settings = settings
        self.cells = [cell()]
        self.lost: set[str] = set()
        self.refusals = [REFUSED]
        self.published_refusals = [REFUSED]
        self.statements: list[str] = []
        self.is_alike = True
        self.is_kept = True
        for name, found in {
            "published_generation": lambda _: "1",
            "compared_cells": lambda _: pl.DataFrame(self.cells),
            "published_evidence": lambda _, ids: pl.DataFrame(
                {"lineage_id": ids, "is_statement": [name in self.statements for name in ids]},
                schema={"lineage_id": pl.String, "is_statement": pl.Boolean},
            ),
            "published_refusals": lambda _: pl.DataFrame(self.published_refusals),
            "_refusals_now": lambda _: pl.DataFrame(self.refusals),
            "_is_ruled_and_coded_alike": lambda _: self.is_alike,
        }.items():
            patch.setattr(withdrawals, name, found)
        patch.setattr(holding, "is_kept", lambda *_: self.is_kept)
        patch.setattr(holding, "lost", lambda _, __, names: self.lost.intersection(names))

    def held(self, *withheld: dict[str, Any]) -> list[str]:
        rows = WITHHELD.conform(pl.DataFrame(withheld, schema=WITHHELD.polars_schema))
        return blocked(self.settings, REGISTRY, rows)["company_id"].to_list()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    return Run(monkeypatch, Settings(data_dir=tmp_path / "data"))


def row(rule: str, metric_id: str | None = None) -> dict[str, Any]:
    return {
        "company_id": "META",
        "metric_id": metric_id,
        "rule": rule,
        "table_name": "t",
        "check_name": "c",
        "failing_rows": "x",
        "figures": 1,
    }


def test_what_nothing_explains_is_held(run: Run) -> None:
    assert run.held() == ["META"]


def test_what_is_new_or_changed_is_no_withdrawal(run: Run) -> None:
    run.cells = [cell(change="changed"), cell(change="new")]
    assert run.held() == []


def test_a_new_ruling_or_new_code_may_withdraw(run: Run) -> None:
    run.is_alike = False
    assert run.held() == []


def test_a_new_ruling_does_not_excuse_what_came_to_be_lacking(run: Run) -> None:
    run.is_alike = False
    run.lost = {"META"}
    assert run.held() == ["META"]


def test_a_refusal_of_this_run_may_withdraw_its_own_series_and_no_other(run: Run) -> None:
    run.refusals = [REFUSED, {**REFUSED, "reason": "New."}]
    assert run.held() == []
    run.cells = [cell(lineage_id="META:with_finance_leases:quarter:2023-06-30:v1")]
    assert run.held() == []
    run.cells = [cell(lineage_id="META:revenue:quarter:2023-06-30:v1")]
    assert run.held() == ["META"]


def test_that_nothing_states_it_any_more_is_no_refusal_that_excuses(run: Run) -> None:
    run.lost = {"META"}
    run.refusals = [REFUSED, {**REFUSED, "rule": "not_filed", "reason": "New."}]
    assert run.held() == ["META"]


def test_a_failed_check_withdraws_what_it_withholds(run: Run) -> None:
    assert run.held(row("check_failed", "capex_cash")) == []
    assert run.held(row("check_failed")) == []
    assert run.held(row("check_failed", "revenue")) == ["META"]


@pytest.mark.parametrize(
    ("values", "withheld"),
    [
        ({"lineage_id": "META:trailing_free_cash_flow:2023-06-30"}, "operating_cash_flow"),
        ({"lineage_id": "META:trailing_free_cash_flow:2023-06-30"}, "capex_cash"),
        ({"lineage_id": "META:cumulative_capex:2023-06-30"}, "capex_cash"),
        (
            {"lineage_id": "META:leases_not_commenced:instant:2023-06-30:v1"},
            "leases_not_commenced_rest",
        ),
        (
            {
                "table_name": "fct_technology_mentions",
                "lineage_id": "META:silicon_photonics:0001326801-23-000093:EX-99.1",
            },
            "text",
        ),
        (
            {
                "table_name": "fct_capex_guidance",
                "lineage_id": "META:guidance:FY2026:with_finance_leases:2026-01-28:v1",
            },
            "text",
        ),
    ],
)
def test_a_failed_check_withdraws_what_is_made_of_what_it_withholds(
    run: Run, values: dict[str, Any], withheld: str
) -> None:
    run.cells = [cell(**values)]
    assert run.held(row("check_failed", withheld)) == []
    assert run.held(row("check_failed", "capex_stated")) == ["META"]


def test_the_sums_of_capital_are_those_of_the_models() -> None:
    macro = (DBT_DIR / "macros" / "capital.sql").read_text("utf-8")
    [declared] = re.findall(r"macro capital_sums\(\) -%}(.*?){%- endmacro", macro, re.DOTALL)
    assert set(re.findall(r"'([a-z_]+)'", declared)) == set(METRICS_OF_SUM)


def test_the_sides_in_dollars_are_those_of_the_model() -> None:
    folder = DBT_DIR / "models" / "intermediate" / "metrics"
    model = (folder / "int_capital_sides__compared.sql").read_text("utf-8")
    assert "versions.side || '_in_usd'" in model
    macro = (DBT_DIR / "macros" / "capital.sql").read_text("utf-8")
    [declared] = re.findall(r"macro capital_sides\(\) -%}(.*?){%- endmacro", macro, re.DOTALL)
    sides = set(re.findall(r"'([a-z_]+)'", declared)) | {"depreciation_and_amortization"}
    assert {f"{side}_in_usd" for side in sides} == set(METRICS_IN_USD)


def test_a_person_takes_a_statement_or_a_company_back(run: Run) -> None:
    run.statements = ["META:capex_cash:quarter:2023-06-30:v1"]
    assert run.held() == []
    run.statements = []
    run.cells = [cell(company_id="GONE")]
    assert run.held() == []


def test_without_the_files_of_the_publication_nobody_can_be_held(run: Run) -> None:
    run.is_kept = False
    assert run.held() == []


def test_a_held_company_that_loses_figures_all_the_same_blocks(run: Run) -> None:
    with pytest.raises(WithdrawalBlocked, match=r"figures of META .*fct_capex META cash 2023 2"):
        run.held(row("withdrawal_blocked"))
