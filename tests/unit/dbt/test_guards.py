"""What dbt's docs and Dagster are told of the checks is what the suites check."""

from __future__ import annotations

import re

import pytest
import yaml

from expectations import Rule, listed, tables
from expectations.discovery import STAGES
from pipelines.dbt.guards import GUARDS_PATH, models, render_guards, shipped_rules
from pipelines.publish.declared import MARTS_DIR


@pytest.fixture(scope="module")
def rules() -> list[Rule]:
    return shipped_rules()


def test_the_file_is_what_the_suites_say(rules: list[Rule]) -> None:
    assert GUARDS_PATH.read_text("utf-8") == render_guards(rules), (
        "run `python -m pipelines.dbt.guards`"
    )


def test_the_list_is_what_the_suites_say(rules: list[Rule]) -> None:
    assert [rule for stage in STAGES for rule in listed(stage)] == rules, (
        "run `python -m pipelines.dbt.guards`"
    )


@pytest.fixture(scope="module")
def descriptions() -> dict[str, str]:
    return {
        model["name"]: model["description"]
        for path in MARTS_DIR.rglob("*.yml")
        for model in yaml.safe_load(path.read_text("utf-8")).get("models", ())
    }


@pytest.mark.parametrize("name", sorted(models()))
def test_a_mart_shows_its_suite_after_its_grain(name: str, descriptions: dict[str, str]) -> None:
    first, _, rest = descriptions[name].partition("\n")
    assert "{{" not in first
    shown = f"{{{{ doc('guards_{name}') }}}}"
    assert rest.strip() == shown, f"after the grain and an empty line the YAML says {shown}"


def test_a_block_names_every_claim_with_its_severity(rules: list[Rule]) -> None:
    text = render_guards(rules)
    for table in tables("marts"):
        name = table.removeprefix("marts.")
        if name not in models():
            continue
        [block] = re.findall(rf"{{% docs guards_{name} %}}(.*?){{% enddocs %}}", text, re.S)
        errors, _, warnings = block.partition("These are shown")
        for rule in rules:
            if rule.table == table:
                told = errors if rule.severity == "error" else warnings
                assert f"- `{rule.check}`: {rule.words}" in told
