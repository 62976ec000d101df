"""What is claimed of the facts as the SEC's companyfacts state them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import newest_bodies_state_all
from expectations.measures import counted, doubled, missing, name_of
from pipelines.contracts.columns import ACCESSION_PATTERN
from pipelines.contracts.raw import RAW_SEC_COMPANY_FACTS

if TYPE_CHECKING:
    from collections.abc import Sequence

_TABLE = RAW_SEC_COMPANY_FACTS.full_name

# Electronic filing began in 1993, with comparatives of the years before.
_FIRST_YEAR = 1990

_FACT = name_of("company_id", "concept", "period_end", "accession")


def _unregistered_ciks(frames: Frames) -> pl.DataFrame:
    pairs = frames[_TABLE].select("company_id", "cik").unique().sort("company_id", "cik")
    registered = pl.DataFrame(
        [(c.company_id, cik) for c in frames.registry.companies for cik in c.ciks],
        schema={"company_id": pl.String, "cik": pl.Int64},
        orient="row",
    )
    return missing(pairs, registered, ["company_id", "cik"], name_of("company_id", "cik"))


def _malformed_accessions(frames: Frames) -> pl.DataFrame:
    bad = ~pl.col("accession").str.contains(ACCESSION_PATTERN)
    return counted(frames[_TABLE], bad, _FACT)


def _filed_early(frames: Frames) -> pl.DataFrame:
    return counted(frames[_TABLE], pl.col("filed_date") < pl.col("period_end"), _FACT)


def _implausible_periods(frames: Frames) -> pl.DataFrame:
    end = pl.col("period_end")
    plausible = (end.dt.year() >= _FIRST_YEAR) & (end <= frames.ran_at.date())
    return counted(frames[_TABLE], ~plausible, _FACT)


def _unregistered_concepts(frames: Frames) -> pl.DataFrame:
    bad = ~pl.col("concept").is_in(list(frames.registry.concepts))
    return counted(frames[_TABLE], bad, _FACT)


def _facts_per_spender(frames: Frames) -> pl.DataFrame:
    spenders = pl.DataFrame(
        {"item": [c.company_id for c in frames.registry.companies if c.is_spender]},
        schema={"item": pl.String},
    )
    counts = frames[_TABLE].group_by(pl.col("company_id").alias("item")).agg(facts=pl.len())
    return spenders.join(counts, on="item", how="left").with_columns(
        pl.col("facts").fill_null(0).cast(pl.Int64)
    )


def _has_facts(gxe: Any) -> Sequence[Any]:
    return [gxe.ExpectColumnValuesToBeBetween(column="facts", min_value=1)]


SUITE = Suite(
    claims=(
        Claim(
            name="cik_is_registered",
            severity="error",
            scope="company",
            expected="the body's CIK is one under which the registry says the company files",
            prepare=_unregistered_ciks,
        ),
        Claim(
            name="accession_is_well_formed",
            severity="error",
            scope="company",
            expected="accession numbers read 0000000000-00-000000",
            prepare=_malformed_accessions,
        ),
        Claim(
            name="filed_after_period_ended",
            severity="error",
            scope="company",
            expected="no fact is filed before the last day of its period",
            prepare=_filed_early,
        ),
        Claim(
            name="period_is_plausible",
            severity="error",
            scope="company",
            expected=f"periods end in {_FIRST_YEAR} or later, and not after the day of the run",
            prepare=_implausible_periods,
        ),
        Claim(
            name="concept_is_registered",
            severity="error",
            expected="only concepts that the registry names for a metric are kept",
            prepare=_unregistered_concepts,
        ),
        Claim(
            name="facts_are_unique",
            severity="error",
            expected="each fact of a filing stands once",
            prepare=lambda frames: doubled(
                frames[_TABLE], RAW_SEC_COMPANY_FACTS.key, by="company_id"
            ),
        ),
        Claim(
            name="spenders_have_facts",
            severity="warning",
            expected="each spender has facts",
            prepare=_facts_per_spender,
            expectations=_has_facts,
        ),
        newest_bodies_state_all(_TABLE, ["company_id", "concept", "period_end", "accession"]),
    )
)
