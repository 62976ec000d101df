"""What the sources refused, gathered once they have all run."""

import dagster as dg

from pipelines.contracts import TABLES
from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.defs.lib.catalog import key_of, rows, spec_of
from pipelines.defs.lib.writing import WRITING
from pipelines.registry import load_registry
from pipelines.settings import load_settings
from pipelines.storage import tables

_SOURCES = [
    table.full_name for table in TABLES if table.schema == "raw" and table is not RAW_QUARANTINE
]


@dg.multi_asset(
    name="gather_quarantine",
    specs=[
        spec_of(RAW_QUARANTINE, deps=_SOURCES, code=["pipelines/sources/refresh/engine.py"]),
    ],
    required_resource_keys={WRITING},
)
def quarantine() -> dg.MaterializeResult[None]:
    """Counts the items that wait for a person; their rows were written beside the refusal."""
    settings = load_settings()
    followed = load_registry(settings.registry_dir).company_by_id
    items = tables.read(RAW_QUARANTINE, settings, followed)
    return dg.MaterializeResult(
        asset_key=key_of(RAW_QUARANTINE.full_name),
        metadata={
            **rows(items.height),
            "reasons": dg.MetadataValue.md("\n".join(f"- {reason}" for reason in items["reason"])),
        },
    )
