"""Statements that people entered: one table, read from files of the project and of the person."""

import dagster as dg

from pipelines.contracts.raw import RAW_COMPANY_STATEMENTS
from pipelines.defs.lib.catalog import key_of, rows, spec_of
from pipelines.defs.lib.writing import WRITING
from pipelines.registry import load_registry
from pipelines.settings import load_settings


@dg.multi_asset(
    name=f"fetch_{RAW_COMPANY_STATEMENTS.name}",
    specs=[spec_of(RAW_COMPANY_STATEMENTS)],
    required_resource_keys={WRITING},
)
def company_statements(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """The rows of the shipped files and of a person's own; what cannot be used is named."""
    from pipelines.sources.company_statements.source import refresh  # noqa: PLC0415

    settings = load_settings()
    outcome = refresh(load_registry(settings.registry_dir), settings)
    if outcome.sentence:
        context.log.warning(outcome.sentence)
    return dg.MaterializeResult(
        asset_key=key_of(RAW_COMPANY_STATEMENTS.full_name),
        metadata={**rows(outcome.rows), "status": outcome.status},
    )
