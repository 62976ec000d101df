"""Documents that were read, and where they name technologies.

A sentence that an amendment repeats counts once. How sentences are read is in `pipelines/text/`;
what a person entered of calls stands beside what documents say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.normalized import (
    DOCUMENTS,
    REFUSALS,
    TECHNOLOGIES,
    TECHNOLOGY_MENTIONS,
)
from pipelines.normalize.facts.publication_time import end_of_day_in_new_york
from pipelines.normalize.facts.statements import STATED_DATE_END
from pipelines.normalize.refusals import sources
from pipelines.normalize.texts.sayings import (
    REPEATED_IN_AMENDMENT,
    STATEMENT,
    with_known_from,
    without_repeats,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipelines.registry import Registry

_DOCUMENTS, _STATEMENTS = "sec_documents", "technology_statements"


@dataclass(frozen=True, slots=True)
class Texts:
    """What companies say in words.

    Attributes:
        documents: `normalized.documents`.
        mentions: `normalized.technology_mentions`.
        refusals: what counts nowhere, as rows of `normalized.refusals`.
    """

    documents: pl.DataFrame
    mentions: pl.DataFrame
    refusals: pl.DataFrame


def technologies(registry: Registry) -> pl.DataFrame:
    """`normalized.technologies`: the registry's entries."""
    names = list(TECHNOLOGIES.polars_schema)
    rows = [[getattr(each, name) for name in names] for each in registry.technologies]
    return TECHNOLOGIES.conform(pl.DataFrame(rows, schema=TECHNOLOGIES.polars_schema, orient="row"))


def texts(
    found: pl.DataFrame,
    statements: pl.DataFrame,
    filings: pl.DataFrame,
    watched: Collection[str],
) -> Texts:
    """What documents and calls say.

    Args:
        found: `raw.sec_documents`.
        statements: `raw.technology_statements`.
        filings: `raw.sec_filings`, for acceptance times.
        watched: the technologies of the registry; what names another, which the registry had when
            the document was read, is left out.

    A filing is known from its acceptance as submissions give it, else as its own header does, else
    from the end of its filing date in New York; a call from the end of its day there.
    """
    dated = with_known_from(found, filings)
    documents = dated.filter(pl.col("finding") == "document")
    is_watched = pl.col("technology_id").is_in(watched)
    named = dated.filter((pl.col("finding") == "technology") & is_watched).with_columns(
        source=pl.lit(_DOCUMENTS), source_reference="accession", said_date="filed_date"
    )
    counted, repeated = without_repeats(named, "technology_id")
    spoken = statements.filter(is_watched).select(
        "company_id",
        "technology_id",
        "document",
        "mentions",
        "mention_class",
        source=pl.lit(_STATEMENTS),
        source_reference="file",
        exhibit=pl.lit(STATEMENT),
        said_date="stated_date",
        known_from=end_of_day_in_new_york(pl.col("stated_date")),
        known_from_basis=pl.lit(STATED_DATE_END),
    )
    names = list(TECHNOLOGY_MENTIONS.polars_schema)
    both = pl.concat([counted, spoken], how="diagonal_relaxed").select(names)
    return Texts(
        DOCUMENTS.conform(documents),
        TECHNOLOGY_MENTIONS.conform(both),
        _of_repeats(repeated),
    )


def _of_repeats(repeated: pl.DataFrame) -> pl.DataFrame:
    """One refusal for each amendment and technology."""
    told = repeated.group_by("company_id", "technology_id", "accession", "form").agg(
        sentences=pl.len()
    )
    return told.select(
        table_name=pl.lit("fct_technology_mentions"),
        key=pl.format("{} {} {}", "company_id", "technology_id", "accession"),
        subject="technology_id",
        company_id="company_id",
        rule=pl.lit(REPEATED_IN_AMENDMENT),
        reason=pl.format(
            "The {} {} repeats {} sentences on {} of the filing that it amends: each counts once.",
            "form",
            "accession",
            "sentences",
            "technology_id",
        ),
        **sources(pl.col("accession")),
    ).select(REFUSALS.polars_schema.keys())
