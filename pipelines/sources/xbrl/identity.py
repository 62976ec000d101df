"""Which filing an XBRL document belongs to: filer, form and period, and then its accession.

A document states filer, form, whether it is an amendment, and period on its cover page (the dei
taxonomy of the SEC), but not its accession number and its filing date: these come from its file
name, or from the filings that are recorded for the filer. Cover and filing must agree on what the
document is (EDGAR Filer Manual, volume II, 6.5.20 and 6.5.21). What else it states is not read
here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from pipelines.sources.document import SourceError
from pipelines.sources.xbrl.bodies import xml_root
from pipelines.sources.xbrl.names import INLINE, XBRLI

if TYPE_CHECKING:
    from collections.abc import Iterable

_DEI = "/dei/"
_CIK = re.compile(r"\d{1,10}", re.ASCII)
_WANTED = ("EntityCentralIndexKey", "DocumentType", "DocumentPeriodEndDate", "AmendmentFlag")
_COVER = b"DocumentType"
# A year of 52 or 53 weeks ends beside the month end that one of the two may name.
_LARGEST_GAP_DAYS = 20
_AMENDED = "/A"
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
# The transformations that make a word or a tick a Boolean (Inline XBRL registries 1 to 5).
_TICKED = re.compile(r"(?:fixed-|boolean)(true|false)")
_FILER_SCHEME = "http://www.sec.gov/CIK"
_IDENTIFIER = f"{{{XBRLI}}}identifier"

# How cover pages write a date; only English month names occur in filings with the SEC, whole or
# cut to three letters (September also to four).
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_US_DAY = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(
    r"(?P<name>[a-z]{3,9})(?P<day>\d{1,2})(?:st|nd|rd|th)?(?P<year>\d{4})", re.ASCII
)
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:of)?(?P<name>[a-z]{3,9})(?P<year>\d{4})", re.ASCII
)
_BETWEEN_WORDS = re.compile(r"[\s,.\-]+")


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover page of a document states; the form is empty where it states none.

    `is_amendment` is its flag of amendments, None where it states none.
    """

    cik: int
    form: str
    period_end: dt.date | None
    is_amendment: bool | None = None


@dataclass(frozen=True, slots=True)
class KnownFiling:
    """A filing of which accession and filing date are known.

    `is_inferred` of one that only its facts name: its report date is the newest day they state.
    """

    accession: str
    form: str
    filed_date: dt.date
    report_date: dt.date | None
    primary_document: str = ""
    is_inferred: bool = False


def cover_of(body: bytes) -> Cover:
    """What the cover page states, of an instance or an inline document.

    A document without a cover page still names its filer in every context.

    Raises:
        SourceError: it is no XML, declares entities, or states no filer.
    """
    root = xml_root(body, "the document")
    stated: dict[str, str] = {}
    for name, element in _cover_facts(root):
        text = _stated(element)
        if text:
            stated.setdefault(name, text)
    cik = stated.get("EntityCentralIndexKey") or _filer_of_contexts(root)
    if not _CIK.fullmatch(cik):
        raise SourceError("the document states no filer: it is not the XBRL of a filing")
    period_end = _date(stated.get("DocumentPeriodEndDate", ""))
    flag = _FLAGS.get(stated.get("AmendmentFlag", "").lower())
    return Cover(int(cik), stated.get("DocumentType", ""), period_end, flag)


def stated_filer(root: etree._Element) -> str:
    """The CIK on the cover page, without leading zeros; empty where none is stated."""
    stated = (_stated(each) for name, each in _cover_facts(root) if name == "EntityCentralIndexKey")
    return next(filter(None, stated), "").lstrip("0")


def names_form(body: bytes) -> bool:
    """Whether a document may have a cover page; the recorded data's rendering has none."""
    return _COVER in body


def refuse_other_form(cover: Cover, form: str, filing: str) -> None:
    """Refuse a document whose cover and filing do not agree on what it is.

    Args:
        cover: what the document states itself.
        form: the form of the filing, as submissions name it.
        filing: names the filing in the sentence.

    Raises:
        SourceError: the form that the cover states, or its flag of amendments, is of another form.
    """
    if cover.form and form != cover.form:
        raise SourceError(
            f"{filing} is a {form}, the document a {cover.form}: check the accession number"
        )
    if cover.is_amendment is not None and cover.is_amendment != form.endswith(_AMENDED):
        says = "an amendment" if cover.is_amendment else "no amendment"
        raise SourceError(
            f"{filing} is a {form}, and the cover page of the document says that it is {says}: "
            "its figures stay out until the filer amends it"
        )


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
    form = cover.form or "document"
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
        if not fitting and filed_date is not None and cover.form:
            fitting = [KnownFiling(accession, cover.form, filed_date, cover.period_end)]
    accessions = {each.accession for each in fitting}
    if len(accessions) != 1:
        found = f"{len(accessions)} known filings fit" if accessions else "no known filing fits"
        advice = "give --accession and --filed, or record the filer's submissions first"
        if accession is not None and filed_date is not None:
            # Both were given: what is missing is the form, which the document does not state.
            advice = "its cover page states no form, so record the filer's submissions first"
        raise SourceError(
            f"{found} the {form} of CIK {cover.cik} for "
            f"{cover.period_end or 'a period that it does not state'}"
            f"{f' ({accession})' if accession else ''}: {advice}"
        )
    filing = fitting[0]
    refuse_other_form(cover, filing.form, filing.accession)
    # Of a filing that submissions hold, the period of report is known, whatever its facts say.
    if filing.primary_document and filing.report_date and cover.period_end:
        apart = abs((filing.report_date - cover.period_end).days)
        if apart > _LARGEST_GAP_DAYS:
            raise SourceError(
                f"{filing.accession} reports on the period to {filing.report_date}, and the cover "
                f"page of the document on that to {cover.period_end}: check the accession number"
            )
    return filing


def _stated(element: etree._Element) -> str:
    """The text of a fact of the cover page; of a tick box what its transformation makes of it."""
    made = _TICKED.fullmatch(str(element.get("format", "")).rpartition(":")[2])
    if made:
        return made[1]
    return " ".join("".join(element.itertext()).split())


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


def _filer_of_contexts(root: etree._Element) -> str:
    """The CIK that every context names; empty if they name none or several."""
    named = {
        (element.text or "").strip()
        for element in root.iter(_IDENTIFIER)
        if element.get("scheme") == _FILER_SCHEME
    }
    return named.pop() if len(named) == 1 else ""


def _date(text: str) -> dt.date | None:
    stripped = text.strip()
    if found := _ISO_DAY.fullmatch(stripped) or _US_DAY.fullmatch(stripped):
        month = int(found["month"])
    else:
        words = _BETWEEN_WORDS.sub("", stripped.lower())
        found = _MONTH_FIRST.fullmatch(words) or _DAY_FIRST.fullmatch(words)
        if found is None:
            return None
        month = _month(found["name"])
    try:
        return dt.date(int(found["year"]), month, int(found["day"]))
    except ValueError:  # such as the 31st of June, or a word that is not a month
        return None


def _month(name: str) -> int:
    """The number of a month; 0 if the word names none."""
    for number, month in enumerate(_MONTHS, start=1):
        if name in (month, month[:3]) or (name == "sept" and month == "september"):
            return number
    return 0
