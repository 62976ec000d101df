"""What a validation result says of each expectation: held or not, what was found, which rows fail.

Great Expectations' results are only read here. Not here: what is acknowledged (`acknowledging.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from expectations.rows import FAILING_ROW, FAILING_SCHEMA, FIGURE_COLUMNS, as_failing, told

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEVERITIES = {"critical": "error", "warning": "warning"}
_NOTHING = pl.DataFrame(schema=FAILING_SCHEMA)


class Outcome(NamedTuple):
    """How one expectation fared, in the terms of `quality_results`.

    `failing` are the rows that fail, `rows.FAILING_SCHEMA`; none of an expectation about the
    table as a whole. One that could not be judged is an error of structure, whatever it was
    declared as: who knows whose figures it would have named.
    """

    check: str
    severity: str
    scope: str
    is_about_age: bool
    passed: bool
    observed: str
    expected: str
    failing: pl.DataFrame


def outcomes_of(validation: Any, table: pl.DataFrame) -> list[Outcome]:
    """The outcomes of a table's validation, by name.

    Args:
        validation: Great Expectations' result of the suite.
        table: the table as `checkpoint.lay_out` returned it.
    """
    outcomes = [_outcome(result, table) for result in validation.results]
    return sorted(outcomes, key=lambda outcome: outcome.check)


def severity_of(expectation: Any) -> str:
    """Error or warning."""
    return _SEVERITIES[expectation.severity.value]


def scope_of(expectation: Any) -> str:
    """Company where what fails is withheld, else structure."""
    return str(expectation.meta.get("scope", "structure"))


def _outcome(result: Any, table: pl.DataFrame) -> Outcome:
    config = result.expectation_config
    check, expected = config.meta["check"], config.description
    is_about_age = config.meta.get("about") == "age"
    if message := _exception(result):
        return Outcome(
            check, "error", "structure", is_about_age, False, message, expected, _NOTHING
        )
    failing = _NOTHING if result.success else _failing(result, table)
    return Outcome(
        check,
        severity_of(config),
        scope_of(config),
        is_about_age,
        bool(result.success),
        _observed(result, failing, table.height),
        expected,
        failing,
    )


def _failing(result: Any, table: pl.DataFrame) -> pl.DataFrame:
    """The failing rows, with what the result says of them, else the table."""
    found = result.result
    if found.get("unexpected_index_list"):
        return _with_figures(found["unexpected_index_list"], table)
    # Values of a column that should be there and are not, or the other way round.
    column = result.expectation_config.kwargs.get("column")
    values = [*found.get("partial_missing_list", ()), *found.get("partial_unexpected_list", ())]
    more = found.get("missing_count", 0) + found.get("unexpected_count", 0) - len(values)
    # A row that nobody can have reviewed, for the values that Great Expectations does not list.
    names = [*map(str, values), *([f"and {more:,} more"] if more > 0 else [])]
    named = {FAILING_ROW: names}
    if column in FIGURE_COLUMNS:
        named |= {column: [*values, *([None] if more > 0 else [])]}
    return as_failing(pl.DataFrame(named, schema=dict.fromkeys(named, pl.String)))


def _with_figures(rows: Sequence[dict[str, Any]], table: pl.DataFrame) -> pl.DataFrame:
    about = [name for name in FIGURE_COLUMNS if name in table.columns]
    of_table = table.select(FAILING_ROW, *about).unique(FAILING_ROW, maintain_order=True)
    said = as_failing(
        pl.DataFrame(
            {
                name: [None if row.get(name) is None else str(row[name]) for row in rows]
                for name in FAILING_SCHEMA
            },
            schema=dict.fromkeys(FAILING_SCHEMA, pl.String()),
        ).with_columns(
            pl.col(name).str.to_date(strict=False)
            for name, type_ in FIGURE_COLUMNS.items()
            if type_ == pl.Date()
        )
    )
    both = said.join(
        of_table, on=FAILING_ROW, how="left", suffix="_of_table", maintain_order="left"
    )
    return as_failing(both.with_columns(pl.coalesce(name, f"{name}_of_table") for name in about))


def _observed(result: Any, failing: pl.DataFrame, height: int) -> str:
    """`1,234 checked` where it holds, else how many rows fail and the first of them."""
    found = result.result
    checked = int(found.get("element_count", height))
    if result.success:
        return f"{checked:,} checked"
    if failing.height:
        return told(failing.height, checked, _varied(failing))
    return f"observed {found.get('observed_value')}, {height:,} rows"


def _varied(failing: pl.DataFrame) -> list[str]:
    """Names of the rows, one of each company first: five examples show five where five fail."""
    place = pl.int_range(pl.len()).over("company_id")
    return failing.sort(place, maintain_order=True)[FAILING_ROW].to_list()


def _exception(result: Any) -> str:
    """The message of what went wrong inside Great Expectations; empty if nothing did."""
    info = dict(result.exception_info or {})
    nested = [info] if "raised_exception" in info else list(info.values())
    messages = [entry["exception_message"] for entry in nested if entry.get("raised_exception")]
    return f"the expectation could not be checked: {messages[0]}" if messages else ""
