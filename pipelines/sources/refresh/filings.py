"""The part of the shared step for sources that are read filing by filing, each filing once.

A filing never changes, so one that the table already holds, read by the same parser, is neither
asked for nor parsed again, and stays when nothing lists it any more. A filing that cannot be used
is refused with its accession and tried again by the next run; its last good rows stay, and the
others are used. Files are written in `engine.py`. No Dagster here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from pipelines.archive.errors import CorruptedObject, FetchError, NotRecorded, RetriesExhausted
from pipelines.archive.transport import Response
from pipelines.contracts.raw import RAW_QUARANTINE
from pipelines.sources.document import Parsed, Refusal, SourceError, quarantine_rows
from pipelines.sources.refresh.last_good import Made, digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.archive.transport import Request, Transport
    from pipelines.registry import Company, Registry
    from pipelines.settings import Settings
    from pipelines.sources.base import Filing, FilingSource
    from pipelines.sources.refresh.last_good import LastGood


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a company's filings say now.

    Attributes:
        made: how the rows were made.
        frame: the rows; None if the ones that lie in the table stand.
        refused: the refusals, of items and of whole filings.
        failures: the sentences of the filings that could not be used.
    """

    made: Made
    frame: pl.DataFrame | None
    refused: pl.DataFrame
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose filings are read, and with what.

    Attributes:
        source: the source.
        company: whose filings.
        transport: brings the documents.
        registry: what the parser asks for.
        settings: where to ask.
    """

    source: FilingSource
    company: Company
    transport: Transport
    registry: Registry
    settings: Settings


def gather(reading: Reading, good: LastGood) -> Gathered:
    """Read the filings of a company that the table does not hold yet.

    Args:
        reading: whose filings, and with what.
        good: the company's rows as they lie.

    Raises:
        NotRecorded: it is not known which filings there are.
        SourceError: the list of filings cannot be used.
        StorageError: the archive cannot be written.
    """
    source, company = reading.source, reading.company
    listed = source.filings(company, reading.transport, reading.settings)
    wanted = {filing.name: filing for filing in listed}
    before, items = _held(reading, good)
    listed_now = {filing.accession for filing in listed}
    held = {
        name: sha256s
        for name, sha256s in before.items()
        # A filing whose bodies the archive has lost is asked for again.
        if (name in wanted and all(map(reading.transport.archive.has, sha256s)))
        or _accession(name) not in listed_now
    }
    in_held = pl.col("accession").is_in([_accession(name) for name in held])
    refused = [items.filter(in_held)]
    frames: list[pl.DataFrame] = []
    read: dict[str, list[str]] = {}
    failures: list[Refusal] = []
    for name, filing in wanted.items():
        if name in held:
            continue
        try:
            parsed, sha256s = _read(reading, filing)
        except _RefusedFilingError as error:
            item = f"filing {filing.accession}"
            failures.append(Refusal(item, str(error), filing.accession))
            if error.is_hosts_answer:
                break  # the others would fare the same; the next run asks for them
            continue
        read[name] = sha256s
        frames.append(parsed.frame)
        refused.append(parsed.quarantined)
    filings = {name: held.get(name, read.get(name)) for name in sorted(held.keys() | read.keys())}
    last = good.frame()
    unread = [filing.accession for name, filing in wanted.items() if name not in filings]
    is_listed = pl.col("accession").is_in(sorted(listed_now))
    stays = in_held | pl.col("accession").is_in(unread) | ~is_listed
    frame = source.table.united(pl.concat([last.filter(stays), *frames]))
    kept = pl.concat(refused)
    sentences = tuple(failure.reason for failure in failures)
    made = Made(
        inputs=digest_of(source, reading.registry, filings),
        rows=frame.height,
        newest_period=source.newest_period(frame),
        sha256s=tuple(sha256 for each in filings.values() for sha256 in each or ()),
        quarantined_items=kept.height,
        filings={name: list(each or ()) for name, each in filings.items()},
    )
    whole = quarantine_rows(source.name, company.company_id, failures, is_whole_document=True)
    is_nothing = frame.is_empty() and not filings and bool(failures)
    is_same = is_nothing or good.made() == made
    return Gathered(made, None if is_same else frame, pl.concat([kept, whole]), sentences)


def _held(reading: Reading, good: LastGood) -> tuple[Mapping[str, list[str]], pl.DataFrame]:
    """The filings in the table, if today's parser read them, and the items refused in them."""
    none = RAW_QUARANTINE.empty()
    made, refused = good.made(), good.quarantine()
    if (
        made is None
        or refused is None
        or made.inputs != digest_of(reading.source, reading.registry, made.filings)
    ):
        return {}, none
    items = refused.filter(~pl.col("is_whole_document"))
    if items.height != made.quarantined_items:
        return {}, none
    return made.filings, items


def _accession(name: str) -> str:
    """The accession in what `Filing.name` makes."""
    return name.partition(" ")[0]


def _brought(request: Request, transport: Transport) -> Response:
    """A document of a filing; what is no longer recorded is as the archive has it."""
    try:
        return transport.fetch(request)
    except NotRecorded:
        known = transport.archive.latest(request.source, request.key)
        if known is None:
            raise
        return Response(known, True, transport.archive)


class _RefusedFilingError(Exception):
    """A filing cannot be used; `is_hosts_answer` if the host answers nobody."""

    def __init__(self, sentence: str, *, is_hosts_answer: bool) -> None:
        super().__init__(sentence)
        self.is_hosts_answer = is_hosts_answer


def _read(reading: Reading, filing: Filing) -> tuple[Parsed, list[str]]:
    """The rows of one filing, and the digests of its documents.

    Documents that the archive held and that turn out to be unusable are asked for anew, once.
    """
    company_id = reading.company.company_id
    for is_fresh in (False, True):
        responses: list[Response] = []

        def fetch(
            request: Request, is_fresh: bool = is_fresh, got: list[Response] = responses
        ) -> Response:
            got.append(_brought(replace(request, is_fresh=is_fresh), reading.transport))
            return got[-1]

        try:
            parsed = reading.source.read_filing(
                filing, company_id, fetch, reading.registry, reading.settings
            )
        except (SourceError, CorruptedObject, FetchError, NotRecorded) as error:
            is_body = isinstance(error, SourceError | CorruptedObject)
            if is_body and not is_fresh and any(each.not_modified for each in responses):
                continue
            raise _RefusedFilingError(
                f"{company_id}: filing {filing} is left out: {error}",
                is_hosts_answer=isinstance(error, RetriesExhausted),
            ) from error
        digest = responses[-1].sha256 if responses else None
        named = parsed.quarantined.with_columns(
            item=pl.format("filing {} {}", pl.lit(filing.accession), "item"),
            sha256=pl.lit(digest, pl.String()),
            accession=pl.lit(filing.accession),
        )
        sha256s = [each.sha256 for each in responses]
        # The second document asked for is the one that states the facts, after the folder's index.
        body = pl.lit(sha256s[1] if len(sha256s) > 1 else digest, pl.String())
        frame = reading.source.table.united(
            parsed.frame.with_columns(
                first_body=body, last_body=body, is_in_newest_body=pl.lit(value=True)
            )
        )
        return Parsed(frame, RAW_QUARANTINE.conform(named)), sha256s
    raise AssertionError("the second attempt returns or raises")
