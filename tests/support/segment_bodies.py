"""Filings' XBRL made for tests: instances, label linkbases, folders, and zips of the data sets."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CIK = 1652044
ACCESSION = "0001652044-25-000014"
SEGMENTS = "us-gaap:StatementBusinessSegmentsAxis"
CLOUD = f"{SEGMENTS}=goog:GoogleCloudMember"

_HEAD = (
    '<xbrl xmlns="http://www.xbrl.org/2003/instance" '
    'xmlns:xbrldi="http://xbrl.org/2006/xbrldi" '
    'xmlns:iso4217="http://www.xbrl.org/2003/iso4217" '
    'xmlns:dei="http://xbrl.sec.gov/dei/2024" '
    'xmlns:us-gaap="http://fasb.org/us-gaap/2024" '
    'xmlns:srt="http://fasb.org/srt/2024" '
    'xmlns:goog="http://www.google.com/20241231">'
)


@dataclass(frozen=True)
class Stated:
    """A fact of the instance."""

    value: str
    dimensions: str = ""
    concept: str = "us-gaap:Revenues"
    start: str = "2024-01-01"
    end: str = "2024-12-31"
    decimals: str = "-6"


TOTAL = Stated("350018000000")
SEGMENT = Stated("43229000000", CLOUD)


def instance(
    *facts: Stated, cik: int = CIK, form: str = "10-K", period_end: str = "2024-12-31"
) -> bytes:
    """An instance with its cover page and these facts, `f-1` upwards."""
    parts = []
    for number, each in enumerate(facts, start=1):
        members = "".join(
            f'<xbrldi:explicitMember dimension="{axis}">{member}</xbrldi:explicitMember>'
            for axis, _, member in (pair.partition("=") for pair in each.dimensions.split(";"))
            if axis
        )
        segment = f"<segment>{members}</segment>" if members else ""
        parts += [
            f'<context id="c{number}"><entity><identifier scheme="http://www.sec.gov/CIK">'
            f"{cik:010d}</identifier>{segment}</entity><period><startDate>{each.start}</startDate>"
            f"<endDate>{each.end}</endDate></period></context>",
            f'<{each.concept} contextRef="c{number}" unitRef="usd" id="f-{number}" '
            f'decimals="{each.decimals}">{each.value}</{each.concept}>',
        ]
    cover = (
        f'<context id="c"><entity><identifier scheme="http://www.sec.gov/CIK">{cik:010d}'
        "</identifier></entity><period><startDate>2024-01-01</startDate>"
        "<endDate>2024-12-31</endDate></period></context>"
        f'<dei:EntityCentralIndexKey contextRef="c">{cik:010d}</dei:EntityCentralIndexKey>'
        f'<dei:DocumentType contextRef="c">{form}</dei:DocumentType>'
        f'<dei:DocumentPeriodEndDate contextRef="c">{period_end}</dei:DocumentPeriodEndDate>'
        '<unit id="usd"><measure>iso4217:USD</measure></unit>'
    )
    return f"{_HEAD}{cover}{''.join(parts)}</xbrl>".encode()


def inline(*facts: Stated, period_end: str = "December&#160;31, 2024") -> bytes:
    """An inline document with the same cover page and facts, figures in millions."""
    body = instance(*facts).decode()
    head, _, rest = body.removeprefix(_HEAD).partition("<dei:EntityCentralIndexKey")
    del rest
    contexts = [head]
    shown = []
    for number, each in enumerate(facts, start=1):
        start = body.index(f'<context id="c{number}">')
        contexts.append(body[start : body.index("</context>", start) + len("</context>")])
        shown.append(
            f'<ix:nonFraction name="{each.concept}" contextRef="c{number}" unitRef="usd" '
            f'id="f-{number}" decimals="-6" scale="6" format="ixt:num-dot-decimal">'
            f"{int(each.value) // 10**6:,}</ix:nonFraction>"
        )
    resources = "".join(contexts) + '<unit id="usd"><measure>iso4217:USD</measure></unit>'
    for name in ("context", "entity", "identifier", "segment", "period", "startDate", "endDate",
                 "unit", "measure"):  # fmt: skip
        resources = resources.replace(f"<{name}", f"<xbrli:{name}")
        resources = resources.replace(f"</{name}", f"</xbrli:{name}")
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:ix="http://www.xbrl.org/2013/inlineXBRL" '
        'xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12" '
        + _HEAD.removeprefix("<xbrl ").replace("xmlns=", "xmlns:xbrli=", 1)
        + "<head><title>A report</title></head><body><div style='display:none'><ix:header>"
        "<ix:hidden><ix:nonNumeric name='dei:EntityCentralIndexKey' contextRef='c'>"
        f"{CIK:010d}</ix:nonNumeric></ix:hidden><ix:resources>{resources}</ix:resources>"
        "</ix:header></div><p><ix:nonNumeric name='dei:DocumentType' contextRef='c'>"
        "<span>10-K</span></ix:nonNumeric> for the year ended "
        "<ix:nonNumeric name='dei:DocumentPeriodEndDate' contextRef='c' "
        f"format='ixt:date-monthname-day-year-en'>{period_end}</ix:nonNumeric></p><p>"
        f"{' and '.join(shown)}</p></body></html>"
    ).encode()


def labels(**by_member: str) -> bytes:
    """A label linkbase with a standard label for each member, `goog_GoogleCloudMember=…`."""
    parts = [
        f'<link:loc xlink:href="goog.xsd#{member}" xlink:label="m{number}"/>'
        f'<link:labelArc xlink:from="m{number}" xlink:to="l{number}"/>'
        f'<link:label xlink:label="l{number}" xml:lang="en-US" '
        f'xlink:role="http://www.xbrl.org/2003/role/label">{label}</link:label>'
        f'<link:label xlink:label="l{number}" xml:lang="en-US" '
        f'xlink:role="http://www.xbrl.org/2003/role/terseLabel">short</link:label>'
        for number, (member, label) in enumerate(by_member.items())
    ]
    return (
        '<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><link:labelLink>'
        f"{''.join(parts)}</link:labelLink></link:linkbase>"
    ).encode()


def folder_index(sizes: dict[str, object]) -> bytes:
    """The `index.json` of a folder with these files."""
    items = [{"name": name, "type": "text.gif", "size": size} for name, size in sizes.items()]
    return json.dumps({"directory": {"name": "/Archives/edgar/data", "item": items}}).encode()


def data_set(path: Path, *, sub: list[str], num: list[str], **more: bytes) -> Path:
    """A zip of the Financial Statement Data Sets with these lines, and further members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sub.txt", "\n".join(sub) + "\n")
        archive.writestr("num.txt", "\n".join(num) + "\n")
        for name, body in more.items():
            archive.writestr(name, body)
    return path
