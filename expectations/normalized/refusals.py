"""What is claimed of the refusals."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import key_is_unique, reasons_are_sentences
from expectations.measures import counted, missing, name_of
from pipelines.contracts.normalized import REFUSALS, VERSIONS
from pipelines.normalize.facts.corrections import corrections
from pipelines.normalize.facts.fact_refusals import FACT_CORRECTED

_TABLE = REFUSALS.full_name

# Refusals of a newer or other figure for a quarter that is published all the same.
_BESIDE_A_PUBLISHED_VALUE = [
    "stale_operand",
    "derivation_outranked",
    "quarters_contradict_year",
    "tag_contradicted",
    "negative_difference",
    "scope_changed",
]

# What a revenue line's table of members shows: that it does not add up, or that its members
# changed places.
_UNRECONCILED = ["not_reconciled", "no_figure_above"]
_ROTATED = ["members_rotated"]
_CONTRADICTED = ["statement_contradicts_filing"]


def _no_refusal(name: str, rules: list[str], expected: str) -> Claim:
    """A warning that names the refusals of some rules."""
    return Claim(
        name=name,
        severity="warning",
        expected=expected,
        prepare=lambda frames: counted(
            frames[_TABLE], pl.col("rule").is_in(rules), name_of("key", "rule", "source_reference")
        ),
    )


def _published_all_the_same(frames: Frames) -> pl.DataFrame:
    published = (
        frames[VERSIONS.full_name]
        .filter((pl.col("period_kind") == "quarter") & pl.col("known_to").is_null())
        .select(
            key=pl.format(
                "{} {} {}Q{}", "company_id", "metric_id", "fiscal_year", "fiscal_quarter"
            ),
            is_published=pl.lit(value=True),
        )
        .unique()
    )
    refused = (
        frames[_TABLE]
        .filter(~pl.col("rule").is_in(_BESIDE_A_PUBLISHED_VALUE))
        .join(published, on="key", how="left", maintain_order="left")
    )
    return counted(refused, pl.col("is_published").is_not_null(), name_of("key", "rule"))


def _corrections_without_a_fact(frames: Frames) -> pl.DataFrame:
    """Rulings on facts that no fact of the sources met, counted."""
    rulings = corrections(frames.registry).select("company_id", "accession", "concept")
    met = (
        frames[_TABLE]
        .filter(pl.col("rule") == FACT_CORRECTED)
        .select("company_id", "accession", concept="subject")
    )
    return missing(rulings, met, rulings.columns, name_of(*rulings.columns), by="company_id")


SUITE = Suite(
    claims=(
        key_is_unique(_TABLE, REFUSALS.key),
        reasons_are_sentences(_TABLE),
        Claim(
            name="refused_quarters_are_absent",
            severity="error",
            scope="company",
            expected=(
                "no quarter is both refused and published, but where the refusal concerns a "
                "newer or other figure"
            ),
            prepare=_published_all_the_same,
        ),
        Claim(
            name="corrections_meet_a_fact",
            severity="warning",
            expected="every ruling in fact_corrections.yml corrects a fact that was filed",
            prepare=_corrections_without_a_fact,
        ),
        _no_refusal(
            "lines_reconcile",
            _UNRECONCILED,
            "the members of every revenue line make up the figure above them, within rounding",
        ),
        _no_refusal(
            "members_keep_their_places",
            _ROTATED,
            "no later filing shows that the members of a table changed places (trap S6)",
        ),
        _no_refusal(
            "figures_keep_their_scale",
            ["scale_slip"],
            "no figure is off its series by a thousand, a million or a billion",
        ),
        _no_refusal(
            "statements_agree_with_filings",
            _CONTRADICTED,
            "no statement gave way to a filing that says another figure",
        ),
    )
)
