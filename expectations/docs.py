"""Great Expectations' Data Docs: one static site with the newest validation of every table.

`keep_validation` leaves a table's validation as JSON, whichever process checks it;
`render` shows all of them at once, since most of a build's cost does not depend on how
many there are. Imported only when checks run: see `checkpoint.py`.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import shutil
from typing import TYPE_CHECKING, Any

from great_expectations.core.expectation_validation_result import (
    expectationSuiteValidationResultSchema,
)
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.resource_identifiers import (
    ExpectationSuiteIdentifier,
    ValidationResultIdentifier,
)

from expectations.checkpoint import quiet_context
from expectations.offline import make_offline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SITE = "site"
_VALIDATIONS = "validations"
_ACKNOWLEDGED = "acknowledged"


def keep_validation(
    table: str, validation: Any, acknowledged: Mapping[str, Sequence[str]], docs_dir: Path
) -> Path:
    """Write a table's validation, `<docs_dir>/validations/<table>.json`, in place of the earlier.

    Args:
        table: `schema.table`, which is also the suite's name.
        validation: Great Expectations' result of it.
        acknowledged: why, by name of each check that failed and needs nobody.
        docs_dir: where Data Docs lie.
    """
    folder = docs_dir / _VALIDATIONS
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{table}.json"
    beside = path.with_suffix(".json.new")
    content: dict[str, Any] = validation.to_json_dict()
    # The name under which Data Docs look for that of the table; a file has only a path.
    content["meta"]["batch_spec"]["data_asset_name"] = table
    for result in content["results"]:
        why = acknowledged.get(result["expectation_config"]["meta"].get("check"), ())
        result["meta"][_ACKNOWLEDGED] = list(why)
    beside.write_text(json.dumps(content), encoding="utf-8")
    beside.replace(path)
    return path


def render(docs_dir: Path) -> Path:
    """Render the kept validations into `<docs_dir>/site/`, replacing the site that was there.

    Returns:
        The site's index page.

    Raises:
        FileNotFoundError: no stage was checked yet.
        OSError: docs_dir cannot be written.
    """
    kept = sorted((docs_dir / _VALIDATIONS).glob("*.json"))
    if not kept:
        raise FileNotFoundError(f"{docs_dir} holds no validations: run the checks of a stage first")
    context = quiet_context()
    beside = docs_dir / f"{_SITE}.new"
    shutil.rmtree(beside, ignore_errors=True)
    context.add_data_docs_site(_SITE, _site_config(beside))
    for path in kept:
        content = _as_text(_as_judged(json.loads(path.read_text(encoding="utf-8"))))
        validation = expectationSuiteValidationResultSchema.load(content)
        run = content["meta"]["run_id"]
        identifier = ValidationResultIdentifier(
            expectation_suite_identifier=ExpectationSuiteIdentifier(name=path.stem),
            run_id=RunIdentifier(
                run_name=run["run_name"],
                run_time=dt.datetime.fromisoformat(run["run_time"]).replace(tzinfo=dt.UTC),
            ),
            batch_identifier=path.stem,
        )
        context.validation_results_store.set(identifier, validation)
    context.build_data_docs(site_names=[_SITE])
    make_offline(beside)
    return _swap(beside, docs_dir / _SITE) / "index.html"


def _as_judged(validation: dict[str, Any]) -> dict[str, Any]:
    """The validation with what is acknowledged as passed, and why; its rows stay."""
    results = validation["results"]
    for result in results:
        if why := result["meta"].get(_ACKNOWLEDGED):
            result["success"] = True
            config = result["expectation_config"]
            config["description"] += f" (acknowledged: {' '.join(why)})"
    failed = sum(not result["success"] for result in results)
    validation["success"] = not failed
    validation["statistics"] |= {
        "successful_expectations": len(results) - failed,
        "unsuccessful_expectations": failed,
        "success_percent": 100 * (len(results) - failed) / len(results) if results else None,
    }
    return validation


def _as_text(validation: dict[str, Any]) -> dict[str, Any]:
    """The validation with what it found as text: Data Docs put values into pages as they are."""
    for result in validation["results"]:
        for part in ("result", "exception_info"):
            result[part] = _escaped(result.get(part))
        config = result["expectation_config"]
        config["description"] = _escaped(config.get("description"))
    return validation


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return html.escape(value)
    if isinstance(value, list):
        return [_escaped(each) for each in value]
    if isinstance(value, dict):
        return {name: _escaped(each) for name, each in value.items()}
    return value


def _site_config(directory: Path) -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(directory),
        },
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }


def _swap(new: Path, current: Path) -> Path:
    old = current.with_name(f"{current.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if current.exists():
        current.rename(old)
    new.rename(current)
    shutil.rmtree(old, ignore_errors=True)
    return current
