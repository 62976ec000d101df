"""The published file and its Parquet twins: the end of every run."""

import dagster as dg

from pipelines.contracts.published import FCT_CHANGES, QUALITY_RESULTS
from pipelines.defs.dbt import COPIED
from pipelines.defs.jobs import EVERYTHING
from pipelines.defs.lib.catalog import key_of, owners_of, where_to_read_on
from pipelines.defs.lib.companies import is_of_all
from pipelines.defs.lib.writing import WRITING
from pipelines.defs.marts import MARTS
from pipelines.settings import load_settings


@dg.multi_asset(
    name="publish",
    specs=[
        dg.AssetSpec(
            key=["published", "ledger"],
            deps=[
                key_of(name) for name in (*MARTS, FCT_CHANGES.full_name, QUALITY_RESULTS.full_name)
            ],
            group_name="published",
            description="The marts as everyone reads them: data/ledger.duckdb and data/parquet/.",
            kinds={"duckdb", "parquet"},
            owners=owners_of("published"),
            metadata=where_to_read_on("published.ledger", ["pipelines/publish/publishing.py"]),
        )
    ],
    required_resource_keys={WRITING},
)
def ledger(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Publishes the marts unless a check of severity error does not hold and is not withheld."""
    from expectations import read_results  # noqa: PLC0415
    from pipelines.publish.changes import kept, write_page  # noqa: PLC0415
    from pipelines.publish.publishing import publish  # noqa: PLC0415
    from pipelines.quality.checking import require_passed, start_data_docs  # noqa: PLC0415
    from pipelines.quality.settling import unsettled  # noqa: PLC0415
    from pipelines.quality.worker import take_up  # noqa: PLC0415
    from pipelines.storage.fingerprint import of_code, of_input, of_rulings  # noqa: PLC0415

    settings = load_settings()
    results = read_results(settings.quality_dir)
    finish_docs = start_data_docs(settings)
    copied = take_up(COPIED, context.run.run_id)
    try:
        require_passed(results, unsettled(settings))
        changes = kept(settings)
        published = publish(
            settings,
            {QUALITY_RESULTS.name: results, FCT_CHANGES.name: changes},
            of_input(settings),
            rulings=of_rulings(settings),
            code=of_code(),
            request=_request_met(context),
            run_id=context.run.run_id,
            copied=copied and copied(),
        )
    finally:
        # Whoever is refused reads why there.
        docs = finish_docs()
    page = write_page(settings, changes)
    context.log.info(f"published {published.path}")
    return dg.MaterializeResult(
        asset_key=["published", "ledger"],
        metadata={
            "path": dg.MetadataValue.path(str(published.path)),
            "data_docs": dg.MetadataValue.path(str(docs)),
            "what_changed": dg.MetadataValue.path(str(page)),
            **dict(sorted(published.rows.items())),
        },
    )


def _request_met(context: dg.AssetExecutionContext) -> str | None:
    """The digest of what the run started from, if it did all that follows from it.

    None for a run of some companies or steps only, and where the input changed while it ran:
    what lies beside it is then of another input, and nobody may take it for this one.
    """
    from pipelines.sources.request_digest import request_digest  # noqa: PLC0415

    run, request = context.run, context.resources.writing
    is_whole = (
        run.job_name == EVERYTHING
        and not run.asset_selection
        # Run again from where it failed, a run has not read its input itself.
        and run.parent_run_id is None
        and is_of_all(context)
    )
    is_met = is_whole and request is not None and request == request_digest(load_settings())
    return request if is_met else None
