"""What is found in a document's sentences, in the shape of `RAW_SEC_DOCUMENTS`.

Which documents of a filing are read stands here; how sentences are read is in `pipelines/text/`.
No sentence leaves this module: figures, labels, places and digests do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.raw import RAW_SEC_DOCUMENTS
from pipelines.sources.document import Parsed, Refusal, SourceError, quarantine_rows
from pipelines.text import documents
from pipelines.text.errors import DocumentError
from pipelines.text.guidance import GUIDANCE, Context, extract_guidance
from pipelines.text.sentences import PLACE, sentences
from pipelines.text.technologies import find_technologies

if TYPE_CHECKING:
    from pipelines.registry import Company, Registry
    from pipelines.sources.base import Filing
    from pipelines.text.documents import Document, Exhibit

NAME = "sec_documents"
TABLE = RAW_SEC_DOCUMENTS

# Periodic reports are read themselves, of current reports the exhibits with which they come.
PERIODIC = ("10-K", "10-KT", "10-Q", "10-QT", "20-F")
CURRENT = ("8-K", "6-K")
AMENDMENT = "/A"
FORMS = tuple(f"{form}{ending}" for form in (*PERIODIC, *CURRENT) for ending in ("", AMENDMENT))

DOCUMENT, GUIDED, NAMED = "document", "guidance", "technology"

_PRESS_RELEASE = re.compile(r"EX-99\b", re.IGNORECASE)
# Of a page of pictures `documents.py` takes at most as many for a caption.
_FEWEST_LETTERS = 200
_OF_GUIDANCE = tuple(name for name in GUIDANCE if name not in PLACE)


def is_current(form: str) -> bool:
    """Whether a report is of an event, so that its exhibits speak."""
    return form.removesuffix(AMENDMENT) in CURRENT


@dataclass(frozen=True, slots=True)
class Reading:
    """Of whose filing a file is, and what is looked for in it.

    Attributes:
        filing: the filing that the file is, or belongs to.
        company: whose filing.
        registry: the technologies to look for.
        document: the file's name in the filing, where it is one document and that is known.
    """

    filing: Filing
    company: Company
    registry: Registry
    document: str | None = None


def read(body: bytes, name: str, reading: Reading) -> Parsed:
    """The findings in a file, and what of it could not be read.

    Args:
        body: a complete submission, or one document.
        name: what the file is called in sentences for a person.
        reading: whose it is.

    Raises:
        SourceError: the file cannot be used, or is another filing's.
    """
    filing, company_id = reading.filing, reading.company.company_id
    try:
        whole = documents.read(body, f"{NAME} of {company_id}, {name}")
    except DocumentError as error:
        raise SourceError(str(error)) from None
    if whole.accession not in {None, filing.accession}:
        raise SourceError(
            f"{whole.name} is filing {whole.accession}, not {filing.accession}: get the right file"
        )
    frames = [
        _of_exhibit(exhibit, whole, reading)
        for exhibit in whole.exhibits
        if _is_wanted(exhibit.exhibit, filing.form) and _holds_words(exhibit)
    ]
    refused = [
        Refusal(f"text {each.exhibit or 'as a whole'} #{place}", each.reason, filing.accession)
        for place, each in enumerate(whole.unread)
        if _is_wanted(each.exhibit, filing.form)
    ]
    return Parsed(
        TABLE.conform(pl.concat([TABLE.empty(), *frames])),
        quarantine_rows(NAME, company_id, refused),
    )


def _is_wanted(exhibit: str, form: str) -> bool:
    """Whether a document of a filing is read; one without a type is the filing's own."""
    if not exhibit:
        return True
    if is_current(form):
        return _PRESS_RELEASE.match(exhibit) is not None
    return exhibit == form


def _holds_words(exhibit: Exhibit) -> bool:
    """Whether there is something to read: pictures with a caption are no text that says nothing."""
    return sum(len(block.text) for block in exhibit.blocks) >= _FEWEST_LETTERS


def _of_exhibit(exhibit: Exhibit, whole: Document, reading: Reading) -> pl.DataFrame:
    """The rows of one document, the document's own first."""
    filing, company, technologies = reading.filing, reading.company, reading.registry.technologies
    told = sentences(documents.Document(whole.name, (exhibit,)))
    context = Context(filing.filed_date, company.fiscal_calendar, company.company_id)
    guided, refused = extract_guidance(told, {whole.name: context})
    named = find_technologies(told, technologies, {whole.name})
    own = pl.DataFrame(
        {
            "finding": [DOCUMENT],
            "position": [0],
            "sentences": [told.height],
            "refused_sentences": [refused.height],
            "watched": [";".join(sorted(each.technology_id for each in technologies))],
        }
    )
    place = {"position": pl.col("position") + 1, "sentence_sha256": pl.col("sentence_hash")}
    rows = pl.concat(
        [
            own,
            guided.select(*_OF_GUIDANCE, finding=pl.lit(GUIDED), **place),
            named.select(
                "technology_id",
                "term",
                finding=pl.lit(NAMED),
                mentions=pl.col("terms"),
                mention_class=pl.col("class"),
                **place,
            ),
        ],
        how="diagonal_relaxed",
    )
    types = TABLE.polars_schema
    absent = [pl.lit(None, types[name]).alias(name) for name in types if name not in rows.columns]
    return (
        rows.with_columns(absent)
        .with_columns(
            company_id=pl.lit(company.company_id),
            cik=pl.lit(filing.cik),
            accession=pl.lit(filing.accession),
            form=pl.lit(filing.form),
            filed_date=pl.lit(filing.filed_date),
            accepted_at=pl.lit(whole.accepted_at, pl.Datetime("us")),
            document=pl.lit(
                exhibit.file_name if exhibit.exhibit else reading.document, pl.String()
            ),
            exhibit=pl.lit(exhibit.exhibit or filing.form),
        )
        .select(pl.col(name).cast(type_) for name, type_ in types.items())
    )
