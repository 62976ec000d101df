"""What is claimed of the choice of the concept that speaks for a metric in each filing."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, name_of
from pipelines.contracts.normalized import CONCEPT_CHOICES

_TABLE = CONCEPT_CHOICES.full_name
_AMBIGUOUS = "ambiguous"
_CAPEX = "capex_cash"


def _capex_of_spenders(frames: Frames) -> pl.Expr:
    spenders = [c.company_id for c in frames.registry.companies if c.is_spender]
    return (pl.col("metric_id") == _CAPEX) & pl.col("company_id").is_in(spenders)


def _ambiguous(rows: pl.DataFrame) -> pl.DataFrame:
    return counted(
        rows,
        pl.col("rule") == _AMBIGUOUS,
        name_of("company_id", "metric_id", "source_reference", "candidates"),
    )


SUITE = Suite(
    claims=(
        Claim(
            name="capex_of_spenders_is_unambiguous",
            severity="error",
            scope="company",
            expected="one concept speaks for capex_cash in every filing of a spender",
            prepare=lambda frames: _ambiguous(frames[_TABLE].filter(_capex_of_spenders(frames))),
        ),
        Claim(
            name="other_concepts_are_unambiguous",
            severity="warning",
            expected="one concept speaks for every other metric in every filing",
            prepare=lambda frames: _ambiguous(frames[_TABLE].filter(~_capex_of_spenders(frames))),
        ),
        Claim(
            name="only_ambiguity_leaves_no_concept",
            severity="error",
            expected="a filing lacks a concept exactly where the rule is ambiguous",
            prepare=lambda frames: counted(
                frames[_TABLE],
                pl.col("concept").is_null() != (pl.col("rule") == _AMBIGUOUS),
                name_of("company_id", "metric_id", "source_reference", "rule"),
            ),
        ),
    )
)
