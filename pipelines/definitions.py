"""The Dagster code location: everything in `defs/`, run by one process unless told otherwise."""

import dagster as dg

from pipelines import defs as _folder
from pipelines.defs import jobs
from pipelines.defs.lib import writing

# A step costs 40 ms in this process and more than a second in one of its own.
defs = dg.Definitions(
    assets=dg.load_assets_from_package_module(_folder),
    asset_checks=dg.load_asset_checks_from_package_module(_folder),
    jobs=jobs.JOBS,
    schedules=[jobs.daily],
    resources={writing.WRITING: writing.data_directory},
    executor=dg.in_process_executor,
)
