"""Withholds the figures of a company that a check fails on, before anything is compared."""

import dagster as dg

from pipelines.defs.lib.catalog import key_of, owners_of, rows, where_to_read_on
from pipelines.defs.lib.writing import WRITING
from pipelines.defs.marts import MARTS
from pipelines.settings import load_settings

WITHHELD_KEY = "marts.withheld"


@dg.multi_asset(
    name="withhold_failing_figures",
    specs=[
        dg.AssetSpec(
            key=key_of(WITHHELD_KEY),
            # The views of `bi` are of the same step, and hold nothing of their own.
            deps=[key_of(name) for name in MARTS if name.startswith("marts.")],
            group_name="marts",
            description=(
                "The marts once the figures that fail a check are withheld; nothing is done where "
                "none fails."
            ),
            kinds={"polars", "dbt"},
            owners=owners_of("marts"),
            metadata=where_to_read_on(
                WITHHELD_KEY,
                ["pipelines/quality/settling.py", "pipelines/quality/withholding.py"],
                "concepts/refusals.md",
            ),
        )
    ],
    required_resource_keys={WRITING},
)
def withheld(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Withholds what fails on one company's figures, and builds and checks the rest anew."""
    from pipelines.quality.settling import settle  # noqa: PLC0415
    from pipelines.quality.withholding import sentences  # noqa: PLC0415

    left_out = settle(load_settings(), context.run.run_id)
    said = sentences(left_out)
    for sentence in said:
        context.log.warning(sentence)
    return dg.MaterializeResult(
        asset_key=key_of(WITHHELD_KEY),
        metadata={
            **rows(left_out.height),
            "withheld": dg.MetadataValue.md(
                "\n".join(f"- {sentence}" for sentence in said) or "nothing: no check failed"
            ),
        },
    )
