"""The SEC's companyfacts: every fact without dimensions that a filer's filings state (trap S1).

Holds the request, the rules by which a document or a fact is refused, and the shape of
`RAW_SEC_COMPANY_FACTS`. How a body is read fast is in `fact_arrays.py` and
`fact_lines.py`; which forms count, which version stands and what a period is belongs to
`normalize/`.

Source of the shape: the SEC's EDGAR application programming interfaces,
`/api/xbrl/companyfacts/CIK##########.json`.
"""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import polars as pl
from msgspec import structs

from pipelines.archive.transport import Request
from pipelines.contracts.raw import RAW_SEC_COMPANY_FACTS
from pipelines.sources.base import SEC_LIMITS, SEC_TERMS, CompanySource, Publisher
from pipelines.sources.document import Parsed, Refusal, SourceError, cik_name, quarantine_rows
from pipelines.sources.sec_company_facts import fact_arrays, fact_lines
from pipelines.sources.sec_company_facts.replay import NAME, REPLAY
from pipelines.sources.xbrl.names import TAXONOMIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.registry import Company, Registry
    from pipelines.settings import Settings

TABLE = RAW_SEC_COMPANY_FACTS

# No filing states a period before this; an earlier date is a slip of whoever wrote the body.
_EARLIEST = dt.date(1900, 1, 1)
_DAYS = 2**22  # more days than there are until the year 9999

# Companies read at once: enough to spread the cost of a call, few enough for a small memory.
_BATCH = 3

# How a currency is written, by some with the prefix of the taxonomy of currencies.
_CURRENCY = re.compile(r"\s*(?:iso4217:)?([a-z]{3})\s*", re.ASCII | re.IGNORECASE)

# The table's columns, as the facts call them.
_COLUMNS = [
    "company_id", "cik", "entity_name", "concept", "unit", "start", "end", "val", "accn", "fy",
    "fp", "form", "filed",
]  # fmt: skip


_FACT = ["concept", "unit", "period_start", "period_end", "accession", "value"]


@dataclass(frozen=True, slots=True)
class CompanyBody:
    """A companyfacts body and whose it must be."""

    body: bytes
    company_id: str
    cik: int


def request(cik: int, settings: Settings) -> Request:
    """The request for the facts of one CIK, its number padded to ten digits (trap ET5)."""
    name = cik_name(cik)
    return Request(NAME, name, f"{settings.sec_data_url}/api/xbrl/companyfacts/{name}.json")


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


def wanted(frame: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """The rows of concepts that the registry names."""
    return frame.filter(pl.col("concept").is_in(list(registry.concepts)))


def parse(body: bytes, company_id: str, cik: int, concepts: frozenset[str] | None = None) -> Parsed:
    """Parse one companyfacts body into the rows of `RAW_SEC_COMPANY_FACTS`.

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
    bodies: Iterable[CompanyBody], concepts: frozenset[str] | None = None, workers: int = 3
) -> Iterator[tuple[CompanyBody, Parsed | SourceError]]:
    """`parse` of many bodies, in their order, a few companies at a time.

    Bodies are drawn as they are needed, so that a generator keeps memory small. A refused
    document is yielded as its `SourceError` and stops no other. Three workers keep two processors
    busy, since each holds the interpreter for a part of its time; a fourth only costs memory.
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
    readable = [
        (item, document)
        for item, document in zip(batch, documents, strict=True)
        if not isinstance(document, SourceError)
    ]
    facts = fact_lines.read([array for _, document in readable for array in document.arrays])
    judged = _judge(facts, _names(readable))
    results: list[tuple[CompanyBody, Parsed | SourceError]] = []
    first = 0
    for item, document in zip(batch, documents, strict=True):
        if isinstance(document, SourceError):
            results.append((item, document))
            continue
        last = first + len(document.arrays)
        results.append((item, _shape(item, document, _lines(judged, first, last))))
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
    if concepts is None:
        return document
    arrays, refusals = [], list(document.refusals)
    for array in document.arrays:
        if currency := _CURRENCY.fullmatch(array.unit):
            arrays.append(structs.replace(array, unit=currency[1].upper()))
        else:
            named = f"{array.concept} {array.unit}"
            refusals.append(
                Refusal(
                    named,
                    f"{named}: {what}: the facts are in {array.unit!r}, which is not a currency: "
                    "they are left out",
                )
            )
    return replace(document, arrays=arrays, refusals=refusals)


def _names(documents: list[tuple[CompanyBody, fact_arrays.FactDocument]]) -> pl.DataFrame:
    """What the facts of one array have in common, one row per array."""
    rows = [
        (item.company_id, item.cik, document.entity_name, array.concept, array.unit)
        for item, document in documents
        for array in document.arrays
    ]
    columns = ("company_id", "cik", "entity_name", "concept", "unit")
    schema = {name: TABLE.polars_schema[name] for name in columns}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _judge(facts: fact_lines.Facts, names: pl.DataFrame) -> pl.DataFrame:
    """The facts in the table's order, each once, with `is_good` and the names of its array."""
    # What facts share is judged and ranked once; then they are sorted by a single whole number,
    # several times faster than by dates and texts. The order of refused facts does not matter.
    start, end = pl.col("start"), pl.col("end")
    period = facts.periods.select(
        ((start.is_null() | ((start <= end) & (start >= _EARLIEST))) & (end >= _EARLIEST))
        .fill_null(False)
        .alias("is_good"),
        (
            (end - _EARLIEST).dt.total_days().cast(pl.UInt64, strict=False) * _DAYS
            + ((start - _EARLIEST).dt.total_days() + 1).fill_null(0).cast(pl.UInt64, strict=False)
        )
        .rank("dense")
        .cast(pl.UInt64)
        .fill_null(0)
        .alias("rank"),
    )
    filing = facts.filings.select(
        (pl.col("number").is_not_null() & (pl.col("form").str.len_bytes() > 0))
        .fill_null(False)
        .alias("is_good"),
        pl.col("number").rank("dense").cast(pl.UInt64).fill_null(0).alias("rank"),
    )
    of_period, of_filing = facts.rows["period"], facts.rows["filing"]
    ends_before_filing = facts.periods["end"].gather(of_period) <= facts.filings["filed"].gather(
        of_filing
    )
    is_good = (
        facts.rows["problem"].is_null()
        & facts.rows["val"].is_not_null()
        & ends_before_filing.fill_null(False)
        & period["is_good"].gather(of_period)
        & filing["is_good"].gather(of_filing)
    )
    place = (
        facts.rows["line"].cast(pl.UInt64) * (period.height + 1) + period["rank"].gather(of_period)
    ) * (filing.height + 1) + filing["rank"].gather(of_filing)
    rows = _each_once(facts.rows.with_columns(place=place, is_good=is_good))
    of_period, of_filing = rows["period"], rows["filing"]
    return rows.select("line", "position", "val", "problem", "is_good").hstack(
        [
            *names.select(pl.all().gather(rows["line"])),
            *facts.periods.select(pl.all().gather(of_period)),
            *facts.filings.select(pl.all().gather(of_filing)),
        ]
    )


def _each_once(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows sorted by `place`, without the good ones that repeat another's place and value."""

    def is_same(*names: str) -> pl.Expr:
        return pl.all_horizontal(pl.col(name) == pl.col(name).shift() for name in names)

    rows = rows.sort("place", maintain_order=True)
    if not rows.select(is_same("place", "is_good").any()).item():
        return rows
    rows = rows.sort("place", "val", maintain_order=True)
    is_repeated = is_same("place", "val", "is_good") & pl.col("is_good")
    return rows.filter(~is_repeated.fill_null(False))


def _lines(judged: pl.DataFrame, first: int, last: int) -> pl.DataFrame:
    """The rows of the arrays from `first` until before `last`; the frame is sorted by line."""
    start, stop = (judged["line"].search_sorted(line) for line in (first, last))
    return judged.slice(start, stop - start)


def _shape(item: CompanyBody, document: fact_arrays.FactDocument, judged: pl.DataFrame) -> Parsed:
    refusals = document.refusals
    if not judged["is_good"].all():
        bad = judged.filter(~pl.col("is_good"))
        refusals = [*refusals, *(_refusal(row) for row in bad.iter_rows(named=True))]
        judged = judged.filter("is_good")
    frame = judged[_COLUMNS]
    frame.columns = list(TABLE.polars_schema)
    arrays = {(array.concept, array.unit) for array in document.arrays}
    if len(arrays) < len(document.arrays):  # one unit that is written in two ways
        frame = frame.unique(_FACT, keep="first", maintain_order=True).sort(
            "concept", "unit", maintain_order=True
        )
    refused = quarantine_rows(NAME, item.company_id, refusals)
    return Parsed(frame, refused, document.entity_name)


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


SOURCE = CompanySource(
    name=NAME,
    table=TABLE,
    period="period_end",
    publishers=(
        Publisher(
            name="SEC, company facts",
            url="https://www.sec.gov/search-filings/edgar-application-programming-interfaces",
            gives="every tagged figure without dimensions of a filer, all years",
            appears="up to a week after a filing",
            terms=SEC_TERMS,
            limits=SEC_LIMITS,
        ),
    ),
    parser_inputs=parser_inputs,
    replay=REPLAY,
    requests=requests,
    parse=parse_document,
    wanted=wanted,
)
