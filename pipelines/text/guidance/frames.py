"""The rules on whole frames of sentences: guidance in one frame, refusals in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.text.guidance.reading import Context, Guidance, Refusal, read_sentence
from pipelines.text.guidance.refusals import IN_A_TABLE
from pipelines.text.sentences import PLACE, sentence_hash

if TYPE_CHECKING:
    from collections.abc import Mapping

# One row per sentence that guides capital expenditure, as `Guidance` says it.
GUIDANCE = {
    **PLACE,
    "kind": pl.String(),
    "low_usd": pl.Int64(),
    "high_usd": pl.Int64(),
    "direction": pl.String(),
    "horizon": pl.String(),
    "horizon_grain": pl.String(),
    "horizon_start_date": pl.Date(),
    "horizon_end_date": pl.Date(),
    "horizon_source": pl.String(),
    "basis": pl.String(),
    "basis_kind": pl.String(),
    "standing": pl.String(),
    "supersedes_low_usd": pl.Int64(),
    "supersedes_high_usd": pl.Int64(),
}
# One row per sentence that names capital expenditure and is refused.
REFUSED_SENTENCES = {**PLACE, "reason": pl.String()}

# What any sentence about the matter holds; looked for before a rule is asked. A list of words is
# of those that name it, a pair of lists of words that must stand together.
_NAMED = [
    "capex", "cap-ex", "cap ex", "capital ex", "capital-ex", "capital and lease", "capital spen",
    "capital invest", "capital budget", "capital outlay", "capital program", "capital plan",
    "capital intensity", "capital deploy", "capital construct", "PP&E", "P, P", "P,P",
    "of property", "to property", "in property", "for property", "on property", "in our property",
    "infrastructure capital", "infrastructure spen", "infrastructure invest",
    "infrastructure build",
    "center spen", "center invest", "centre spen", "centre invest", "center capital",
    "centers capital", "short-lived assets", "shorter-lived assets", "level of investment",
    "levels of investment", "pace of investment", "of capital investment", "quarterly spend",
    "total spend", "fixed asset", "fixed-asset", "capital asset", "capital-asset",
    "development spend", "development capital",
]  # fmt: skip
_TOGETHER = (
    (["invest"], ["infrastructure", "data cent", "datacent", "server"]),
    (["spend", "put", "deploy", "devot", "direct"], ["infrastructure", "data cent", "datacent"]),
    (["finance lease", "operating lease"], ["expectation", "guidance", "outlook", "estimate"]),
)


def _candidates(sentences: pl.DataFrame) -> pl.DataFrame:
    def holds(words: list[str]) -> pl.Expr:
        return pl.col("sentence").str.contains_any(words, ascii_case_insensitive=True)

    together = (holds(first) & holds(second) for first, second in _TOGETHER)
    return sentences.filter(pl.any_horizontal(holds(_NAMED), *together))


def extract_guidance(
    sentences: pl.DataFrame, contexts: Mapping[str, Context]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Guidance in the columns of `GUIDANCE`, refusals in those of `REFUSED_SENTENCES`.

    `sentences` has the columns of `SENTENCES`; `contexts` says of each document who spoke and when.

    Raises:
        KeyError: a document has no context.
    """
    guidance: list[tuple[object, ...]] = []
    refused: list[tuple[object, ...]] = []
    for row in _candidates(sentences).iter_rows(named=True):
        context = contexts[row["document"]]
        read = read_sentence(row["sentence"], context)
        if read is None:
            continue
        if row["is_table"]:
            read = Refusal(IN_A_TABLE)
        place = (
            *(row[name] for name in PLACE if name != "sentence_hash"),
            sentence_hash(row["sentence"]),
        )
        if isinstance(read, Refusal):
            refused.append((*place, read.reason))
        else:
            guidance.append((*place, *_values(read, context)))
    return (
        pl.DataFrame(guidance, schema=GUIDANCE, orient="row"),
        pl.DataFrame(refused, schema=REFUSED_SENTENCES, orient="row"),
    )


def _values(read: Guidance, context: Context) -> tuple[object, ...]:
    period = read.horizon
    when = (
        (period.name, period.grain, period.start(context.calendar), period.end(context.calendar))
        if period
        else (None, None, None, None)
    )
    return (
        read.kind, read.low_usd, read.high_usd, read.direction, *when, read.horizon_source,
        read.basis, read.basis_kind, read.standing, read.supersedes_low_usd,
        read.supersedes_high_usd,
    )  # fmt: skip
