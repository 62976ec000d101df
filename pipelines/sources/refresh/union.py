"""The union of all archived bodies of a source's documents: what was once said stays.

Each row knows the body that first and last said it. A body that lacks what an earlier one had
takes nothing away; one that says it again only moves `last_body`. Which bodies are used is
decided in `bodies.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipelines.contracts.model import Table


def with_body(
    union: pl.DataFrame,
    rows: pl.DataFrame,
    sha256: str,
    table: Table,
    *,
    is_behind: bool = False,
    ciks: Sequence[int] = (),
) -> pl.DataFrame:
    """The union and the rows of one more body.

    Args:
        union: rows of the table with its history; each key once.
        rows: what the body states, in the table's columns; each key once.
        sha256: the body's digest.
        table: the table.
        is_behind: an older state of the document: where both say something, what the union has
            beside the key (a filing's form, its acceptance time) stands.
        ciks: the CIKs that the rows may be of, the one that speaks first; a fact that two of
            them state stands once. None if the table knows no CIK.
    """
    said = table.united(
        rows.with_columns(
            first_body=pl.lit(sha256),
            last_body=pl.lit(sha256),
            is_in_newest_body=pl.lit(value=True),
        )
    )
    if union.is_empty():
        return said
    key = list(table.key)
    known = union.select(*key, was_first="first_body", was_of="cik" if ciks else pl.lit(0))
    said = said.join(known, on=key, how="left", nulls_equal=True, maintain_order="left")
    if ciks:
        place = {cik: place for place, cik in enumerate(ciks)}
        now, before = (
            pl.col(name).replace_strict(place, default=len(ciks), return_dtype=pl.Int32)
            for name in ("cik", "was_of")
        )
        is_outranked = pl.col("was_of").is_not_null() & (before < now)
        is_outranking = pl.col("was_of").is_not_null() & (before > now)
        said = said.filter(~is_outranked).with_columns(
            was_first=pl.when(~is_outranking).then("was_first")
        )
    said = said.with_columns(first_body=pl.coalesce("was_first", "first_body"))
    if is_behind:
        stands = said.filter(pl.col("was_first").is_not_null()).select(*key)
        kept = union.join(stands, on=key, how="semi", nulls_equal=True)
        said = pl.concat(
            [
                said.filter(pl.col("was_first").is_null()).select(union.columns),
                kept.with_columns(last_body=pl.lit(sha256)),
            ]
        )
    said = said.select(union.columns)
    rest = union.join(said, on=key, how="anti", nulls_equal=True)
    return pl.concat([rest, said])


def marked(union: pl.DataFrame, newest: Collection[str]) -> pl.DataFrame:
    """The union with `is_in_newest_body`, given the digests of the documents' newest bodies."""
    return union.with_columns(is_in_newest_body=pl.col("last_body").is_in(list(newest)))
