"""The facts of a filing with their dimensions: revenue by segment, product, market and customer.

And what companyfacts may lack of the filing's totals, under concepts that the registry names.

Holds which filings are read, the requests (folder, instance, label linkbase), the concepts kept,
and the shape of `RAW_SEC_SEGMENT_FACTS`. The company's totals without dimensions are
in companyfacts too, which has no dimensions (trap S1); here they stand for reconciliation. How
XBRL is read is in `xbrl/`, which documents of a folder are read in `sec_segment_folder.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.archive.transport import Request
from pipelines.contracts.columns import DATE_MEMBER
from pipelines.contracts.raw import RAW_SEC_SEGMENT_FACTS
from pipelines.sources.base import SEC_LIMITS, SEC_TERMS, Filing, FilingSource, Publisher
from pipelines.sources.document import (
    Parsed,
    Refusal,
    SourceError,
    cik_name,
    quarantine_rows,
)
from pipelines.sources.filing_lists import filings_to_read, folder_url
from pipelines.sources.sec_segment_facts import replay
from pipelines.sources.sec_segment_facts.folder import choose, files_of
from pipelines.sources.sec_segment_facts.replay import NAME, REPLAY
from pipelines.sources.xbrl import parse_instance, parse_labels
from pipelines.sources.xbrl.identity import cover_of, names_form, refuse_other_form

if TYPE_CHECKING:
    from pipelines.archive.transport import Transport
    from pipelines.registry import Company, Registry
    from pipelines.settings import Settings
    from pipelines.sources.base import Fetch
    from pipelines.sources.xbrl import Facts

TABLE = RAW_SEC_SEGMENT_FACTS

# Periodic reports state revenue by segment; their amendments do too.
FORMS = tuple(
    f"{form}{ending}"
    for form in ("10-K", "10-KT", "10-Q", "10-QT", "20-F", "40-F")
    for ending in ("", "/A")
)

# Shares of major customers (ASC 280-10-50-42), by both names that the element has had.
_CUSTOMER_SHARES = frozenset(
    {"us-gaap:ConcentrationRiskPercentage", "us-gaap:ConcentrationRiskPercentage1"}
)
_REVENUE = "revenue"

_LABEL_ROLE = "standard"
_CURRENCY = r"^[A-Z]{3}$"
_UNPREFIXED = rf"\b{replay.UNPREFIXED}:"


def concepts(registry: Registry) -> frozenset[str]:
    """The concepts kept with their dimensions.

    What can state revenue or complete it, and shares of major customers. Of the registry's other
    concepts the figures are kept under whose dimensions they state a metric.
    """
    revenue = (metric.concepts for metric in registry.metrics if metric.metric_id == _REVENUE)
    stated = frozenset(concept for each in revenue for concept in each)
    return stated | registry.completing_concepts | _CUSTOMER_SHARES


def parser_inputs(registry: Registry) -> str:
    """What a parse depends on besides the bodies: the concepts kept."""
    return "\0".join((*sorted(concepts(registry)), "", *sorted(registry.places)))


def filings(company: Company, transport: Transport, settings: Settings) -> list[Filing]:
    """The company's periodic reports to be read, the newest first.

    Live: those of `raw.sec_filings` since `settings.segment_facts_since`. Recorded: those of
    which facts are recorded, which need not be among the recorded submissions.

    Raises:
        NotRecorded: it is not known which filings there are.
        SourceError: the list cannot be read.
    """
    return filings_to_read(
        NAME, company, transport, settings, forms=FORMS, since=settings.segment_facts_since
    )


def read_filing(
    filing: Filing, company_id: str, fetch: Fetch, registry: Registry, settings: Settings
) -> Parsed:
    """Ask for the folder of a filing, its instance and its labels, and parse them.

    A filing without XBRL (before 2009, or an amendment of text) has no rows.

    Raises:
        SourceError: a document cannot be used, or an inline filing has no instance yet.
        FetchError: a document could not be fetched.
    """
    what = f"{NAME} of {company_id}, {filing.accession}"
    folder = folder_url(filing, settings)

    def request(name: str, *, is_immutable: bool) -> Request:
        key = f"{cik_name(filing.cik)}/{filing.accession}/{name}"
        return Request(NAME, key, f"{folder}/{name}", is_immutable=is_immutable)

    # The renderer adds the extract minutes after the filing: the index alone may change.
    index = fetch(request(replay.INDEX, is_immutable=False)).body
    chosen = choose(files_of(index, f"{what}, {replay.INDEX}"))
    if chosen is None:
        if filing.has_instance:
            raise SourceError(
                f"{what}: the folder holds no instance, although the filing has XBRL: "
                f"run again later, or look at {folder}/"
            )
        return Parsed(TABLE.empty(), quarantine_rows(NAME, company_id, ()))
    instance = fetch(request(chosen.instance, is_immutable=True)).body
    named = f"{what}, {chosen.instance}"
    if names_form(instance):
        refuse_other_form(cover_of(instance), filing.form, named)
    facts = parse_instance(instance, named)
    labels = None
    if chosen.labels is not None:
        body = fetch(request(chosen.labels, is_immutable=True)).body
        labels = parse_labels(body, f"{what}, {chosen.labels}")
    document = replay.document_of(chosen.instance)
    return rows_of(
        facts,
        labels,
        filing,
        company_id=company_id,
        document=document,
        registry=registry,
    )


def rows_of(
    facts: Facts,
    labels: pl.DataFrame | None,
    filing: Filing,
    *,
    company_id: str,
    document: str | None,
    registry: Registry,
) -> Parsed:
    """The facts that the registry asks for in the shape of the table.

    Args:
        facts: as `xbrl.parse_instance` or `parse_inline` gives them.
        labels: as `xbrl.parse_labels` gives them, where there is a label linkbase.
        filing: the filing that states them.
        company_id: whose filing.
        document: the file that states them, for facts that name none.
        registry: with the concepts kept.

    A fact that the filing repeats is kept once, at its most exact, then at its first place.
    """
    frame = (
        facts.frame.with_columns(pl.col("dimensions").str.replace_all(_UNPREFIXED, ""))
        .filter(
            pl.col("concept").is_in(list(concepts(registry)))
            | pl.format(
                "{} {}", "concept", pl.col("dimensions").str.replace(DATE_MEMBER, "=")
            ).is_in(list(registry.places))
        )
        .with_columns(
            company_id=pl.lit(company_id),
            cik=pl.lit(filing.cik),
            accession=pl.lit(filing.accession),
            form=pl.lit(filing.form),
            filed_date=pl.lit(filing.filed_date),
            document=pl.lit(document, pl.String()) if document else pl.col("document"),
        )
        .with_columns(dimension_labels=pl.lit(None, pl.String()))
        .sort("decimals", "fact_order", descending=[True, False], nulls_last=False)
        .unique(TABLE.key, keep="first", maintain_order=True)
    )
    is_money = pl.col("concept").is_in(_CUSTOMER_SHARES) | pl.col("unit").str.contains(_CURRENCY)
    refused = [
        *(Refusal(each.item, each.reason, filing.accession) for each in facts.refused),
        *_not_in_money(frame.filter(~is_money), filing, company_id),
    ]
    return Parsed(
        TABLE.conform(_labelled(frame.filter(is_money), labels)),
        quarantine_rows(NAME, company_id, refused),
    )


def _not_in_money(frame: pl.DataFrame, filing: Filing, company_id: str) -> list[Refusal]:
    """Revenue in shares, a bare number or a unit of the filer's own is no revenue."""
    named = frame.select("concept", "dimensions", "period_end", "fact_order", "unit")
    return [
        Refusal(
            f"{concept} {dimensions or 'total'} {period_end} #{order}",
            f"{NAME} of {company_id}, {filing.accession}: {concept} of {period_end} is in "
            f"{unit!r}, which is not a currency: it is left out",
            filing.accession,
        )
        for concept, dimensions, period_end, order, unit in named.iter_rows()
    ]


def _labelled(frame: pl.DataFrame, labels: pl.DataFrame | None) -> pl.DataFrame:
    """The frame with the members' standard labels; a label's own `;` becomes a comma."""
    if labels is None:
        return frame
    standard = labels.filter(pl.col("role") == _LABEL_ROLE)
    by_member = dict(zip(standard["qname"], standard["label"], strict=True))

    def labels_of(dimensions: str) -> str | None:
        found = [by_member.get(pair.partition("=")[2], "") for pair in dimensions.split(";")]
        cleaned = [" ".join(label.replace(";", ",").split()) for label in found]
        return ";".join(cleaned) if any(cleaned) else None

    by_dimensions = {each: labels_of(each) for each in frame["dimensions"].unique() if each}
    return frame.with_columns(
        dimension_labels=pl.col("dimensions").replace_strict(
            list(by_dimensions),
            pl.Series(list(by_dimensions.values()), dtype=pl.String()),
            default=None,
            return_dtype=pl.String(),
        )
    )


SOURCE = FilingSource(
    name=NAME,
    table=TABLE,
    period="period_end",
    publishers=(
        Publisher(
            name="SEC, documents of a filing",
            url="https://www.sec.gov/search-filings",
            gives="the XBRL of annual and quarterly reports: figures by segment, product, customer",
            appears="on the day of the filing",
            terms=SEC_TERMS,
            limits=SEC_LIMITS,
        ),
        Publisher(
            name="SEC, Financial Statement Data Sets",
            url=(
                "https://www.sec.gov/data-research/sec-markets-data/financial-statement-data-sets"
            ),
            gives="the primary statements of all filers, with dimensions; recorded, never fetched",
            appears="a bundle a quarter, up to two quarters later",
            terms=SEC_TERMS,
        ),
    ),
    parser_inputs=parser_inputs,
    replay=REPLAY,
    filings=filings,
    read_filing=read_filing,
)
