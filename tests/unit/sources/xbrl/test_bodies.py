"""XML that must not be read: entities, halves, other documents; and what is read all the same."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipelines.sources.document import SourceError
from pipelines.sources.xbrl import kind_of, parse_inline, parse_instance, parse_labels
from tests.support.xbrl_bodies import figure, inline, instance, item

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LAUGHS = "".join(
    f'<!ENTITY l{level} "{f"&l{level - 1};" * 10 if level else "lol"}">' for level in range(10)
)


def read_inline(body: bytes, what: str) -> object:
    return parse_inline({"a.htm": body}, what)


def refusal(read: Callable[[bytes, str], object], body: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read(body, "the filing")
    message = str(caught.value)
    assert message.startswith("the filing")
    assert "\n" not in message
    return message


@pytest.mark.parametrize("place", ["in a figure", "in an attribute"])
def test_billion_laughs_are_refused(place: str) -> None:
    doctype = f"<!DOCTYPE html [{LAUGHS}]>"
    text = item("&l9;") if place == "in a figure" else item(id="&l9;")
    assert "declares entities" in refusal(parse_instance, instance(text, doctype=doctype))
    shown = figure("&l9;") if place == "in a figure" else figure(id="&l9;")
    assert "declares entities" in refusal(read_inline, inline(shown, doctype=doctype))


def test_an_external_entity_is_refused_and_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("47525")
    doctype = f'<!DOCTYPE xbrl [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    assert "declares entities" in refusal(parse_instance, instance(item("&x;"), doctype=doctype))
    assert "declares entities" in refusal(read_inline, inline(figure("&x;"), doctype=doctype))
    assert "declares entities" in refusal(parse_labels, instance(doctype=doctype))


def test_an_external_dtd_brings_no_entity(tmp_path: Path) -> None:
    (tmp_path / "x.dtd").write_text('<!ENTITY x "47525">')
    doctype = f'<!DOCTYPE xbrl SYSTEM "{(tmp_path / "x.dtd").as_uri()}">'
    assert parse_instance(instance(item(), doctype=doctype), "w").frame.height == 1
    assert "not defined" in refusal(parse_instance, instance(item("&x;"), doctype=doctype))


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x SYSTEM "a>b" [<!ENTITY x "1">]>',
        "<!DOCTYPE x [",
        "<!DOCTYPE x",
    ],
)
def test_no_odd_doctype_is_a_way_around(doctype: str) -> None:
    refusal(parse_instance, instance(item("&x;"), doctype=doctype))


@pytest.mark.parametrize("encoding", ["utf-7", "utf-16", "cp037", "no-such"])
def test_an_encoding_that_could_hide_markup_is_refused(encoding: str) -> None:
    body = instance(item()).replace(b"utf-8", encoding.encode())
    assert f"is in {encoding}" in refusal(parse_instance, body)
    hidden = instance(item()).decode().replace("utf-8", "utf-16").encode("utf-16")
    assert "UTF-16" in refusal(parse_instance, hidden)
    # The first that reads like an encoding is not the one that counts.
    sly = body.replace(b'version="1.0"', b'version="1.0" standalone="encoding=\'utf-8\'"')
    refusal(parse_instance, sly)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_filing_cut_in_half_is_refused(share: float) -> None:
    for read, body in (
        (parse_instance, instance(item(), item("2"))),
        (read_inline, inline(figure(), figure("2"))),
    ):
        assert "cut off" in refusal(read, body[: int(len(body) * share)])


def test_a_filing_nested_deeper_than_256_elements_is_read() -> None:
    shown = "<div>" * 1000 + figure("2") + "</div>" * 1000
    assert parse_inline({"a.htm": inline(shown)}, "x").frame["value"].to_list() == [Decimal(2)]


@pytest.mark.parametrize("depth", [2_100, 200_000])
def test_a_filing_nested_too_deep_is_not_asked_for_again(depth: int) -> None:
    shown = "<div>" * depth + figure("2") + "</div>" * depth
    said = refusal(read_inline, inline(shown))
    assert "nested deeper than 2,048" in said
    assert "again" not in said


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b'{"facts": {}}', "not XML"),
        (b"<html><body>Request Rate Threshold Exceeded", "cut off or no XML"),
        (b"<html><body>Undeclared agent</body></html>", "not XBRL's xbrl"),
    ],
)
def test_what_is_no_instance_is_refused(body: bytes, words: str) -> None:
    assert words in refusal(parse_instance, body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body><br>Rate exceeded", "HTML without inline XBRL"),
        (b"<html><body>A well-formed exhibit</body></html>", "HTML without inline XBRL"),
        (b'<x xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"/>', "not html"),
    ],
)
def test_what_is_no_inline_document_is_refused(body: bytes, words: str) -> None:
    assert words in refusal(read_inline, body)


def test_a_part_that_cannot_be_read_refuses_the_set() -> None:
    with pytest.raises(SourceError, match=r"the filing, b\.htm: .*cut off"):
        parse_inline({"a.htm": inline(figure()), "b.htm": inline(figure())[:-9]}, "the filing")
    with pytest.raises(SourceError, match="no document"):
        parse_inline({}, "the filing")


def test_html_names_of_characters_are_read_without_a_dtd() -> None:
    strict = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://example.org/x.dtd">'
    for doctype in ("", strict):
        body = inline("R&amp;D &mdash; &nbsp;", figure("1&nbsp;000"), doctype=doctype)
        assert parse_inline({"a.htm": body}, "w").frame["value"].to_list() == [Decimal(1000)]
    assert "not defined" in refusal(read_inline, inline(figure("&fig;&nosuch;"), doctype=strict))


def test_comments_do_not_split_a_figure() -> None:
    body = inline(figure("1<!-- 9 -->0<?page 3?>0"))
    assert parse_inline({"a.htm": body}, "w").frame["value"].to_list() == [Decimal(100)]


def test_a_byte_order_mark_and_leading_lines_are_read() -> None:
    body = instance(item())
    for start in (b"\xef\xbb\xbf", b"\n\n"):
        assert parse_instance(start + body, "w").frame.height == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (instance(), "instance"),
        (inline(), "inline"),
        (b"<!-- a --><?b c?>\n<link:linkbase/>", "linkbase"),
        (b'<xs:schema xmlns:xs="x"/>', "schema"),
        (b"<!DOCTYPE html>\n<HTML><body>", "html"),
        (b'<!DOCTYPE x [<!ENTITY a "<b>">\n<!ENTITY c "d">]\n><xbrl/>', "instance"),
        (b"<rss/>", "other"),
        (b"{}", "other"),
        (b"\xef\xbb\xbf ", "empty"),
    ],
)
def test_kinds_are_told_apart(body: bytes, kind: str) -> None:
    assert kind_of(body) == kind


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("us-ascii", "utf-8"),
        ("us-ascii", "cp1252"),
        ("ASCII", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("windows-1252", "cp1252"),
        ("utf-8", "utf-8"),
    ],
)
def test_letters_beyond_the_alphabet_declared_are_read_as_a_browser_does(
    declared: str, encoding: str
) -> None:
    text = inline("Société – “1”", figure("12\u00a0345"), figure("–", format="ixt3:zerodash"))
    body = text.decode().replace("utf-8", declared).encode(encoding)
    facts = parse_inline({"a.htm": body}, "w")
    assert facts.frame["value"].to_list() == [Decimal(12345), Decimal(0)]


def test_a_mark_speaks_before_a_declaration() -> None:
    text = inline(figure("–", format="ixt3:zerodash")).decode()
    body = b"\xef\xbb\xbf" + text.replace("utf-8", "windows-1252").encode()
    assert parse_inline({"a.htm": body}, "w").frame["value"].to_list() == [Decimal(0)]


def test_bytes_that_no_alphabet_has_are_letters_still() -> None:
    body = inline("x", figure("5")).replace(b"utf-8", b"us-ascii").replace(b">x<", b">\x81\x90<")
    assert parse_inline({"a.htm": body}, "w").frame["value"].to_list() == [Decimal(5)]


def test_bytes_that_are_not_of_the_encoding_are_not_called_cut_off() -> None:
    declared = inline("\u00e9", figure())
    for body in (declared, declared[declared.index(b"<html") :]):
        said = refusal(read_inline, body.replace("\u00e9".encode(), b"\xe9"))
        assert "holds bytes that are not UTF-8" in said
        assert "cut off" not in said
