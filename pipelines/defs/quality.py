"""The suites of `expectations/`, and what was found by all checks of every run."""

import dagster as dg

from pipelines.contracts.published import FCT_CHANGES, QUALITY_RESULTS
from pipelines.contracts.raw import RAW_QUARANTINE, RAW_SEC_FILINGS
from pipelines.defs.lib.catalog import key_of, rows, spec_of
from pipelines.defs.lib.checks import checks_of
from pipelines.defs.lib.writing import WRITING
from pipelines.defs.withheld import WITHHELD_KEY
from pipelines.quality.checking import stage_tables
from pipelines.settings import load_settings


@dg.multi_asset(
    name="gather_quality_results",
    specs=[
        spec_of(QUALITY_RESULTS, deps=[WITHHELD_KEY], code=["expectations/results.py"]),
    ],
    required_resource_keys={WRITING},
)
def quality_results() -> dg.MaterializeResult[None]:
    """The results of every check of every run, as they will be published."""
    from expectations import read_results  # noqa: PLC0415

    results = read_results(load_settings().quality_dir)
    return dg.MaterializeResult(
        asset_key=key_of(QUALITY_RESULTS.full_name), metadata=rows(results.height)
    )


raw_checks = checks_of("raw", "raw", stage_tables("raw"))
filings_checks = checks_of("filings", "raw", [RAW_SEC_FILINGS.full_name])
quarantine_checks = checks_of("quarantine", "raw", [RAW_QUARANTINE.full_name])
normalized_checks = checks_of("normalized", "normalized", stage_tables("normalized"))
warehouse_checks = checks_of("warehouse", "warehouse", stage_tables("warehouse"))
marts_checks = checks_of("marts", "marts", stage_tables("marts"))
# What is made last is checked in one step.
last_checks = checks_of("last", "marts", [FCT_CHANGES.full_name, QUALITY_RESULTS.full_name])
