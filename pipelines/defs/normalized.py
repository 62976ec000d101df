"""The normalised tables: all of them from one pass over the raw facts."""

from collections.abc import Iterator

import dagster as dg

from pipelines.contracts import normalized as contract
from pipelines.contracts.model import Table
from pipelines.defs.lib.catalog import key_of, rows, spec_of
from pipelines.defs.lib.writing import WRITING
from pipelines.normalize.store import MADE_OF, normalize_all
from pipelines.registry import load_registry
from pipelines.settings import load_settings

# Where the rules of a table stand, below `pipelines/normalize/`.
_RULES: dict[Table, str] = {
    contract.SEGMENTS: "reference/dimensions.py",
    contract.METRIC_SCOPES: "reference/dimensions.py",
    contract.REVENUE_LINES: "revenue_lines/rulings.py",
    contract.SERIES_BREAKS: "revenue_lines/rulings.py",
    contract.TECHNOLOGIES: "texts/mentions.py",
    contract.DOCUMENTS: "texts/mentions.py",
    contract.TECHNOLOGY_MENTIONS: "texts/mentions.py",
    contract.MODEL_COMPANIES: "returns/model_revenue.py",
    contract.MODEL_COMPANY_REVENUE: "returns/model_revenue.py",
    contract.GUIDANCE: "texts/guidance.py",
    contract.MONTHLY_REVENUE: "months/months.py",
    contract.FACTS: "pipeline.py",
    contract.CONCEPT_CHOICES: "facts/concepts.py",
    contract.VERSIONS: "series/versions.py",
    contract.OPERANDS: "series/differences.py",
    contract.COMPANIES: "reference/dimensions.py",
    contract.CUSTOMER_SHARES: "revenue_lines/concentration.py",
    contract.PERIOD_RATES: "reference/currency.py",
    contract.CLOSING_RATES: "reference/currency.py",
    contract.WITHHELD: "leaving_out.py",
    contract.REFUSALS: "refusals.py",
}


def _spec(table: Table, made_of: tuple[Table, ...]) -> dg.AssetSpec:
    rules = dict.fromkeys((_RULES[table], "pipeline.py"))
    return spec_of(
        table,
        deps=[each.full_name for each in made_of],
        code=[f"pipelines/normalize/{path}" for path in rules],
    )


@dg.multi_asset(
    name="normalize",
    specs=[_spec(table, made_of) for table, made_of in MADE_OF.items()],
    required_resource_keys={WRITING},
)
def normalized(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Periods, versions and refusals of every metric, and the registry as tables.

    What fails a check of the raw tables on one company's figures is withheld.
    """
    from pipelines.quality.building import begin_models  # noqa: PLC0415
    from pipelines.quality.checking import begin_checks  # noqa: PLC0415
    from pipelines.quality.settling import withheld_at_first  # noqa: PLC0415

    settings = load_settings()
    counts = normalize_all(
        load_registry(settings.registry_dir), settings, withheld_at_first(settings)
    )
    if not context.run.asset_selection:
        begin_checks("normalized", settings, context.run.run_id)
        begin_models(settings, "warehouse", context.run.run_id)
    for table in MADE_OF:
        yield dg.MaterializeResult(
            asset_key=key_of(table.full_name), metadata=rows(counts[table.full_name])
        )
