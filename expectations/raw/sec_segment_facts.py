"""What is claimed of the facts with their dimensions, as filings' XBRL states them."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, doubled, missing, name_of
from pipelines.contracts.columns import ACCESSION_PATTERN
from pipelines.contracts.raw import RAW_SEC_SEGMENT_FACTS

_TABLE = RAW_SEC_SEGMENT_FACTS.full_name

# Inline XBRL began in 2009, with comparatives of the years before.
_FIRST_YEAR = 2000

# What a ruling can name: an axis and a member, both QNames; several joined by semicolons.
_PAIR = r"[^\s:=;]+:[^\s:=;]+=[^\s:=;]+:[^\s:=;]+"
_DIMENSIONS = rf"^({_PAIR}(;{_PAIR})*)?$"

_FACT = name_of("company_id", "concept", "dimensions", "period_end", "accession")


def _unregistered_ciks(frames: Frames) -> pl.DataFrame:
    pairs = frames[_TABLE].select("company_id", "cik").unique().sort("company_id", "cik")
    registered = pl.DataFrame(
        [(c.company_id, cik) for c in frames.registry.companies for cik in c.ciks],
        schema={"company_id": pl.String, "cik": pl.Int64},
        orient="row",
    )
    return missing(pairs, registered, ["company_id", "cik"], name_of("company_id", "cik"))


def _implausible_periods(frames: Frames) -> pl.DataFrame:
    end = pl.col("period_end")
    plausible = (end.dt.year() >= _FIRST_YEAR) & (end <= pl.col("filed_date"))
    return counted(frames[_TABLE], ~plausible, _FACT)


def _unconsolidated_filings(frames: Frames) -> pl.DataFrame:
    """Filings with revenue by member of which no consolidated revenue is on hand."""
    revenue = frames.registry.metric_by_id["revenue"].concepts
    filings = (
        frames[_TABLE]
        .filter(pl.col("concept").is_in(list(revenue)))
        .group_by("company_id", "accession")
        .agg(
            by_member=(pl.col("dimensions") != "").any(),
            consolidated=(pl.col("dimensions") == "").any(),
        )
        .sort("company_id", "accession")
    )
    return counted(
        filings.filter("by_member"), ~pl.col("consolidated"), name_of("company_id", "accession")
    )


SUITE = Suite(
    claims=(
        Claim(
            name="cik_is_registered",
            severity="error",
            scope="company",
            expected="the filing's CIK is one under which the registry says the company files",
            prepare=_unregistered_ciks,
        ),
        Claim(
            name="accession_is_well_formed",
            severity="error",
            scope="company",
            expected="accession numbers read 0000000000-00-000000",
            prepare=lambda frames: counted(
                frames[_TABLE], ~pl.col("accession").str.contains(ACCESSION_PATTERN), _FACT
            ),
        ),
        Claim(
            name="period_is_plausible",
            severity="error",
            scope="company",
            expected=f"periods end in {_FIRST_YEAR} or later, and not after the filing date",
            prepare=_implausible_periods,
        ),
        Claim(
            name="members_are_qualified",
            severity="warning",
            expected="dimensions are an axis and a member each, both with their prefix, none typed",
            prepare=lambda frames: counted(
                frames[_TABLE], ~pl.col("dimensions").str.contains(_DIMENSIONS), _FACT
            ),
        ),
        Claim(
            name="facts_are_unique",
            severity="error",
            expected="each fact of a filing stands once",
            prepare=lambda frames: doubled(
                frames[_TABLE], RAW_SEC_SEGMENT_FACTS.key, by="company_id"
            ),
        ),
        Claim(
            name="revenue_is_consolidated_too",
            severity="warning",
            expected="a filing that states revenue by member states the consolidated figure too",
            prepare=_unconsolidated_filings,
        ),
    )
)
