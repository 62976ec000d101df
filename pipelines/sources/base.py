"""What a source says of itself: one typed `SOURCE` in its folder's `source.py`, of four kinds.

`CompanySource`: a document or more of each company. `UnpartitionedSource`: documents about all
companies. `FilingSource`: the folders of a company's filings. `FilesSource`: files of the project
and of a person. What is done with them is the same for all and stands in `refresh/`, which knows
a source only by what stands here; `defs/raw/` makes it an asset.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.archive.transport import Request, Response

if TYPE_CHECKING:
    import polars as pl

    from pipelines.archive.recorded import Replay
    from pipelines.archive.transport import Transport
    from pipelines.contracts.model import Table
    from pipelines.registry import Company, Registry
    from pipelines.settings import Settings
    from pipelines.sources.document import Parsed

# The company of a refusal, and of an outcome, that concerns none.
NO_COMPANY = "-"

# Brings a document of a filing.
Fetch = Callable[[Request], Response]


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing to be read.

    Attributes:
        cik: whose folder it lies in.
        accession: accession number, with dashes.
        form: form type.
        filed_date: filing date in New York.
        has_instance: it is known to hold XBRL, so its folder must hold an instance.
        version: what is recorded of it, as a digest; empty for a filing itself.
        primary_document: file name of its main document; empty where nobody needs it.
    """

    cik: int
    accession: str
    form: str
    filed_date: dt.date
    has_instance: bool = False
    version: str = ""
    primary_document: str = ""

    @property
    def name(self) -> str:
        """What tells it apart, its version included."""
        return f"{self.accession} {self.version}".rstrip()

    def __str__(self) -> str:
        return f"{self.accession} ({self.form} of {self.filed_date})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who gives a source what it reads, and on what terms, for the docs.

    Attributes:
        name: who it is.
        gives: what is read there.
        appears: how often something new appears, and how late.
        terms: what may be done with it, as far as this project knows.
        limits: what is asked of those who fetch.
        url: where a person finds it; empty where that is many places.
    """

    name: str
    gives: str
    appears: str
    terms: str
    limits: str = ""
    url: str = ""


# Of every document of the SEC: its rules for programs that fetch.
SEC_TERMS = "public domain"
SEC_LIMITS = "10 requests a second in all, by who names a person and an address of mail"


def _nothing(registry: Registry) -> str:
    del registry
    return ""


def _no_documents(settings: Settings) -> list[Request]:
    del settings
    return []


def _all(frame: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    del registry
    return frame


def _as_they_are(frame: pl.DataFrame, newest: str) -> pl.DataFrame:
    del newest
    return frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What every source says.

    Attributes:
        name: its folder's name, by which archive, recorded data and quarantine know it.
        table: the raw table that it fills.
        period: the table's column of the period that a row speaks of.
        publishers: who gives it what it reads.
        parser_inputs: what a parse depends on besides the bodies.
        replay: how its recorded rows become bodies; None if none are recorded.
        rhythm: how often it says something new, and so should be asked; None if it has none.
    """

    name: str
    table: Table
    period: str
    publishers: tuple[Publisher, ...] = ()
    parser_inputs: Callable[[Registry], str] = _nothing
    replay: Replay | None = None
    rhythm: dt.timedelta | None = dt.timedelta(days=1)

    def newest_period(self, frame: pl.DataFrame) -> dt.date | None:
        """The newest period that the rows speak of."""
        newest = frame[self.period].max()
        return newest if isinstance(newest, dt.date) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanySource(Source):
    """Documents of a company; one that cannot be used holds all of the company back.

    The rows name their filing: accession, filed_date and cik.

    Attributes:
        requests: one request for each CIK of the company, today's first.
        parse: the rows of one body, given its request, company and CIK; raises `SourceError`.
        older_pages: the further documents that a body names, where bodies name such.
        wanted: the rows, written in earlier days, that a parse would keep today.
    """

    requests: Callable[[Company, Settings], list[Request]]
    parse: Callable[[bytes, Request, str, int, Registry], Parsed]
    older_pages: Callable[[bytes, Settings], list[Request]] | None = None
    wanted: Callable[[pl.DataFrame, Registry], pl.DataFrame] = _all


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpartitionedSource(Source):
    """Documents about all companies; one that cannot be used leaves the others alone.

    Attributes:
        requests: the documents to bring in this installation.
        parse: the rows of one body; raises `SourceError`.
        shipped_requests: the recorded documents that also belong to a live run: history that
            nobody serves any more.
        combine: the table's rows from those of all bodies, the digest of the newest given.
        cell: what a row states, and its value as the last column: a body that contradicts too
            many is refused. Empty where bodies may.
        accumulates: a document shows only the newest state of something that goes on, so that
            what was refused in an older body is missing still.
    """

    requests: Callable[[Registry, Settings], list[Request]]
    parse: Callable[[bytes, Request, Registry], Parsed]
    shipped_requests: Callable[[Settings], list[Request]] = _no_documents
    combine: Callable[[pl.DataFrame, str], pl.DataFrame] = _as_they_are
    cell: tuple[str, ...] = ()
    accumulates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingSource(Source):
    """The folders of a company's filings, each read once; one refused leaves the others alone.

    Attributes:
        filings: the filings to be read, in the order in which to ask; raises `NotRecorded`.
        read_filing: asks for a filing's documents and parses them; raises `SourceError`.
    """

    filings: Callable[[Company, Transport, Settings], list[Filing]]
    read_filing: Callable[[Filing, str, Fetch, Registry, Settings], Parsed]


@dataclass(frozen=True, slots=True)
class Contents:
    """What files hold.

    Attributes:
        inputs: what the rows depend on: the files' names and digests, and what else there is.
        parse: reads the rows.
    """

    inputs: tuple[str, ...]
    parse: Callable[[], Parsed]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesSource(Source):
    """Files on this disk, which no archive keeps: the rows are what they hold now.

    Attributes:
        read: the files as they are; what cannot be used is refused when they are parsed.
    """

    read: Callable[[Registry, Settings], Contents]


AnySource = CompanySource | UnpartitionedSource | FilingSource | FilesSource
