"""What is claimed of capex by basis: bases are never mixed (rule 5)."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, name_of, not_one_open, numbered, overlapping
from pipelines.contracts.normalized import VERSIONS
from pipelines.registry.capex_bases import CAPEX_BASES

_TABLE = "intermediate.int_capex_versions__by_basis"
_METRICS = VERSIONS.full_name
_CELL = ["company_id", "basis", "period_kind", "period_end"]
_VERSION = name_of(*_CELL, "version")

_PARTS = pl.DataFrame(
    [(each.basis, each.metric_id, each.second_metric_id, each.second_sign) for each in CAPEX_BASES],
    schema={
        "basis": pl.String,
        "first_rule": pl.String,
        "second_rule": pl.String,
        "sign_rule": pl.Int32,
    },
    orient="row",
)


def with_parts(frames: Frames) -> pl.DataFrame:
    """The versions, with the metric versions they are made of and the parts their basis has."""
    metrics = frames[_METRICS].select(
        "lineage_id", "company_id", "metric_id", "period_start", "period_end", "value",
        "known_from", "known_to",
    )  # fmt: skip
    joined = frames[_TABLE].join(_PARTS, on="basis", how="left", maintain_order="left")
    for side in ("first", "second"):
        part = metrics.rename({name: f"{side}_{name}" for name in metrics.columns})
        joined = joined.join(part, on=f"{side}_lineage_id", how="left", maintain_order="left")
    return joined


def _mixed(frames: Frames) -> pl.DataFrame:
    """Versions made of other metrics, companies or periods than their basis says."""

    def differs(side: str) -> pl.Expr:
        same = ["company_id", "period_start", "period_end"]
        return pl.any_horizontal(
            pl.col(f"{side}_metric_id").ne_missing(pl.col(f"{side}_rule")),
            *(pl.col(f"{side}_{name}") != pl.col(name) for name in same),
        )

    has_second = pl.col("second_lineage_id").is_not_null()
    bad = (
        pl.col("first_rule").is_null()
        | differs("first")
        | (has_second != pl.col("second_rule").is_not_null())
        | (has_second & differs("second"))
        | pl.col("second_sign").ne_missing(pl.col("sign_rule"))
    )
    return counted(frames.derive(with_parts), bad, _VERSION)


def _unequal(frames: Frames) -> pl.DataFrame:
    """Versions whose value is not, to the cent, that of their parts."""
    zero = pl.lit(0).cast(pl.Decimal(18, 2))
    second = (
        pl.when(pl.col("second_sign") == 1)
        .then(pl.col("second_value"))
        .when(pl.col("second_sign") == -1)
        .then(-pl.col("second_value"))
        .otherwise(zero)
    )
    bad = pl.col("value") != pl.col("first_value") + second
    return counted(frames.derive(with_parts), bad, _VERSION)


def _not_standing(frames: Frames) -> pl.DataFrame:
    """Versions with a part that did not stand when the version became known."""

    def stood(side: str) -> pl.Expr:
        known, replaced = pl.col(f"{side}_known_from"), pl.col(f"{side}_known_to")
        now = pl.col("known_from")
        return (known <= now) & (replaced.is_null() | (replaced > now))

    bad = ~stood("first") | (pl.col("second_lineage_id").is_not_null() & ~stood("second"))
    return counted(frames.derive(with_parts), bad, _VERSION)


SUITE = Suite(
    claims=(
        Claim(
            name="bases_are_not_mixed",
            severity="error",
            scope="company",
            expected=(
                "each basis is made of its own metrics of one company and period: cash of "
                "purchases, with_finance_leases of purchases plus principal, cash_net of "
                "purchases less proceeds, company_stated of what the company says (rule 5)"
            ),
            prepare=_mixed,
        ),
        Claim(
            name="values_equal_their_parts",
            severity="error",
            scope="company",
            expected="each value is that of its metric, or the exact sum or difference of two",
            prepare=_unequal,
        ),
        Claim(
            name="parts_stood_when_known",
            severity="error",
            scope="company",
            expected="the parts of a version are the ones that stood when it became known",
            prepare=_not_standing,
        ),
        Claim(
            name="versions_are_numbered",
            severity="error",
            scope="company",
            expected="the versions of a period are numbered 1, 2, ... as they became known",
            prepare=lambda frames: numbered(frames[_TABLE], _CELL),
        ),
        Claim(
            name="versions_do_not_overlap",
            severity="error",
            scope="company",
            expected="each version ends after it began, and by the time the next one begins",
            prepare=lambda frames: overlapping(frames[_TABLE], _CELL),
        ),
        Claim(
            name="one_version_stands",
            severity="error",
            scope="company",
            expected="exactly one version of each period stands",
            prepare=lambda frames: not_one_open(frames[_TABLE], _CELL),
        ),
    )
)
