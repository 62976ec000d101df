"""Recorded dimensional facts, replayed as the folder of a filing: index, instance and labels.

`sec_segment_facts/CIK##########.csv` holds `COLUMNS`, one row per fact, filing after filing.
For each CIK there is a list of the filings recorded, which stands in for the SEC's submissions
(not every company's submissions are recorded), and for each filing the three documents that the
source asks for in a folder of EDGAR. Figures, identifiers and members' labels only.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from pipelines.archive.recorded import Replay, not_recorded, rows_of
from pipelines.sources import recorded_filers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.archive.recorded import Document

NAME = "sec_segment_facts"
COLUMNS = (
    "accession",
    "form",
    "filed",
    "document",
    "element_id",
    "fact_order",
    "concept",
    "dimensions",
    "dimension_labels",
    "unit",
    "start",
    "end",
    "value",
    "decimals",
)

# Ends the instance's name where the recorded document is none, or its name is not known.
_STAND_IN = "recorded_htm.xml"

# The prefix under which names without one travel through an instance: the Financial Statement
# Data Sets give members without their namespace.
UNPREFIXED = "unprefixed"

INDEX = "index.json"
_LABELS = "recorded_lab.xml"

_XBRLI = "http://www.xbrl.org/2003/instance"
_LABEL_ROLE = "http://www.xbrl.org/2003/role/label"
_NAMESPACES = {
    "xbrli": _XBRLI,
    "xbrldi": "http://xbrl.org/2006/xbrldi",
    "iso4217": "http://www.xbrl.org/2003/iso4217",
    "link": "http://www.xbrl.org/2003/linkbase",
    "xlink": "http://www.w3.org/1999/xlink",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_QNAME = re.compile(r"[A-Za-z_][\w.\-]*:[A-Za-z_][\w.\-]*")
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)

_Row = dict[str, str]


def path(directory: Path, cik: int) -> Path:
    """Where the recorded dimensional facts of a CIK lie."""
    return recorded_filers.path_of(directory, NAME, cik)


def render(rows: Sequence[_Row], cik: int, part: str) -> bytes | None:
    """One document of the recorded filings of a CIK, the same bytes each time.

    Args:
        rows: the recorded rows, those of a filing one after the other.
        cik: the filer.
        part: empty for the list of filings, else `<accession>/<file>`.

    Returns:
        None if nothing is recorded under that name.
    """
    filings = {accession: list(each) for accession, each in groupby(rows, _accession)}
    if not part:
        return _listing(filings, cik)
    accession, _, name = part.partition("/")
    of_filing = filings.get(accession)
    if of_filing is None:
        return None
    instance = _instance_name(of_filing[0]["document"])
    has_labels = any(row["dimension_labels"] for row in of_filing)
    if name == INDEX:
        return _index(cik, accession, [instance, *([_LABELS] if has_labels else [])])
    if name == instance:
        return _instance(of_filing, cik)
    if name == _LABELS and has_labels:
        return _label_linkbase(of_filing)
    return None


def document_of(instance: str) -> str | None:
    """The document that an instance of that name stands for; None if it is not known."""
    if instance == _STAND_IN:
        return None
    return instance.removesuffix(f".{_STAND_IN}")


def _instance_name(document: str) -> str:
    if document.endswith(".xml"):
        return document
    return f"{document}.{_STAND_IN}" if document else _STAND_IN


def _accession(row: _Row) -> str:
    return row["accession"]


def _listing(filings: Mapping[str, list[_Row]], cik: int) -> bytes:
    """The filings recorded; a digest tells whether what is recorded of one has changed."""
    listed = [
        {
            "accession": accession,
            "form": rows[0]["form"],
            "filed": rows[0]["filed"],
            "digest": hashlib.sha256(
                b"\0".join((_RENDERING, *("\t".join(row.values()).encode() for row in rows)))
            ).hexdigest(),
        }
        for accession, rows in filings.items()
    ]
    return json.dumps({"cik": cik, "filings": listed}, separators=(",", ":")).encode()


def _index(cik: int, accession: str, names: Sequence[str]) -> bytes:
    folder = f"/Archives/edgar/data/{cik}/{accession.replace('-', '')}"
    items = [{"name": name, "size": ""} for name in names]
    return json.dumps({"directory": {"name": folder, "item": items}}).encode()


def _instance(rows: Sequence[_Row], cik: int) -> bytes:
    """The instance that these rows would come from, each fact at its place."""
    contexts: dict[tuple[str, str, str], str] = {}
    units: dict[str, str] = {}
    facts = []
    place = 0
    for row in rows:
        place += 1
        while place < int(row["fact_order"]):
            # What the recorded data leaves out keeps its place, as a fact without value.
            facts.append(f'<{UNPREFIXED}:other contextRef="" unitRef="" xsi:nil="true"/>')
            place += 1
        period = (row["start"], row["end"], row["dimensions"])
        context = contexts.setdefault(period, f"c{len(contexts) + 1}")
        unit = units.setdefault(row["unit"], f"u{len(units) + 1}")
        named = f" id={quoteattr(row['element_id'])}" if row["element_id"] else ""
        facts.append(
            f'<{row["concept"]} contextRef="{context}" unitRef="{unit}" '
            f'decimals="{row["decimals"] or "INF"}"{named}>{row["value"]}</{row["concept"]}>'
        )
    parts = [
        *(_context(name, cik, *period) for period, name in contexts.items()),
        *(_unit(name, unit) for unit, name in units.items()),
        *facts,
    ]
    names = _declared([*(row["concept"] for row in rows), *_names(rows), *units])
    return f"<xbrli:xbrl{names}>\n{_lines(parts)}</xbrli:xbrl>\n".encode()


def _context(name: str, cik: int, start: str, end: str, dimensions: str) -> str:
    members = "".join(_member(axis, member) for axis, member in _pairs(dimensions))
    segment = f"<xbrli:segment>{members}</xbrli:segment>" if members else ""
    period = (
        f"<xbrli:startDate>{start}</xbrli:startDate><xbrli:endDate>{end}</xbrli:endDate>"
        if start
        else f"<xbrli:instant>{end}</xbrli:instant>"
    )
    return (
        f'<xbrli:context id="{name}"><xbrli:entity>'
        f'<xbrli:identifier scheme="http://www.sec.gov/CIK">{cik:010d}</xbrli:identifier>'
        f"{segment}</xbrli:entity><xbrli:period>{period}</xbrli:period></xbrli:context>"
    )


def _member(axis: str, member: str) -> str:
    dimension = f" dimension={quoteattr(_qualified(axis))}"
    if _is_typed(axis, member):
        text = escape(member.replace("%3B", ";").replace("%25", "%"))
        typed = f"<{UNPREFIXED}:typed>{text}</{UNPREFIXED}:typed>"
        return f"<xbrldi:typedMember{dimension}>{typed}</xbrldi:typedMember>"
    return f"<xbrldi:explicitMember{dimension}>{escape(_qualified(member))}</xbrldi:explicitMember>"


def _is_typed(axis: str, member: str) -> bool:
    """A member that is not a QName although its axis is one is the text of a typed member."""
    return ":" in axis and not _QNAME.fullmatch(member)


def _unit(name: str, unit: str) -> str:
    measures = [f"<xbrli:measure>{escape(_measure(each))}</xbrli:measure>" for each in _parts(unit)]
    if len(measures) == 1:
        return f'<xbrli:unit id="{name}">{measures[0]}</xbrli:unit>'
    above, below = measures
    return (
        f'<xbrli:unit id="{name}"><xbrli:divide><xbrli:unitNumerator>{above}'
        f"</xbrli:unitNumerator><xbrli:unitDenominator>{below}</xbrli:unitDenominator>"
        "</xbrli:divide></xbrli:unit>"
    )


def _parts(unit: str) -> list[str]:
    above, _, below = unit.partition("/")
    return [above, below] if below else [above]


def _measure(name: str) -> str:
    if _CURRENCY.fullmatch(name):
        return f"iso4217:{name}"
    return f"xbrli:{name}" if name in ("pure", "shares") else _qualified(name)


def _label_linkbase(rows: Sequence[_Row]) -> bytes:
    """The label linkbase that the recorded labels would come from."""
    labels: dict[str, str] = {}
    for row in rows:
        if row["dimension_labels"]:
            members = [member for _, member in _pairs(row["dimensions"])]
            for member, label in zip(members, row["dimension_labels"].split(";"), strict=True):
                if label:
                    labels[member] = label
    parts = []
    for number, (member, label) in enumerate(labels.items(), start=1):
        prefix, _, local = member.partition(":")
        parts += [
            f'<link:loc xlink:type="locator" xlink:href="recorded.xsd#{prefix}_{local}" '
            f'xlink:label="m{number}"/>',
            '<link:labelArc xlink:type="arc" '
            'xlink:arcrole="http://www.xbrl.org/2003/arcrole/concept-label" '
            f'xlink:from="m{number}" xlink:to="l{number}"/>',
            f'<link:label xlink:type="resource" xlink:label="l{number}" '
            f'xlink:role="{_LABEL_ROLE}" xml:lang="en-US">{escape(label)}</link:label>',
        ]
    return (
        f"<link:linkbase{_declared(())}>\n"
        '<link:labelLink xlink:type="extended" '
        f'xlink:role="http://www.xbrl.org/2003/role/link">\n{_lines(parts)}</link:labelLink>\n'
        "</link:linkbase>\n"
    ).encode()


def _names(rows: Iterable[_Row]) -> list[str]:
    """The QNames of the dimensions."""
    pairs = [pair for row in rows for pair in _pairs(row["dimensions"])]
    axes = [axis for axis, _ in pairs]
    return [*axes, *(member for axis, member in pairs if not _is_typed(axis, member))]


def _pairs(dimensions: str) -> list[tuple[str, str]]:
    pairs = [pair.partition("=") for pair in dimensions.split(";") if pair]
    return [(axis, member) for axis, _, member in pairs]


def _qualified(name: str) -> str:
    return name if ":" in name else f"{UNPREFIXED}:{name}"


def _declared(names: Iterable[str]) -> str:
    """Declarations of the prefixes; the recorded data keeps prefixes and no addresses."""
    prefixes = sorted({UNPREFIXED, *(name.partition(":")[0] for name in names if ":" in name)})
    namespaces = {prefix: f"urn:recorded:{prefix}" for prefix in prefixes} | _NAMESPACES
    return "".join(f' xmlns:{name}="{address}"' for name, address in namespaces.items())


def _lines(parts: Iterable[str]) -> str:
    return "".join(f"{part}\n" for part in parts)


# Part of a filing's digest: another rendering, another reading.
_RENDERING = hashlib.sha256(Path(__file__).read_bytes()).digest()


def _replayed(document: Document) -> bytes:
    """The list of a filer's recorded filings, or a file in the folder of one."""
    rows = _rows(document.content, document.path)
    body = render(rows, recorded_filers.cik_of(document), document.part)
    if body is None:
        raise not_recorded(document.source, document.key)
    return body


@lru_cache(maxsize=1)
def _rows(content: bytes, path: Path) -> list[_Row]:
    """A filer's filings come one after the other, three documents of each."""
    return rows_of(content, COLUMNS, path)


REPLAY = Replay(recorded_filers.KEYS, _replayed, Path(__file__))
