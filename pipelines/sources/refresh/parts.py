"""One file of a raw table: a company's rows, or those of a table about all companies.

Where the two differ in what is asked for, how a body is read and judged, and what a document that
cannot be used holds back, it stands here; the steps are the same (`engine.py`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pipelines.sources.base import NO_COMPANY
from pipelines.sources.document import cik_name
from pipelines.sources.refresh import kinship
from pipelines.sources.refresh.found import Refused
from pipelines.sources.refresh.union import with_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from pipelines.archive.store import Archive, Entry
    from pipelines.archive.transport import Request, Response
    from pipelines.registry import Company, Registry
    from pipelines.settings import Settings
    from pipelines.sources.base import CompanySource, UnpartitionedSource
    from pipelines.sources.document import Parsed
    from pipelines.sources.refresh.found import Bodies


@dataclass(frozen=True, slots=True)
class CompanyPart:
    """The rows of one company: a document that cannot be used holds all of them back."""

    source: CompanySource
    company: Company
    registry: Registry
    settings: Settings

    is_by_company: ClassVar[bool] = True
    accumulates: ClassVar[bool] = False

    @property
    def owner(self) -> str:
        """Whose rows they are."""
        return self.company.company_id

    def requests(self) -> list[Request]:
        """The documents to bring, without the older pages that they name."""
        return self.source.requests(self.company, self.settings)

    def shipped_requests(self) -> list[Request]:
        """None: what is live says all of it."""
        return []

    def older_pages(self, head: Response) -> list[Request]:
        """The further documents that a document names; only where there are such is it read."""
        pages = self.source.older_pages
        return pages(head.body, self.settings) if pages else []

    def may_lack(self, request: Request) -> bool:
        """Whether it is no fault that there is no such document.

        An earlier CIK may have filed before there were structured facts: the same host has just
        served today's CIK, so its 404 is true (against trap ET5).
        """
        return request.key != cik_name(self.company.ciks[0])

    def entries(self, archive: Archive) -> tuple[Entry, ...]:
        """Every archived body, in the order in which they came."""
        return archive.bodies(self.source.name, [request.key for request in self.requests()])

    def called(self, key: str) -> str:
        """What a document is called in a sentence."""
        return f"{self.source.table.name} of {self.owner} ({key})"

    def parse(self, body: bytes, request: Request) -> Parsed:
        """The rows of a body; raises `SourceError`."""
        cik = self._cik(request.key)
        return self.source.parse(body, request, self.owner, cik, self.registry)

    def objection(self, key: str, parsed: Parsed, bodies: Bodies) -> str | None:
        """Why a body cannot be of this filer, as a part of a sentence; None if it can."""
        known = bodies.union.filter(cik=self._cik(key))
        is_first = not any(each.is_used for each in bodies.seen if each.key == key)
        if is_first or known.is_empty() or parsed.frame.is_empty():
            return None
        names = {self.company.company_name or "", *_names(known)} - {""}
        columns = self.source.table.key
        return kinship.stranger(
            kinship.Bodies(parsed.frame, {parsed.entity_name} - {""}),
            kinship.Bodies(known, names),
            columns if "value" in columns else (),
        )

    def newest_day(self, frame: pl.DataFrame) -> dt.date | None:
        """The newest day that a body speaks of: one that knows less is behind another."""
        filed = frame["filed_date"].max()
        return filed if isinstance(filed, dt.date) else None

    def united(
        self, union: pl.DataFrame, rows: pl.DataFrame, sha256: str, *, is_behind: bool
    ) -> pl.DataFrame:
        """The union and the rows of one more body."""
        table, ciks = self.source.table, self.company.ciks
        return with_body(union, rows, sha256, table, is_behind=is_behind, ciks=ciks)

    def wanted(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows, written in earlier days, that a parse would keep today."""
        return self.source.wanted(rows, self.registry)

    def remark(self, union: pl.DataFrame) -> str:
        """How much of what was once said the newest bodies lack; empty if nothing."""
        lacking = int((~union["is_in_newest_body"]).sum())
        if not lacking:
            return ""
        return (
            f"{self.owner}: the newest bodies no longer state {lacking} of {union.height} rows "
            f"of {self.source.table.name}: they stay"
        )

    def nothing_found(self, bodies: Bodies, keys: Sequence[str]) -> list[Refused]:
        """The first of these documents, if the newest body of none of them holds a row."""
        newest = {each.key: each for each in bodies.seen if each.key in keys}
        if not newest or any(each.is_used for each in newest.values()):
            return []
        sentence = (
            f"{self.source.table.name} of {self.owner}: nothing that the registry asks "
            f"for in {len(newest)} documents: check that {self.company.ciks[0]} is still "
            "the filer's CIK (a reorganisation moves a ticker to another one)"
        )
        first = next(newest[key] for key in keys if key in newest)
        return [Refused(first.key, sentence, first.sha256)]

    def _cik(self, key: str) -> int:
        return next(cik for cik in self.company.ciks if key.startswith(cik_name(cik)))


@dataclass(frozen=True, slots=True)
class UnpartitionedPart:
    """The rows of a table that is not by company: a document that cannot be used stops no other."""

    source: UnpartitionedSource
    registry: Registry
    settings: Settings

    is_by_company: ClassVar[bool] = False
    owner: ClassVar[str] = NO_COMPANY

    @property
    def accumulates(self) -> bool:
        """Whether what was refused in an older body is missing still."""
        return self.source.accumulates

    def requests(self) -> list[Request]:
        """The documents to bring."""
        return self.source.requests(self.registry, self.settings)

    def shipped_requests(self) -> list[Request]:
        """The recorded documents that also belong to a live run."""
        return self.source.shipped_requests(self.settings)

    def older_pages(self, head: Response) -> list[Request]:
        """None: each document is asked for by name."""
        del head
        return []

    def may_lack(self, request: Request) -> bool:
        """No: what is asked for is there."""
        del request
        return False

    def entries(self, archive: Archive) -> tuple[Entry, ...]:
        """Every archived body, in the order in which they came."""
        return archive.bodies(self.source.name)

    def called(self, key: str) -> str:
        """What a document is called in a sentence."""
        return f"{self.source.name} {key}"

    def parse(self, body: bytes, request: Request) -> Parsed:
        """The rows of a body; raises `SourceError`."""
        return self.source.parse(body, request, self.registry)

    def objection(self, key: str, parsed: Parsed, bodies: Bodies) -> str | None:
        """Why a body is damaged, as a part of a sentence; None if it is not."""
        del key
        return kinship.contradiction(parsed.frame, bodies.union, self.source.cell)

    def newest_day(self, frame: pl.DataFrame) -> dt.date | None:
        """The newest day that a body speaks of: one that knows less is behind another."""
        return self.source.newest_period(frame)

    def united(
        self, union: pl.DataFrame, rows: pl.DataFrame, sha256: str, *, is_behind: bool
    ) -> pl.DataFrame:
        """The union and the rows of one more body."""
        union = with_body(union, rows, sha256, self.source.table, is_behind=is_behind)
        return self.source.combine(union, sha256)

    def wanted(self, rows: pl.DataFrame) -> pl.DataFrame:
        """All rows."""
        return rows

    def remark(self, union: pl.DataFrame) -> str:
        """Nothing: an older body states what a newer one does not repeat."""
        del union
        return ""

    def nothing_found(self, bodies: Bodies, keys: Sequence[str]) -> list[Refused]:
        """None: a body without a row of the registry's says that there is none."""
        del bodies, keys
        return []


Part = CompanyPart | UnpartitionedPart


def _names(rows: pl.DataFrame) -> list[str]:
    return rows["entity_name"].unique().to_list() if "entity_name" in rows.columns else []
