"""One spelling for the dimensions of a fact, so that a ruling's member is found exactly.

Filers spell a member by form (amd:DatacenterMember in annual reports, amd:DataCenterMember in
interim ones, trap S5), keep a prefix long after a change of name (iivi: for Coherent, trap S7),
and axes move from one taxonomy to another (trap S10). The Financial Statement Data Sets write
names without their endings Axis and Member and without a leading Statement. So axis and member
are compared by local name, without case and without these words, within one filer. Whole names
are compared, never parts of them: "datacenter" is also in Coherent's
DatacenterAndCommunicationsSegmentMember (trap S9).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from pipelines.registry.revenue_lines import local_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.registry import Dimension

_PAIRS = ";"
_IS = "="
_PREFIX = r"[A-Za-z0-9_.\-]+:"
_AXIS, _MEMBER = r"^(?:statement)?([^=]+?)(?:axis)?$", r"^(.+?)(?:member)?$"
_PAIR = r"^(?:statement)?([^=]+?)(?:axis)?=(.+?)(?:member)?$"


def axis_key(axis: str) -> str:
    """The axis as keys spell it, such as `businesssegments`."""
    return re.sub(_AXIS, r"\1", local_name(axis))


def _member_key(member: str) -> str:
    return re.sub(_MEMBER, r"\1", local_name(member))


def dimension_key(pairs: Iterable[tuple[str, str]]) -> str:
    """The key of axes with their members: what `with_dimension_key` gives the same facts."""
    return _PAIRS.join(
        sorted(f"{axis_key(axis)}{_IS}{_member_key(member)}" for axis, member in pairs)
    )


def with_dimension_key(facts: pl.DataFrame, qualifiers: Iterable[Dimension]) -> pl.DataFrame:
    """Adds `dimension_key` to facts that have `dimensions`, and `axes`, how many it holds.

    Args:
        facts: has `dimensions` as `RAW_SEC_SEGMENT_FACTS` describes it.
        qualifiers: axes and members that only restate and are left out of the key (trap S4):
            a figure of operating segments is the segment's figure.
    """
    restating = [dimension_key([(each.axis, each.member)]) for each in qualifiers]
    spellings = facts.select(pl.col("dimensions").unique().sort())
    keys = (
        spellings.with_columns(pair=pl.col("dimensions").str.split(_PAIRS))
        .explode("pair")
        .with_columns(
            pl.col("pair")
            .str.replace_all(_PREFIX, "")
            .str.to_lowercase()
            .str.replace(_PAIR, "${1}=${2}")
        )
        .filter((pl.col("pair") != "") & ~pl.col("pair").is_in(restating))
        .sort("dimensions", "pair")
        .group_by("dimensions", maintain_order=True)
        .agg(pl.col("pair"))
        .select(
            "dimensions",
            dimension_key=pl.col("pair").list.join(_PAIRS),
            axes=pl.col("pair").list.len(),
        )
    )
    return facts.join(keys, on="dimensions", how="left", maintain_order="left").with_columns(
        pl.col("dimension_key").fill_null(""), pl.col("axes").fill_null(0).cast(pl.Int32)
    )
