"""Closed lists that stand in Python and in dbt's project are the same lists.

In dbt each stands once, as a variable of `dbt_project.yml`, and contracts of models read it there.
"""

from __future__ import annotations

import re
from typing import get_args

import pytest
import yaml

from pipelines.cli.arguments import Basis
from pipelines.normalize.facts import publication_time, statements
from pipelines.normalize.months import months
from pipelines.normalize.series import quarters, versions
from pipelines.registry.capex_bases import CAPEX_BASES
from pipelines.registry.models import CapexBasis, SpenderGroup
from pipelines.registry.restatements import RuledCause
from pipelines.settings import DBT_DIR
from pipelines.sources import statement_files

DIFFERENCES = {
    quarters.REPORTED,
    quarters.YTD_DIFFERENCE,
    quarters.YEAR_MINUS_NINE_MONTHS,
    quarters.YEAR_MINUS_QUARTERS,
    quarters.YTD_MINUS_LAST_QUARTER,
}
KNOWN_IN_PYTHON: dict[str, set[str]] = {
    "bases": {each.basis for each in CAPEX_BASES},
    "headline_bases": set(get_args(CapexBasis)),
    "spender_groups": set(get_args(SpenderGroup)),
    "confidences": set(statement_files.CONFIDENCES),
    "differences": DIFFERENCES,
    "derivations": {*DIFFERENCES, quarters.SUM_OF_MONTHS},
    "known_from_bases": {
        publication_time.ACCEPTED,
        publication_time.FILED_DATE_END,
        statements.STATED_DATE_END,
        statements.ENTERED_DATE_END,
        months.REPORT_DATE_END,
        months.DUE_DATE_END,
    },
    "change_causes": {
        versions.FIRST_REPORT,
        versions.ROUNDING,
        versions.AMENDMENT,
        versions.TAG_CHANGE,
        versions.COMPARATIVE_RECAST,
        versions.STATEMENT_REPLACED,
        versions.UNCLASSIFIED,
        *get_args(RuledCause),
    },
}


def _quoted(text: str) -> list[str]:
    return re.findall(r"'(\w+)'", text)


@pytest.mark.parametrize("name", KNOWN_IN_PYTHON)
def test_dbt_allows_what_python_knows(name: str) -> None:
    project = yaml.safe_load((DBT_DIR / "dbt_project.yml").read_text("utf-8"))
    assert sorted(_quoted(project["vars"][name])) == sorted(KNOWN_IN_PYTHON[name])


def test_no_contract_repeats_a_list_that_has_a_name() -> None:
    project = yaml.safe_load((DBT_DIR / "dbt_project.yml").read_text("utf-8"))
    lists = {
        frozenset(_quoted(text)) for text in project["vars"].values() if isinstance(text, str)
    } - {frozenset()}
    for path in sorted((DBT_DIR / "models").rglob("*.yml")):
        for model in yaml.safe_load(path.read_text("utf-8")).get("models", []):
            for column in model["columns"]:
                for check in column.get("constraints", []):
                    said = frozenset(_quoted(check.get("expression", "")))
                    assert said not in lists, f"{model['name']}.{column['name']}"


def test_the_command_knows_the_bases() -> None:
    assert {each.basis for each in CAPEX_BASES} == set(Basis)


def test_dbt_makes_each_basis_of_the_metrics_that_the_registry_names() -> None:
    model = DBT_DIR / "models/intermediate/capex/int_capex_versions__by_basis.sql"
    sql = model.read_text("utf-8")
    single = re.findall(
        r"\('(\w+)', '(\w+)'\)", sql.split("single_metrics", 1)[1].split("),\n\n")[0]
    )
    assert set(single) == {
        (each.metric_id, each.basis) for each in CAPEX_BASES if each.second_sign is None
    }
    composites = re.findall(r"\('(\w+)', '(\w+)', (-?1)\)", sql)
    assert {(basis, metric, int(sign)) for basis, metric, sign in composites} == {
        (each.basis, each.second_metric_id, each.second_sign)
        for each in CAPEX_BASES
        if each.second_sign is not None
    }
