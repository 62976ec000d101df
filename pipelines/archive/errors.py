"""What can go wrong between the network, the archive and the disk: each a sentence to show.

What is wrong inside a body is `sources.document.SourceError`.
"""

from __future__ import annotations

from pipelines.errors import LedgerError
from pipelines.storage.files import StorageError

__all__ = [
    "CorruptedObject",
    "DamagedAnswer",
    "FetchError",
    "NotFound",
    "NotRecorded",
    "RetriesExhausted",
    "UserAgentRefused",
]


class FetchError(LedgerError):
    """A document could not be fetched; the message says what, where and what to do."""


class DamagedAnswer(FetchError):
    """A body that did not arrive whole: asking again may help."""


class NotFound(FetchError):
    """The server answered that there is no such document."""


class UserAgentRefused(FetchError):
    """Live requests must say who asks, and nothing usable is set."""


class RetriesExhausted(FetchError):
    """Every try of a request failed."""


class NotRecorded(LedgerError):
    """The recorded data holds nothing for this request: an answer, not a fault."""


class CorruptedObject(StorageError):
    """An archived object is missing, or is not what its digest says."""
