"""Label linkbases: which label belongs to which member, in which role."""

from __future__ import annotations

import pytest

from pipelines.sources.document import SourceError
from pipelines.sources.xbrl import LABEL_COLUMNS, parse_labels

ROLES = "http://www.xbrl.org/2003/role"


def locator(name: str, label: str) -> str:
    return f'<link:loc xlink:label="{label}" xlink:href="https://e.org/nvda.xsd#{name}"/>'


def label(name: str, text: str, role: str = f"{ROLES}/label", language: str = "en-US") -> str:
    return (
        f'<link:label xlink:label="{name}" xlink:role="{role}" xml:lang="{language}">'
        f"{text}</link:label>"
    )


def arc(start: str, end: str, rest: str = "") -> str:
    return f'<link:labelArc xlink:from="{start}" xlink:to="{end}" {rest}/>'


def linkbase(*links: str) -> bytes:
    inside = "".join(f"<link:labelLink>{link}</link:labelLink>" for link in links)
    return (
        '<?xml version="1.0"?><link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink">{inside}</link:linkbase>'
    ).encode()


def test_labels_by_member_and_role() -> None:
    link = (
        locator("nvda_DataCenterMember", "a")
        + arc("a", "x")
        + label("x", "Data Center [Member]")
        + label("x", " Data\n Center ", f"{ROLES}/terseLabel")
        + label("x", "Sum", f"{ROLES}/totalLabel")
        + label("x", "Less", "http://www.xbrl.org/2009/role/negatedTerseLabel")
        + label("x", "What it is", f"{ROLES}/documentation")
        + label("x", "Rechenzentrum", language="de")
    )
    frame = parse_labels(linkbase(link), "w")
    assert dict(frame.schema) == LABEL_COLUMNS
    name = "nvda:DataCenterMember"
    assert frame.rows() == [
        (name, "documentation", "What it is"),
        (name, "negatedTerse", "Less"),
        (name, "standard", "Data Center [Member]"),
        (name, "terse", "Data Center"),
        (name, "total", "Sum"),
    ]


def test_names_of_parts_are_each_links_own() -> None:
    first = locator("us-gaap_Revenues", "a") + label("x", "Revenue") + arc("a", "x")
    second = locator("nvda_A_B", "a") + label("x", "A and B") + arc("a", "x")
    assert parse_labels(linkbase(first, second), "w").rows() == [
        ("nvda:A_B", "standard", "A and B"),
        ("us-gaap:Revenues", "standard", "Revenue"),
    ]


def test_a_prohibited_arc_gives_no_label_and_none_is_no_rows() -> None:
    link = locator("nvda_A", "a") + label("x", "Old") + arc("a", "x", 'use="prohibited"')
    for body in (linkbase(link), linkbase(), linkbase(locator("nvda_A", "a"))):
        frame = parse_labels(body, "w")
        assert (frame.height, dict(frame.schema)) == (0, LABEL_COLUMNS)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (linkbase()[:-5], "cut off or no XML"),
        (b"<xbrl/>", "not linkbase"),
        (linkbase(locator("Revenues", "a")), "'https://e.org/nvda.xsd#Revenues'"),
    ],
)
def test_what_is_no_label_linkbase_is_refused(body: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=f"^w: .*{words}"):
        parse_labels(body, "w")
