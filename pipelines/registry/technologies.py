"""The technologies that documents are watched for; the shape of `technologies.yml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, field_validator, model_validator

from pipelines.registry.models import Entry, Identifier, Text

Words = Annotated[str, StringConstraints(min_length=2, max_length=60, strip_whitespace=True)]


class Term(Entry):
    """Words that name a technology.

    Attributes:
        words: the words; hyphens, blanks and the plural do not matter.
        exact_case: capitals matter, as in an abbreviation.
        needs_context: the words name other things too.
    """

    words: Words
    exact_case: bool = False
    needs_context: bool = False


class Technology(Entry):
    """A technology and its words.

    Attributes:
        technology_id: identifier.
        technology_name: name to show.
        description: what it is.
        terms: what names it.
        context: what in a sentence says that a term means it.
        excluded: what in a sentence says that a term means another thing.
        also_called: its names in lists of labelled sentences.
    """

    technology_id: Identifier
    technology_name: Text
    description: Text
    terms: tuple[Term, ...] = Field(min_length=1)
    context: tuple[Words, ...] = ()
    excluded: tuple[Words, ...] = ()
    also_called: tuple[Words, ...] = ()

    @field_validator("terms")
    @classmethod
    def _named_once(cls, terms: tuple[Term, ...]) -> tuple[Term, ...]:
        words = [term.words.lower() for term in terms]
        doubles = sorted({each for each in words if words.count(each) > 1})
        if doubles:
            raise ValueError(f"named twice: {', '.join(doubles)}")
        return terms

    @model_validator(mode="after")
    def _context_is_there(self) -> Technology:
        if not self.context and any(term.needs_context for term in self.terms):
            raise ValueError("context: a term that needs_context has none to be found beside it")
        both = sorted({word.lower() for word in self.context} & {w.lower() for w in self.excluded})
        if both:
            raise ValueError(f"excluded: stands in context too: {', '.join(both)}")
        return self
