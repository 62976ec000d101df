"""Closed lists that stand in Python and in dbt's contracts are the same lists."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest
import yaml

from pipelines.cli.arguments import Basis
from pipelines.normalize.series import versions
from pipelines.registry.models import CapexBasis
from pipelines.registry.restatements import RuledCause
from pipelines.settings import DBT_DIR


def _checks_on_basis() -> list[Any]:
    """The lists of bases in dbt's constraints, each with its model and column."""
    return [
        pytest.param(column["name"], check["expression"], id=f"{model['name']}.{column['name']}")
        for path in sorted((DBT_DIR / "models").rglob("*.yml"))
        for model in yaml.safe_load(path.read_text("utf-8")).get("models", [])
        for column in model["columns"]
        if column["name"] in ("basis", "headline_basis")
        for check in column.get("constraints", [])
        if check["type"] == "check"
    ]


def _quoted(text: str) -> list[str]:
    return sorted(re.findall(r"'(\w+)'", text))


@pytest.mark.parametrize(("column", "expression"), _checks_on_basis())
def test_a_contract_of_dbt_allows_the_bases_that_python_knows(column: str, expression: str) -> None:
    known = get_args(CapexBasis) if column == "headline_basis" else tuple(Basis)
    assert _quoted(expression) == sorted(known)


def test_a_headline_is_a_basis() -> None:
    assert set(get_args(CapexBasis)) < set(Basis)


def test_dbt_allows_the_causes_that_rules_tell_and_rulings_name() -> None:
    project = yaml.safe_load((DBT_DIR / "dbt_project.yml").read_text("utf-8"))
    told = (
        versions.FIRST_REPORT,
        versions.ROUNDING,
        versions.AMENDMENT,
        versions.TAG_CHANGE,
        versions.COMPARATIVE_RECAST,
        versions.STATEMENT_REPLACED,
        versions.UNCLASSIFIED,
    )
    named = get_args(RuledCause)
    assert _quoted(project["vars"]["change_causes"]) == sorted({*told, *named})
