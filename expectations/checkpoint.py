"""Runs the suites of a stage: one checkpoint, a validation definition a suite.

The context is ephemeral, the data source a folder: each table lies there as
`<schema>.<table>.parquet`, with the column `failing_row` that names each row to a person by its
key. So a failing row is known by name wherever Great Expectations shows it. Importing this
module imports Great Expectations, which takes three seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import great_expectations as gx
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import ProgressBarsConfig

from expectations.rows import FAILING_ROW, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from expectations.suite import Run

# Every failing row, by name.
_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": [FAILING_ROW],
}


def run_checkpoint(stage: str, suites: Mapping[str, Sequence[Any]], run: Run) -> dict[str, Any]:
    """Validate the tables of a stage.

    Args:
        stage: names the checkpoint.
        suites: the expectations of each `schema.table`.
        run: the run that checks; `lay_out` has put the tables into its folder.

    Returns:
        Great Expectations' validation result of each table.
    """
    if not suites:
        return {}
    context = quiet_context()
    source = context.data_sources.add_pandas_filesystem(stage, base_directory=run.tables)
    definitions = []
    for table, expectations in suites.items():
        # Arrow's types: decimals stay exact, dates are dates, and a null is a null.
        asset = source.add_parquet_asset(table, engine="pyarrow", dtype_backend="pyarrow")
        definition = gx.ValidationDefinition(
            name=table,
            data=asset.add_batch_definition_path("whole", path=f"{table}.parquet"),
            suite=context.suites.add(gx.ExpectationSuite(name=table, expectations=expectations)),
        )
        definitions.append(context.validation_definitions.add(definition))
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(name=stage, validation_definitions=definitions, result_format=_RESULT_FORMAT)
    )
    result = checkpoint.run(run_id=RunIdentifier(run_name=run.run_id, run_time=run.ran_at))
    return {validation.suite_name: validation for validation in result.run_results.values()}


def lay_out(table: str, frame: pl.DataFrame, key: Sequence[str], folder: Path) -> pl.DataFrame:
    """Put a table where a checkpoint finds it, and return it as it lies there.

    Args:
        table: `schema.table`.
        frame: its rows.
        key: the columns that tell two rows apart; none where no row can fail.
        folder: of the data source.
    """
    laid = frame.with_columns(name_of(*key).alias(FAILING_ROW)) if key else frame
    laid.write_parquet(folder / f"{table}.parquet", compression="uncompressed")
    return laid


def quiet_context() -> Any:
    """A context that keeps nothing, draws no progress bars and sends no usage statistics."""
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(enable=False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context
