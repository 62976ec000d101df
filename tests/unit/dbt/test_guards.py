"""What dbt's docs say of the checks is what the suites check, for every mart."""

from __future__ import annotations

import re

import pytest
import yaml

from expectations import stated, tables
from pipelines.dbt.guards import GUARDS_PATH, models, render_guards
from pipelines.publish.declared import MARTS_DIR
from tests.support.suite_world import REGISTRY


def test_the_file_is_what_the_suites_say() -> None:
    assert GUARDS_PATH.read_text("utf-8") == render_guards(), "run `python -m pipelines.dbt.guards`"


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
    assert rest.strip() == f"{{{{ doc('guards_{name}') }}}}"


def test_a_block_names_every_claim_with_its_severity() -> None:
    text = render_guards()
    for table in tables("marts"):
        name = table.removeprefix("marts.")
        if name not in models():
            continue
        [block] = re.findall(rf"{{% docs guards_{name} %}}(.*?){{% enddocs %}}", text, re.S)
        errors, _, warnings = block.partition("These are shown")
        for check, severity, _ in stated(table, REGISTRY):
            assert f"- `{check}`: " in (errors if severity == "error" else warnings)
