"""What is claimed of the figures that failed checks leave out."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, doubled, missing, name_of
from pipelines.contracts.normalized import FACTS, REFUSALS, WITHHELD
from pipelines.normalize.leaving_out import matched, numbered

_TABLE = WITHHELD.full_name
_ROW = name_of("company_id", "metric_id", "source_reference", "table_name", "check_name")


def _unregistered(frames: Frames) -> pl.DataFrame:
    registered = pl.DataFrame(
        {"company_id": [company.company_id for company in frames.registry.companies]},
        schema={"company_id": pl.String},
    )
    return missing(frames[_TABLE], registered, ["company_id"], _ROW)


def _facts_all_the_same(frames: Frames) -> pl.DataFrame:
    """Facts that a row withholds, and that are used."""
    judged = matched(frames[FACTS.full_name], numbered(frames[_TABLE]))
    return counted(
        judged,
        pl.col("withheld_by").is_not_null(),
        name_of("company_id", "metric_id", "period_end", "source_reference"),
    )


def _unsaid(frames: Frames) -> pl.DataFrame:
    """Companies whose figures are withheld while no refusal says so."""
    return missing(frames[_TABLE], frames[REFUSALS.full_name], ["company_id", "rule"], _ROW)


SUITE = Suite(
    claims=(
        Claim(
            name="companies_are_registered",
            severity="error",
            expected="only figures of registered companies are withheld",
            prepare=_unregistered,
        ),
        Claim(
            name="withheld_facts_are_absent",
            severity="error",
            expected="no fact that a failed check withholds is used",
            prepare=_facts_all_the_same,
        ),
        Claim(
            name="withholding_is_refused_aloud",
            severity="error",
            expected="a refusal says of every company that figures of it are withheld, and why",
            prepare=_unsaid,
        ),
        Claim(
            name="rows_are_unique",
            severity="error",
            expected="a check withholds the same figures once",
            prepare=lambda frames: doubled(frames[_TABLE], WITHHELD.key),
        ),
    )
)
