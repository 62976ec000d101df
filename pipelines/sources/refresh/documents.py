"""Brings the documents of one file of a table into the archive, and says which did not come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.archive.errors import CorruptedObject, FetchError, NotFound, NotRecorded
from pipelines.archive.recorded import RecordedTransport
from pipelines.sources.document import SourceError
from pipelines.sources.refresh.found import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.archive.transport import Request, Response, Transport
    from pipelines.sources.refresh.found import Bodies
    from pipelines.sources.refresh.parts import Part


@dataclass(frozen=True, slots=True)
class Asked:
    """A document that was asked for, and what came.

    `response` is None if nothing came: then its archived bodies speak for it.
    """

    request: Request
    response: Response | None
    transport: Transport


def fetch(part: Part, transport: Transport) -> tuple[list[Asked], list[Refused]]:
    """The documents asked for, and those that could not be fetched."""
    wanted = [(request, transport) for request in part.requests()]
    if part.settings.live:
        recorded = RecordedTransport(part.settings, transport.archive, part.source.replay)
        wanted += [(request, recorded) for request in part.shipped_requests()]
    documents: list[Asked] = []
    refused: list[Refused] = []
    for request, through in wanted:
        try:
            documents.append(Asked(request, through.fetch(request), through))
        except NotRecorded:
            documents.append(Asked(request, None, through))  # an answer, not a fault
        except FetchError as error:
            if isinstance(error, NotFound) and part.may_lack(request):
                continue
            documents.append(Asked(request, None, through))
            refused.append(Refused(request.key, str(error)))
        if refused and part.is_by_company:
            break
    return documents, refused


def fetch_older_pages(part: Part, heads: Sequence[Asked]) -> tuple[list[Asked], list[Refused]]:
    """The further documents that these name, and the first that could not be fetched."""
    documents: list[Asked] = []
    for head in heads:
        if head.response is None:
            continue
        request = head.request
        try:
            for request in part.older_pages(head.response):
                documents.append(Asked(request, head.transport.fetch(request), head.transport))
        except (FetchError, NotRecorded, SourceError, CorruptedObject) as error:
            return documents, [Refused(request.key, str(error))]
    return documents, []


def fetch_anew(bodies: Bodies, documents: Sequence[Asked]) -> bool:
    """Ask again for documents that the archive held and that cannot be used; whether any were.

    Otherwise a body that was cut off once would be confirmed by its validator for ever.
    """
    unusable = [
        each
        for each in documents
        if each.request.key in bodies.refused
        and each.response is not None
        and each.response.not_modified
    ]
    for each in unusable:
        try:
            each.transport.fetch(replace(each.request, is_fresh=True))
        except (FetchError, NotRecorded):
            continue  # the body at hand is the one that is refused
    return bool(unusable)
