"""The SEC's companyfacts: every fact without dimensions that a filer's filings state (trap S1).

Holds the request, the rules by which a document or a fact is refused, and the shape of
`contracts.RAW_SEC_COMPANY_FACTS`. How a body is read fast is in `fact_arrays.py` and
`fact_lines.py`; which forms count, which version stands and what a period is belongs to
`normalize/`.

Source of the shape: the SEC's EDGAR application programming interfaces,
`/api/xbrl/companyfacts/CIK##########.json`.
"""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.archive.transport import Request
from pipelines.contracts import RAW_SEC_COMPANY_FACTS
from pipelines.sources import fact_arrays, fact_lines
from pipelines.sources.document import Parsed, Refusal, SourceError, cik_name, quarantine_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.registry import Company, Registry
    from pipelines.settings import Settings

SOURCE = "sec_company_facts"
TABLE = RAW_SEC_COMPANY_FACTS
ParsedFacts = Parsed

# The standard taxonomies that the SEC accepts (EDGAR Filer Manual, Taxonomies). Extension
# concepts of a filer are never in companyfacts, so any other prefix is a change of the API.
# fmt: off
TAXONOMIES = frozenset({
    "us-gaap", "ifrs-full", "srt", "dei", "ecd", "ffd", "cyd", "shr", "spac", "sbs", "snj", "rxp",
    "sro", "invest", "cef", "oef", "rr", "vip", "fnd", "country", "currency", "exch", "naics",
    "sic", "stpr",
})
# fmt: on

# No filing states a period before this; an earlier date is a slip of whoever wrote the body.
_EARLIEST = dt.date(1900, 1, 1)
_DAYS = 2**22  # more days than there are until the year 9999

# Companies read at once: enough to spread the cost of a call, few enough for a small memory.
_BATCH = 4


@dataclass(frozen=True, slots=True)
class CompanyBody:
    """A companyfacts body and whose it must be."""

    body: bytes
    company_id: str
    cik: int


def request(cik: int, settings: Settings) -> Request:
    """The request for the facts of one CIK, its number padded to ten digits (trap ET5)."""
    name = cik_name(cik)
    return Request(SOURCE, name, f"{settings.sec_data_url}/api/xbrl/companyfacts/{name}.json")


def requests(company: Company, settings: Settings) -> list[Request]:
    """The requests for every CIK of a company, today's first (trap ET4)."""
    return [request(cik, settings) for cik in company.ciks]


def parser_inputs(registry: Registry) -> str:
    """What a parse depends on besides the body: the concepts that the registry names."""
    return " ".join(sorted(registry.concepts))


def parse_document(
    body: bytes, requested: Request, company_id: str, cik: int, registry: Registry
) -> Parsed:
    """`parse` with the registry's concepts; `requested` is the request that brought the body."""
    del requested
    return parse(body, company_id, cik, registry.concepts)


def newest_period(frame: pl.DataFrame) -> object:
    """The newest period end among the facts, a date or None."""
    return frame["period_end"].max()


def parse(body: bytes, company_id: str, cik: int, concepts: frozenset[str] | None = None) -> Parsed:
    """Parse one companyfacts body into the rows of `contracts.RAW_SEC_COMPANY_FACTS`.

    Each fact stands once: one that repeats concept, unit, period, accession and value is left
    out. Facts that differ in value are all kept, as are facts without `fy` or `fp` (8-K, 6-K;
    trap P5) and facts of any form (trap P4 is decided by `normalize`).

    Args:
        body: the body as fetched.
        company_id: the company, as the registry names it.
        cik: the CIK that was asked for.
        concepts: concepts to keep, with their prefix; None keeps all.

    Raises:
        SourceError: the body is empty, HTML, cut off, no JSON, about another CIK, or states
            no facts with units.
    """
    ((_, outcome),) = parse_batch([CompanyBody(body, company_id, cik)], concepts)
    if isinstance(outcome, SourceError):
        raise outcome
    return outcome


def parse_many(
    bodies: Iterable[CompanyBody], concepts: frozenset[str] | None = None, workers: int = 2
) -> Iterator[tuple[CompanyBody, Parsed | SourceError]]:
    """`parse` of many bodies, in their order, a few companies at a time.

    Bodies are drawn as they are needed, so that a generator keeps memory small. A refused
    document is yielded as its `SourceError` and stops no other.
    """
    batches = iter(bodies)
    with ThreadPoolExecutor(workers) as pool:
        waiting = []
        while batch := list(islice(batches, _BATCH)):
            waiting.append(pool.submit(parse_batch, batch, concepts))
            if len(waiting) > workers:
                yield from waiting.pop(0).result()
        for future in waiting:
            yield from future.result()


def parse_batch(
    batch: list[CompanyBody], concepts: frozenset[str] | None = None
) -> list[tuple[CompanyBody, Parsed | SourceError]]:
    """`parse` of a few bodies at once; a refused document is its `SourceError`."""
    documents: list[fact_arrays.FactDocument | SourceError] = []
    for item in batch:
        try:
            documents.append(_cut(item, concepts))
        except SourceError as error:
            documents.append(error)
    arrays = [
        array
        for document in documents
        if not isinstance(document, SourceError)
        for array in document.arrays
    ]
    judged = _judge(fact_lines.read(arrays))
    results: list[tuple[CompanyBody, Parsed | SourceError]] = []
    first = 0
    for item, document in zip(batch, documents, strict=True):
        if isinstance(document, SourceError):
            results.append((item, document))
            continue
        last = first + len(document.arrays)
        results.append((item, _shape(item, document, _lines(judged, first, last), first)))
        first = last
    return results


def _cut(item: CompanyBody, concepts: frozenset[str] | None) -> fact_arrays.FactDocument:
    what = f"companyfacts of {item.company_id} ({cik_name(item.cik)})"
    document = fact_arrays.cut(
        item.body,
        item.cik,
        what,
        is_wanted=(lambda _: True) if concepts is None else concepts.__contains__,
        is_known_taxonomy=TAXONOMIES.__contains__,
    )
    if not document.has_facts:
        raise SourceError(
            f"{what}: the body states no facts with units: it was stripped by whoever stored "
            "it, or companyfacts are not published for this filer"
        )
    return document


def _judge(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts in the table's order, each once, with `is_good`."""
    start, end, filed = pl.col("start"), pl.col("end"), pl.col("filed")
    is_good = (
        pl.col("problem").is_null()
        & pl.col("val").is_not_null()
        & (end <= filed)
        & (start.is_null() | ((start <= end) & (start >= _EARLIEST)))
        & (end >= _EARLIEST)
        & pl.col("filing").is_not_null()
        & (pl.col("form").str.len_bytes() > 0)
    ).fill_null(False)
    # Whole numbers sort several times faster than dates and texts: line and period in one,
    # the accession is another. The order of refused facts does not matter.
    first_of_line = pl.col("line").cast(pl.UInt64) * _DAYS * _DAYS
    place = (
        first_of_line
        + (end - _EARLIEST).dt.total_days().cast(pl.UInt64, strict=False) * _DAYS
        + ((start - _EARLIEST).dt.total_days() + 1).fill_null(0).cast(pl.UInt64, strict=False)
    )
    facts = facts.with_columns(is_good=is_good, place=place.fill_null(first_of_line)).sort(
        "place", "filing", maintain_order=True
    )
    is_together = pl.all_horizontal(
        pl.col(name) == pl.col(name).shift() for name in ("place", "filing", "is_good")
    )
    if not facts.select(is_together.any()).item():
        return facts
    facts = facts.sort("place", "filing", "val", maintain_order=True)
    is_repeated = pl.all_horizontal(
        pl.col(name) == pl.col(name).shift() for name in ("place", "filing", "val", "is_good")
    )
    return facts.filter(~(is_repeated & pl.col("is_good")).fill_null(False))


def _lines(judged: pl.DataFrame, first: int, last: int) -> pl.DataFrame:
    """The rows of the arrays from `first` until before `last`; the frame is sorted by line."""
    start, stop = (judged["line"].search_sorted(line) for line in (first, last))
    return judged.slice(start, stop - start)


def _shape(
    item: CompanyBody, document: fact_arrays.FactDocument, judged: pl.DataFrame, first: int
) -> Parsed:
    line = judged["line"] - first
    concepts = pl.Series([array.concept for array in document.arrays], dtype=pl.String)
    units = pl.Series([array.unit for array in document.arrays], dtype=pl.String)
    named = judged.with_columns(concept=concepts.gather(line), unit=units.gather(line))
    bad = named.filter(~pl.col("is_good"))
    good = named.filter("is_good") if bad.height else named
    frame = good.select(
        pl.lit(item.company_id).alias("company_id"),
        pl.lit(item.cik, pl.Int64).alias("cik"),
        pl.lit(document.entity_name).alias("entity_name"),
        "concept",
        "unit",
        pl.col("start").alias("period_start"),
        pl.col("end").alias("period_end"),
        pl.col("val").alias("value"),
        pl.col("accn").alias("accession"),
        pl.col("fy").alias("filing_fiscal_year"),
        pl.col("fp").alias("filing_fiscal_period"),
        "form",
        pl.col("filed").alias("filed_date"),
    )
    refusals = [*document.refusals, *(_refusal(row) for row in bad.iter_rows(named=True))]
    return Parsed(frame, quarantine_rows(SOURCE, item.company_id, refusals))


def _refusal(row: dict[str, Any]) -> Refusal:
    item = f"{row['concept']} {row['unit']} #{row['position']}"
    period = f"{row['start']} to {row['end']}" if row["start"] else f"{row['end']}"
    accession = row["accn"] if isinstance(row["accn"], str) else None
    return Refusal(
        item,
        f"{item}: the fact of {period} in {accession or 'no filing'} {_problem(row)}: it is left "
        "out, the filer's other facts stay",
        accession,
    )


def _problem(row: dict[str, Any]) -> str:
    """What is wrong with a refused fact: the first of the rules of `_judge` that it breaks."""
    start, end, filed = row["start"], row["end"], row["filed"]
    rules = (
        (row["problem"] is not None, row["problem"]),
        (row["val"] is None, "has no value"),
        (end is None, "has no period end"),
        (start and end and start > end, "starts after it ends"),
        (end and (start or end) < _EARLIEST, f"has a period before {_EARLIEST.year}"),
        (filed is None, "has no filing date"),
        (end and filed and end > filed, f"ends after its filing date {filed}"),
        (not row["form"], "names no form"),
    )
    return next((text for broken, text in rules if broken), "names no valid accession number")
