"""What the expectations of this project's own have in common: they name the rows that fail.

An expectation of a table's rows against each other, or against a second table, is a subclass of
`ExpectNoFailingRows`: its fields are its parameters, `failing` says which rows fail. The table
comes as a polars frame from one metric, computed once a batch for all of them.
"""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar

import polars as pl
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import ExecutionEngine, PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation, RowConditionType
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from expectations.rows import FAILING_ROW, FIGURE_COLUMNS, name_of

_METRIC = "table.polars"
# How many unexpected values Data Docs show where they cannot count them.
_MOST_SHOWN = 20

Failing = tuple[pl.DataFrame, int]


class TablePolars(TableMetricProvider):  # type: ignore[misc]
    """The batch as a polars frame."""

    metric_name = _METRIC

    @metric_value(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(
        cls,  # noqa: N805
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        **_: Any,
    ) -> pl.DataFrame:
        frame, _, _ = execution_engine.get_compute_domain(
            metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE
        )
        as_polars: pl.DataFrame = pl.from_pandas(frame)
        return as_polars


class ExpectNoFailingRows(BatchExpectation):  # type: ignore[misc]
    """Base of the expectations that name failing rows.

    Attributes:
        row_condition: the rows to check; all of them if None.
        tables: the folder of tables, where the expectation reads a second one.
    """

    row_condition: RowConditionType = None
    tables: str = ""

    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id", "row_condition")
    metric_dependencies: ClassVar[tuple[str, ...]] = (_METRIC,)

    @abstractmethod
    def failing(self, table: pl.DataFrame) -> Failing:
        """The failing rows, made by `failing_of`, and how many rows were checked."""

    def second(self, table: str) -> pl.DataFrame:
        """Another table, `schema.name`.

        Raises:
            FileNotFoundError: it is not in the folder.
        """
        return pl.read_parquet(Path(self.tables) / f"{table}.parquet", glob=False)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: ExecutionEngine | None = None,
    ) -> dict[str, Any]:
        failing, checked = self.failing(metrics[_METRIC])
        rows = failing.cast(pl.String).to_dicts()
        names = [row[FAILING_ROW] for row in rows]
        return {
            "success": not rows,
            "result": {
                "element_count": checked,
                "unexpected_count": len(rows),
                "unexpected_percent": 100 * len(rows) / checked if checked else 0.0,
                "unexpected_list": names,
                "unexpected_index_list": rows,
                "partial_unexpected_list": names[:_MOST_SHOWN],
            },
        }


def failing_of(rows: pl.DataFrame, fails: pl.Expr, named: pl.Expr | None = None) -> Failing:
    """Those of the rows that fail; a null, which nobody can vouch for, fails.

    Args:
        rows: the rows to check.
        fails: whether a row fails.
        named: a row's name; by default the one that the table gives it.
    """
    bad = rows.filter(fails.fill_null(value=True))
    return _named(bad, pl.col(FAILING_ROW) if named is None else named), rows.height


def _named(rows: pl.DataFrame, name: pl.Expr) -> pl.DataFrame:
    about = [column for column in FIGURE_COLUMNS if column in rows.columns]
    return rows.select(*about, name.alias(FAILING_ROW))


__all__ = ["ExpectNoFailingRows", "Failing", "failing_of", "name_of"]
