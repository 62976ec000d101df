"""Puts one claim to Great Expectations: an ephemeral context, pandas frames, no network.

Importing this module imports Great Expectations, which takes three seconds: only `runner.py`
imports it, when it checks.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, NamedTuple

import great_expectations as gx
import polars as pl
from great_expectations import expectations as gxe
from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.checkpoint import quiet_context
from expectations.claims import none_offend
from expectations.measures import (
    FAILING_ROW,
    FAILING_SCHEMA,
    MOST_EXAMPLES,
    as_failing,
    failing_rows,
    without_failing,
)
from expectations.observation import observed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from expectations.claims import Claim, Frames

# A claim hands over what it measured, not the table: an expectation costs milliseconds only on
# small frames.
MOST_ROWS = 5_000

# What a complete result has beside its summary.
_COMPLETE = ("unexpected_list", "unexpected_index_list", "unexpected_index_query")

_NOTHING = pl.DataFrame(schema=FAILING_SCHEMA)

_SEVERITIES = {"error": FailureSeverity.CRITICAL, "warning": FailureSeverity.WARNING}


class Outcome(NamedTuple):
    """How one claim fared.

    `results` are Great Expectations' own, for Data Docs; `claim` has the severity error and the
    scope structure where the claim itself crashed, whatever it was declared as: who knows whose
    figures it would have named. `failing` are the bad rows of a claim that failed, with the
    columns of `measures.FAILING_SCHEMA`.
    """

    claim: Claim
    passed: bool
    observed: str
    results: list[Any]
    failing: pl.DataFrame


class Checker:
    """Checks claims in one ephemeral context."""

    def __init__(self) -> None:
        context = quiet_context()
        asset = context.data_sources.add_pandas("claims").add_dataframe_asset("measured")
        self._batches = asset.add_batch_definition_whole_dataframe("whole")

    def check(self, claim: Claim, frames: Frames) -> Outcome:
        """Measure and judge; a claim that crashes is a failed outcome, never an exception."""
        (outcome,) = self.check_all([claim], frames)
        return outcome

    def check_all(self, claims: Sequence[Claim], frames: Frames) -> list[Outcome]:
        """`check` of every claim, in their order; their names must differ.

        Those that count offenders are judged at once, each in a column of its own: what a
        validation costs hardly depends on how many expectations it has.
        """
        outcomes: dict[str, Outcome] = {}
        measured: dict[str, pl.DataFrame] = {}
        for claim in claims:
            try:
                measured[claim.name] = _checked(claim.prepare(frames))
            # Whatever a claim raises is its result: that it could not be checked.
            except Exception as error:
                outcomes[claim.name] = self._crashed(claim, error)
        left = [claim for claim in claims if claim.name in measured]
        together = self._together(left, measured)
        for claim in left:
            frame = measured[claim.name]
            try:
                results = together.get(claim.name) or self._alone(claim, frame)
                outcomes[claim.name] = _outcome(claim, frame, results)
            except Exception as error:  # as above
                outcomes[claim.name] = self._crashed(claim, error)
        return [outcomes[claim.name] for claim in claims]

    def _together(
        self, claims: Sequence[Claim], measured: dict[str, pl.DataFrame]
    ) -> dict[str, list[Any]]:
        """Results by name of the claims whose measured frames count offenders.

        None of them if Great Expectations, or one that does not count after all, breaks it off:
        each is then judged alone, and takes no other with it.
        """
        counting = [claim for claim in claims if claim.expectations is none_offend]
        if not counting:
            return {}
        try:
            columns = [
                measured[claim.name].select(**{claim.name: "offending"}) for claim in counting
            ]
            expectations = [
                _of(claim, expectation)
                for claim in counting
                for expectation in none_offend(gxe, column=claim.name)
            ]
            # Fewer groups than another claim has are none that offend.
            side_by_side = pl.concat(columns, how="horizontal_extend").fill_null(0)
            results = self._validate(side_by_side, expectations)
        except Exception:
            return {}
        return {result.expectation_config.kwargs["column"]: [result] for result in results}

    def _alone(self, claim: Claim, measured: pl.DataFrame) -> list[Any]:
        expectations = [_of(claim, expectation) for expectation in claim.expectations(gxe)]
        if not expectations:
            raise ValueError(f"{claim.name} states no expectation: name at least one")
        return self._validate(without_failing(measured), expectations)

    def _validate(self, measured: pl.DataFrame, expectations: list[Any]) -> list[Any]:
        suite = gx.ExpectationSuite(name="measured", expectations=expectations)
        batch = self._batches.get_batch({"dataframe": measured.to_pandas()})
        validation = batch.validate(
            suite,
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": ["item"],
                "partial_unexpected_count": MOST_EXAMPLES,
            },
        )
        return list(validation.results)

    def _crashed(self, claim: Claim, error: Exception) -> Outcome:
        message = f"the claim could not be checked: {type(error).__name__}: {error}"
        result = ExpectationValidationResult(
            success=False,
            # Great Expectations has no result without an expectation: the one most claims use.
            expectation_config=ExpectationConfiguration(
                type="expect_column_sum_to_be_between",
                kwargs={"column": "offending", "min_value": 0, "max_value": 0},
                meta={"claim": claim.name},
                severity=_SEVERITIES["error"],
            ),
            result={},
            exception_info={
                "raised_exception": True,
                "exception_message": message,
                "exception_traceback": "",
            },
        )
        return Outcome(_unjudged(claim), False, message, [result], _NOTHING)


def _of(claim: Claim, expectation: Any) -> Any:
    """The expectation with its claim's severity and name."""
    expectation.severity = _SEVERITIES[claim.severity]
    expectation.meta = {"claim": claim.name}
    return expectation


def _outcome(claim: Claim, measured: pl.DataFrame, results: list[Any]) -> Outcome:
    said = observed(measured, results)
    failing = failing_rows(measured)
    if failing.is_empty():
        failing = _unexpected_rows(results)
    for result in results:
        # Data Docs show the first; who needs all has them by now.
        for name in _COMPLETE:
            result.result.pop(name, None)
    if any(_raised(result) for result in results):
        return Outcome(_unjudged(claim), False, said, results, _NOTHING)
    if all(result.success for result in results):
        return Outcome(claim, True, said, results, _NOTHING)
    return Outcome(claim, False, said, results, failing)


def _unexpected_rows(results: Sequence[Any]) -> pl.DataFrame:
    """The rows that expectations on single rows found, by name."""
    names = [
        str(row["item"])
        for result in results
        for row in result.result.get("unexpected_index_list") or ()
    ]
    return as_failing(pl.DataFrame({FAILING_ROW: names}, schema={FAILING_ROW: pl.String()}))


def _unjudged(claim: Claim) -> Claim:
    """The claim that could not be checked."""
    return dataclasses.replace(claim, severity="error", scope="structure")


def _checked(measured: pl.DataFrame) -> pl.DataFrame:
    """The measured frame, if it keeps the rules that `Claim.prepare` states.

    Raises:
        ValueError: no `item` column, a null (which Great Expectations would pass over in
            silence), or more rows than `MOST_ROWS`.
    """
    if "item" not in measured.columns:
        raise ValueError("the measured frame has no column item")
    if measured.height > MOST_ROWS:
        raise ValueError(
            f"the measured frame has {measured.height:,} rows: hand over aggregates, or at most "
            f"{MOST_ROWS:,} rows chosen by a stated rule"
        )
    nulls = [column.name for column in measured if column.null_count()]
    if nulls:
        raise ValueError(f"the measured frame has nulls in {', '.join(nulls)}")
    return measured


def _raised(result: Any) -> bool:
    """Whether Great Expectations met an exception of its own."""
    info = dict(result.exception_info or {})
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(entry["raised_exception"] for entry in info.values())
