"""Technologies that sentences name, and in which sense: in hand, in prospect, or as boilerplate.

What names a technology stands in `registry/technologies.yml`; this module says how its words are
looked for, and `mention_classes.py` in which sense a sentence names it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

import polars as pl

from pipelines.text.mention_classes import mention_class
from pipelines.text.sentences import PLACE, sentence_hash

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pipelines.registry import Technology, Term

# One row per sentence and technology that it names; `term` is the words as written, `term_start`
# their place in the sentence, `terms` how often it names the technology.
MENTIONS = {
    **PLACE,
    "technology_id": pl.String(),
    "term": pl.String(),
    "term_start": pl.Int64(),
    "terms": pl.Int64(),
    "class": pl.String(),
}


def find_technologies(
    sentences: pl.DataFrame,
    technologies: Iterable[Technology],
    of_the_trade: Collection[str] = (),
) -> pl.DataFrame:
    """The mentions in the columns of `MENTIONS`, in the order of the sentences.

    `sentences` has the columns of `SENTENCES`, and may have `is_question`, true where an analyst
    speaks; `of_the_trade` are the documents of followed companies, whose abbreviations are the
    trade's unless a word beside them says otherwise.
    """
    watched = [_watched(each) for each in technologies]
    if not watched:
        return pl.DataFrame(schema=MENTIONS)
    rows = _candidates(sentences, watched).to_dicts()
    in_full = {
        (row["document"], each.technology_id)
        for row in rows
        for each in watched
        if any(not hit.needs_context for hit in each.find(row["sentence"], is_trusted=False))
    }
    found: list[tuple[object, ...]] = []
    for row in rows:
        sentence, document = row["sentence"], row["document"]
        for each in watched:
            is_trusted = document in of_the_trade or (document, each.technology_id) in in_full
            if hits := each.find(sentence, is_trusted=is_trusted):
                place = (*(row[name] for name in PLACE if name in row), sentence_hash(sentence))
                first = hits[0]
                sense = mention_class(
                    sentence, first.start, is_question=bool(row.get("is_question"))
                )
                hit = (each.technology_id, sentence[first.start : first.end], first.start)
                found.append((*place, *hit, len(hits), sense))
    return pl.DataFrame(found, schema=MENTIONS, orient="row")


def _candidates(sentences: pl.DataFrame, watched: Iterable[_Watched]) -> pl.DataFrame:
    """The sentences that hold the letters of a term."""
    exact = sorted({words for each in watched for words in each.exact})
    others = sorted({words for each in watched for words in each.others})
    text = pl.col("sentence")
    return sentences.filter(
        text.str.contains_any(exact) | text.str.contains_any(others, ascii_case_insensitive=True)
    )


# Hyphens and blanks, which a term is found with and without.
_JOINTS = "[-‐‑–\\s]"
_WRITTEN_JOINTS = ("", " ", "-", "\u2010", "\u2011", "–")


# "Our CPO, Jane Smith, leads the optics group": an officer, whatever else the sentence names.
_OFFICER = re.compile(
    r", (?:(?:Dr|Mr|Mrs|Ms)\.? )?[A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][\w'’-]+"
    r",? (?:who|joins|joined|leads|led|oversees|said|says|spoke|will (?:speak|discuss|talk|present"
    r"|review|join|cover|walk))\b"
)


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    needs_context: bool


@dataclass(frozen=True, slots=True)
class _Watched:
    """A technology with its words compiled."""

    technology_id: str
    terms: tuple[tuple[re.Pattern[str], bool], ...]
    context: re.Pattern[str] | None
    excluded: re.Pattern[str] | None
    exact: tuple[str, ...]
    others: tuple[str, ...]

    def find(self, sentence: str, *, is_trusted: bool) -> list[_Hit]:
        """Where a sentence names the technology and means it, in order."""
        hits: list[_Hit] = []
        for pattern, needs_context in self.terms:
            for match in pattern.finditer(sentence):
                hit = _Hit(match.start(), match.end(), needs_context)
                is_inside = any(hit.start < each.end and each.start < hit.end for each in hits)
                if not is_inside and self._is_meant(sentence, hit, is_trusted):
                    hits.append(hit)
        return sorted(hits, key=lambda hit: hit.start)

    def _is_meant(self, sentence: str, hit: _Hit, is_trusted: bool) -> bool:
        if hit.needs_context and _OFFICER.match(sentence, hit.end):
            return False
        # Beside the term itself: "co-packaged optics" is no context of its own.
        beside = (sentence[: hit.start], sentence[hit.end :])
        if self.context is not None and any(map(self.context.search, beside)):
            return True
        if self.excluded is not None and any(map(self.excluded.search, beside)):
            return False
        return is_trusted or not hit.needs_context


@lru_cache(maxsize=100)
def _watched(technology: Technology) -> _Watched:
    # The longer term first: it holds the shorter one.
    terms = sorted(technology.terms, key=lambda term: len(term.words), reverse=True)
    return _Watched(
        technology.technology_id,
        tuple((_pattern(term), term.needs_context) for term in terms),
        _any_of(technology.context),
        _any_of(technology.excluded),
        tuple(each for term in terms if term.exact_case for each in _written(term)),
        tuple(each for term in terms if not term.exact_case for each in _written(term)),
    )


def _written(term: Term) -> list[str]:
    """The ways in which a term's joints are written."""
    parts = re.split(_JOINTS, term.words)
    joints = product(_WRITTEN_JOINTS, repeat=len(parts) - 1)
    return ["".join(_interleaved(parts, each)) for each in joints]


def _interleaved(parts: list[str], joints: tuple[str, ...]) -> list[str]:
    return [parts[0], *(word for pair in zip(joints, parts[1:], strict=True) for word in pair)]


def _pattern(term: Term) -> re.Pattern[str]:
    parts = [re.escape(part) for part in re.split(_JOINTS, term.words)]
    joined = f"{_JOINTS}?".join(parts)
    return re.compile(rf"(?<!\w){joined}(?:s|es)?(?!\w)", 0 if term.exact_case else re.IGNORECASE)


def _any_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Any of the words: those in capitals as they stand, the others in any case, as openings."""
    if not words:
        return None
    capitals = [re.escape(word) for word in words if word.isupper()]
    others = [re.escape(word) for word in words if not word.isupper()]
    forms = [rf"(?:{'|'.join(capitals)})s?(?!\w)"] if capitals else []
    forms += [rf"(?i:{'|'.join(others)})"] if others else []
    return re.compile(rf"(?<![A-Za-z])(?:{'|'.join(forms)})")
