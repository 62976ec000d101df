"""Which filing an XBRL document belongs to: filer, form and period, and then its accession.

A document states filer, form and period on its cover page (the dei taxonomy of the SEC), but not
its accession number and its filing date: these come from its file name, or from the filings that
are recorded for the filer. What else the document states is not read here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from pipelines.sources.document import SourceError
from pipelines.sources.xbrl.bodies import xml_root
from pipelines.sources.xbrl.names import INLINE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_DEI = "/dei/"
_WANTED = ("EntityCentralIndexKey", "DocumentType", "DocumentPeriodEndDate")
_ACCESSION = re.compile(r"(?<!\d)\d{10}-\d{2}-\d{6}(?!\d)", re.ASCII)

# How cover pages write a date; only English month names occur in filings with the SEC.
_DATES = ("%Y-%m-%d", "%B %d, %Y", "%B %d %Y", "%b %d, %Y", "%m/%d/%Y", "%d %B %Y")


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover page of a document states."""

    cik: int
    form: str
    period_end: dt.date | None


@dataclass(frozen=True, slots=True)
class KnownFiling:
    """A filing of which accession and filing date are known."""

    accession: str
    form: str
    filed_date: dt.date
    report_date: dt.date | None
    primary_document: str = ""


def cover_of(body: bytes) -> Cover:
    """What the cover page states, of an instance or an inline document.

    Raises:
        SourceError: it is no XML, declares entities, or states no filer or no form.
    """
    root = xml_root(body, "the document")
    stated: dict[str, str] = {}
    for name, element in _cover_facts(root):
        text = " ".join("".join(element.itertext()).split())
        if text:
            stated.setdefault(name, text)
    cik, form = stated.get("EntityCentralIndexKey", ""), stated.get("DocumentType", "")
    if not (cik.isascii() and cik.isdigit()) or not form:
        raise SourceError("the document states no filer or no form: it is no filing's XBRL")
    return Cover(int(cik), form, _date(stated.get("DocumentPeriodEndDate", "")))


def accession_in(path: Path) -> str | None:
    """The accession number in a file's name, or in its folder's."""
    for name in (path.name, path.parent.name):
        if match := _ACCESSION.search(name):
            return match[0]
    return None


def match(
    cover: Cover,
    known: Iterable[KnownFiling],
    accession: str | None,
    filed_date: dt.date | None,
) -> KnownFiling:
    """The filing that a document belongs to.

    Args:
        cover: what it states itself.
        known: the filings known of the filer.
        accession: the accession number, from the file's name or from a person.
        filed_date: the filing date, from a person.

    Raises:
        SourceError: no filing fits, several do, or the one named contradicts the document.
    """
    known = list(known)
    if accession is None:
        fitting = [
            each
            for each in known
            if each.form == cover.form
            and each.report_date == cover.period_end
            and filed_date in (None, each.filed_date)
        ]
    else:
        fitting = [each for each in known if each.accession == accession]
        if not fitting and filed_date is not None:
            fitting = [KnownFiling(accession, cover.form, filed_date, cover.period_end)]
    accessions = {each.accession for each in fitting}
    if len(accessions) != 1:
        found = f"{len(accessions)} known filings fit" if accessions else "no known filing fits"
        raise SourceError(
            f"{found} the {cover.form} of CIK {cover.cik} for {cover.period_end}"
            f"{f' ({accession})' if accession else ''}: give --accession and --filed, or record "
            "the filer's submissions first"
        )
    filing = fitting[0]
    if filing.form != cover.form:
        raise SourceError(
            f"{filing.accession} is a {filing.form}, the document a {cover.form}: check the "
            "accession number"
        )
    return filing


def _cover_facts(root: etree._Element) -> Iterable[tuple[str, etree._Element]]:
    for element in root.iter(etree.Element):
        name = etree.QName(element)
        if name.namespace is None:
            continue
        if _DEI in name.namespace and name.localname in _WANTED:
            yield name.localname, element
        elif name.localname == "nonNumeric" and name.namespace in INLINE:
            prefix, _, local = str(element.get("name", "")).partition(":")
            if local in _WANTED and _DEI in element.nsmap.get(prefix, ""):
                yield local, element


def _date(text: str) -> dt.date | None:
    cleaned = re.sub(r"\s*,\s*", ", ", text)
    for pattern in _DATES:
        try:
            return dt.datetime.strptime(cleaned, pattern).date()
        except ValueError:
            continue
    return None
