"""What `recording.py` of a source's folder offers, as its `RECORDING`: one of three kinds.

`ReportRecording`: documents that stand by themselves. `XbrlRecording` and `TextRecording`: those of
filings, of which another document may say to which filing they belong, so that they are sorted out
together (`documents.py`). What a source writes, and in which layout, is in its folder.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.sources.document import SourceError, cik_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from pipelines.registry import Registry
    from pipelines.sources.recording.files import File
    from pipelines.sources.recording.filings import FilingsOfDocuments


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """One recorded file of a source's reports."""

    source: str
    key: str
    rows: int

    def __str__(self) -> str:
        return f"{self.source} {self.key}: {self.rows} rows"


@dataclass(frozen=True, slots=True)
class Written:
    """One recorded file of a filer: what it holds now."""

    source: str
    company_id: str
    cik: int
    rows: int
    newest: str

    def __str__(self) -> str:
        return (
            f"{self.source} {self.company_id} ({cik_name(self.cik)}): {self.rows} rows, newest "
            f"period {self.newest or 'none'}"
        )


class NoFactsError(SourceError):
    """A page without figures that are asked for: a fault only where it says nothing else."""


class Recording(ABC):
    """Gathers documents of one source, then writes them with what was recorded before.

    Attributes:
        refused: what was left out of documents that were used: place and reason.
    """

    refused: list[tuple[str, str]]

    @abstractmethod
    def write(self) -> Sequence[Written | WrittenReport]:
        """Write what was gathered; raises `StorageError` if a file cannot be written."""


class ReportRecording(Recording):
    """Of documents that stand by themselves."""

    @abstractmethod
    def __init__(self, registry: Registry, out_dir: Path) -> None: ...

    @abstractmethod
    def takes(self, file: File, body: bytes) -> bool:
        """Whether it is of the source's kind."""

    @abstractmethod
    def add(self, file: File, body: bytes) -> None:
        """Gather one; raises `SourceError` if it cannot be used."""


class XbrlRecording(Recording):
    """Of the figures that documents of filings state in XBRL."""

    @abstractmethod
    def __init__(self, filings: FilingsOfDocuments) -> None: ...

    @abstractmethod
    def takes_archive(self, names: Collection[str]) -> bool:
        """Whether a zip that holds these names is one document to it."""

    @abstractmethod
    def add_archive(self, file: File) -> None:
        """Gather such a zip; raises `SourceError` if it cannot be used."""

    @abstractmethod
    def add(self, file: File, beside: Mapping[str, File]) -> bool:
        """Gather one document; False if it is a companion (schema, linkbase) of others.

        Args:
            file: the document.
            beside: the files of its folder, by name.

        Raises:
            NoFactsError: it is a page without figures that are asked for.
            SourceError: it cannot be used, or nobody knows which filing it belongs to.
        """

    @abstractmethod
    def is_companion(self, file: File) -> bool:
        """Whether another document has stated the filing that this page belongs to."""


class TextRecording(Recording):
    """Of what documents of filings say in words."""

    @abstractmethod
    def __init__(self, filings: FilingsOfDocuments) -> None: ...

    @abstractmethod
    def add(self, file: File, body: bytes) -> bool:
        """Gather one document; False if it holds no text that a filing is read for.

        Raises:
            SourceError: it is the text of a filing of a registered company, and cannot be used.
        """
