"""How a document comes: the request, the response, and what every transport promises.

`live.py` asks the network, `recorded.py` replays the data that the project ships; both hand
back the digest of a body that already lies in the archive, so that the same parsers run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt

    from pipelines.archive.store import Archive, Entry


@dataclass(frozen=True, slots=True)
class Request:
    """One document of a source.

    Attributes:
        source: the source module's name.
        key: the document within the source, such as `CIK0000789019`.
        url: where the document lies.
        is_fresh: ask for the whole body even if the archive holds one, because that one
            turned out to be unusable.
        is_immutable: the document never changes, as one of a filing: what the archive holds
            is not asked for again.
    """

    source: str
    key: str
    url: str
    is_fresh: bool = False
    is_immutable: bool = False


@dataclass(frozen=True)
class Response:
    """A document, which lies in the archive before anyone reads it.

    Attributes:
        entry: its row in the archive's index.
        not_modified: the source confirmed the body that the archive held.
    """

    entry: Entry
    not_modified: bool
    archive: Archive

    @property
    def body(self) -> bytes:
        """The body, read from the archive and verified.

        Raises:
            CorruptedObject: it is not what its digest says.
        """
        return self.archive.read(self.entry.sha256)

    @property
    def sha256(self) -> str:
        """Digest of the body."""
        return self.entry.sha256

    @property
    def url(self) -> str:
        """Where the document lies."""
        return self.entry.url

    @property
    def etag(self) -> str | None:
        """The validator that the source gave, if it gave one."""
        return self.entry.etag

    @property
    def last_modified(self) -> str | None:
        """When the source says that the document last changed."""
        return self.entry.last_modified

    @property
    def fetched_at(self) -> dt.datetime:
        """When this body was first fetched (UTC)."""
        return self.entry.fetched_at


class Transport(Protocol):
    """Brings documents into the archive."""

    @property
    def archive(self) -> Archive:
        """Where it brings them."""
        ...

    def fetch(self, request: Request) -> Response:
        """Bring one document.

        Raises:
            FetchError: it could not be fetched.
            NotRecorded: the recorded data holds no such document.
            StorageError: the archive cannot be written.
        """
        ...

    def close(self) -> None:
        """Let go of connections and files."""
        ...
