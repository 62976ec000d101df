"""Which filing a document belongs to that a person has.

By what a person says of it, by the submission around it, by its names, and by the filings that are
recorded.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.sources.document import SourceError
from pipelines.sources.xbrl.identity import Cover, KnownFiling, match
from pipelines.text.sgml import Header

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipelines.registry import Company, Registry
    from pipelines.sources.recording.files import File


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person says about documents that do not say it themselves."""

    accession: str | None = None
    filed_date: dt.date | None = None


@dataclass(slots=True)
class FilingsOfDocuments:
    """What is known of filings while documents are recorded.

    Attributes:
        registry: companies, and what to keep of them.
        out_dir: the recorded data.
        recorded: the filings that sources have recorded there of a CIK.
        stated: what a person says about the documents.
        headers: what submissions say of their filings, by accession.
    """

    registry: Registry
    out_dir: Path
    recorded: Callable[[Path, int], list[KnownFiling]]
    stated: Stated = field(default_factory=Stated)
    headers: dict[str, Header] = field(default_factory=dict)

    @property
    def companies(self) -> dict[int, Company]:
        """The registry's companies by each CIK they have had."""
        return {cik: company for company in self.registry.companies for cik in company.ciks}

    def known(self, cik: int) -> list[KnownFiling]:
        """The filings that are recorded of a filer."""
        return self.recorded(self.out_dir, cik)

    def of(self, file: File, cover: Cover) -> KnownFiling:
        """The filing of a document, by what a person says, then its submission, then its names.

        Raises:
            SourceError: nobody knows it, or it contradicts the document.
        """
        named = file.header.accession or file.accession
        if file.header.accession and file.accession not in {None, file.header.accession}:
            raise SourceError(
                f"its submission is {file.header.accession}, its name says {file.accession}: "
                "correct the name"
            )
        accession = self.stated.accession or named
        known = self.known(cover.cik)
        header = self.headers.get(accession or "", Header())
        if header.ciks and cover.cik not in header.ciks:
            raise SourceError(
                f"the document is about CIK {cover.cik}, its submission about "
                f"{', '.join(map(str, sorted(header.ciks)))}: one of them is another filing's"
            )
        form = header.form or cover.form
        is_new = accession not in {each.accession for each in known}
        if is_new and accession and header.filed_date and form:
            days = header.filed_date, header.report_date or cover.period_end
            known.append(KnownFiling(accession, form, *days))
        return match(cover, known, accession, self.stated.filed_date)
