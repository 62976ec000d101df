"""What is claimed of the operands of the published values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.common_claims import FILINGS, filings_have_addresses, key_is_unique
from expectations.measures import missing, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_TABLE = "marts.lineage"
_KEY = ["lineage_id", "operand_order"]
_MARTS = (
    "marts.fct_capex",
    "marts.fct_capex_versions",
    "marts.fct_capex_annual",
    "marts.fct_capex_totals",
    "marts.fct_restatements",
)


def _signs_and_units(frames: Frames) -> pl.DataFrame:
    return (
        frames[_TABLE]
        .group_by("sign", "unit")
        .agg(item=pl.col("lineage_id").min())
        .sort("sign", "unit")
        .with_columns(pl.col("sign").cast(pl.Int64))
    )


def _signed_dollars(gxe: Any) -> Sequence[Any]:
    return [
        gxe.ExpectColumnValuesToBeInSet(column="sign", value_set=[1, -1]),
        gxe.ExpectColumnValuesToBeInSet(column="unit", value_set=["USD"]),
    ]


def _of_no_mart(frames: Frames) -> pl.DataFrame:
    published = pl.concat([frames[mart].select("lineage_id") for mart in _MARTS])
    return missing(frames[_TABLE], published, ["lineage_id"], name_of(*_KEY))


SUITE = Suite(
    claims=(
        filings_have_addresses(_TABLE, _KEY),
        key_is_unique(_TABLE, _KEY),
        Claim(
            name="operands_are_signed_dollars",
            severity="error",
            expected="operands are dollars, added (1) or subtracted (-1)",
            prepare=_signs_and_units,
            expectations=_signed_dollars,
        ),
        Claim(
            name="operands_belong_to_a_value",
            severity="error",
            expected="every operand belongs to a published value",
            prepare=_of_no_mart,
        ),
        Claim(
            name="filings_are_known",
            severity="error",
            expected=f"the filing of every operand is in {FILINGS}",
            prepare=lambda frames: missing(
                frames[_TABLE].select("accession").unique(maintain_order=True),
                frames[FILINGS],
                ["accession"],
                name_of("accession"),
            ),
        ),
    )
)
