"""What is claimed of the figures that people entered from companies' own words."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import key_is_unique
from expectations.measures import counted, doubled, missing, name_of
from pipelines.contracts.raw import RAW_COMPANY_STATEMENTS

_TABLE = RAW_COMPANY_STATEMENTS.full_name

_CONFIDENCES = ["high", "medium"]

_STATEMENT = name_of("company_id", "line_id", "period_end", "file")
_PERIOD = ["company_id", "line_id", "unit", "period_start", "period_end"]


def _unregistered(frames: Frames) -> pl.DataFrame:
    registered = pl.DataFrame(
        {"company_id": [company.company_id for company in frames.registry.companies]},
        schema={"company_id": pl.String},
    )
    return missing(frames[_TABLE], registered, ["company_id"], _STATEMENT)


def _unknown_lines(frames: Frames) -> pl.DataFrame:
    """Lines that are neither a metric nor a revenue line of the company itself."""
    lines = pl.DataFrame(
        [(line.company_id, line.revenue_line_id) for line in frames.registry.revenue_lines],
        schema={"company_id": pl.String, "line_id": pl.String},
        orient="row",
    ).with_columns(is_line=pl.lit(value=True))
    joined = frames[_TABLE].join(
        lines, on=["company_id", "line_id"], how="left", maintain_order="left"
    )
    is_metric = pl.col("line_id").is_in([metric.metric_id for metric in frames.registry.metrics])
    return counted(joined, pl.col("is_line").is_null() & ~is_metric, _STATEMENT)


def _uncited(frames: Frames) -> pl.DataFrame:
    bad = pl.any_horizontal(
        pl.col(name).str.strip_chars() == "" for name in ("document", "citation")
    )
    return counted(frames[_TABLE], bad, _STATEMENT)


def _disordered_days(frames: Frames) -> pl.DataFrame:
    """Rows whose days cannot be: start, end, said, entered, today, in this order."""
    said = pl.coalesce("stated_date", "entered_date")
    ordered = (
        (pl.col("period_start") <= pl.col("period_end"))
        & (pl.col("period_end") <= said)
        & (said <= pl.col("entered_date"))
        & (pl.col("entered_date") <= frames.ran_at.date())
    )
    return counted(frames[_TABLE], ~ordered, _STATEMENT)


def _two_figures(frames: Frames) -> pl.DataFrame:
    """Periods of a line for which documents say figures further apart than their rounding."""
    spread = (
        frames[_TABLE]
        .group_by(_PERIOD)
        .agg(
            apart=pl.col("value").max() - pl.col("value").min(),
            tolerance=pl.col("rounding_unit").max().cast(pl.Decimal(18, 2)),
            documents=pl.col("file").sort().str.join(", "),
        )
        .sort(_PERIOD)
    )
    return counted(
        spread,
        pl.col("apart") > pl.col("tolerance"),
        name_of("company_id", "line_id", "period_end", "documents"),
    )


SUITE = Suite(
    claims=(
        # The row of its CSV, by which lineage finds a statement again.
        key_is_unique(_TABLE, ["file"]),
        Claim(
            name="companies_are_registered",
            severity="error",
            scope="company",
            expected="every statement is of a company of the registry",
            prepare=_unregistered,
        ),
        Claim(
            name="lines_are_registered",
            severity="error",
            scope="company",
            expected="every statement is on a metric, or on a revenue line of its own company",
            prepare=_unknown_lines,
        ),
        Claim(
            name="statements_are_cited",
            severity="error",
            scope="company",
            expected="every statement names the company's document and where a person read it",
            prepare=_uncited,
        ),
        Claim(
            name="days_are_in_order",
            severity="error",
            scope="company",
            expected=(
                "a period begins, ends, is spoken of and entered in this order, and by the day "
                "of the run"
            ),
            prepare=_disordered_days,
        ),
        Claim(
            name="figures_are_not_negative",
            severity="error",
            scope="company",
            expected="revenue and capital expenditure are never negative",
            prepare=lambda frames: counted(frames[_TABLE], pl.col("value") < 0, _STATEMENT),
        ),
        Claim(
            name="confidence_is_enough",
            severity="error",
            scope="company",
            expected=f"only rows of {' or '.join(_CONFIDENCES)} confidence are used",
            prepare=lambda frames: counted(
                frames[_TABLE], ~pl.col("confidence").is_in(_CONFIDENCES), _STATEMENT
            ),
        ),
        Claim(
            name="statements_are_unique",
            severity="error",
            expected="a document states a line and period once",
            prepare=lambda frames: doubled(
                frames[_TABLE], RAW_COMPANY_STATEMENTS.key, by="company_id"
            ),
        ),
        Claim(
            name="statements_agree",
            severity="warning",
            expected="documents that state one line and period agree within their rounding",
            prepare=_two_figures,
        ),
    )
)
