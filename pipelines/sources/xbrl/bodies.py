"""XML read safely: no entities, no DTD, no network, nothing mended.

The one door by which XML enters. A DOCTYPE is taken out before the parser sees the body, so
that no entity can be declared; HTML's named characters become character references, since
XHTML takes them from that DOCTYPE. Whatever does not parse whole is refused, never recovered.
"""

from __future__ import annotations

import codecs
import re
from html.entities import html5

from lxml import etree

from pipelines.sources.document import BodyError, SourceError

# By declaration alone a parser would also take UTF-7 and its like, in which markup hides from
# any look at the bytes.
_ENCODINGS = frozenset({"utf-8", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252"})
# Those that a browser reads as the Latin alphabet of Windows, which holds them all (WHATWG,
# Encoding, section 4.2), so that a dash or a space of it in a figure is what the filer saw.
_OF_WINDOWS = _ENCODINGS - {"utf-8"}
_ASCII = frozenset({"us-ascii", "ascii"})
_DECLARATION = re.compile(rb"<\?xml\s[^>]*?\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)[\"']")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]*(>|\[|\Z)")
_NAMED_CHARACTER = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_NOT_OF_ENCODING = etree.ErrorTypes.ERR_INVALID_ENCODING
_BEYOND_LIMITS = etree.ErrorTypes.ERR_RESOURCE_LIMIT
_XML_OWN = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


def xml_root(body: bytes, what: str) -> etree._Element:
    """The root element of an XML body, without its comments and processing instructions.

    Raises:
        SourceError: the body is empty, no XML, cut off, in an encoding that EDGAR does not
            take or not in the one that it declares, or declares entities.
    """
    text = _without_doctype(_start(body, what), what)
    try:
        try:
            root = _parsed(text)
        except etree.XMLSyntaxError as error:
            if error.code != etree.ErrorTypes.ERR_UNDECLARED_ENTITY:
                raise
            # Few filings need this, and it costs more than the parse.
            root = _parsed(_NAMED_CHARACTER.sub(_character_reference, text))
    except (etree.XMLSyntaxError, LookupError) as error:
        if isinstance(error, etree.XMLSyntaxError) and error.code == _BEYOND_LIMITS:
            raise SourceError(
                f"{what}: the body is nested deeper than 2,048 elements or has a part longer than "
                "1 GB, which no filing needs: it is not read"
            ) from None
        if isinstance(error, etree.XMLSyntaxError) and error.code == _NOT_OF_ENCODING:
            raise BodyError(
                f"{what}: the body holds bytes that are not UTF-8, although it is declared so or "
                f"declares no encoding ({error.msg}): it is damaged or declared wrongly",
                "the next run fetches it again",
            ) from None
        reason = str(error.msg if isinstance(error, etree.XMLSyntaxError) else error)
        raise BodyError(
            f"{what}: the body is cut off or no XML ({reason})", "the next run fetches it again"
        ) from None
    # Both were looked for in the bytes; here the parser itself says what it found.
    read = root.getroottree().docinfo
    if read.internalDTD is not None:
        raise _declares_entities(what)
    if read.encoding and read.encoding.lower() not in _ENCODINGS:
        raise _strange_encoding(what, read.encoding)
    return root


def _parsed(text: bytes) -> etree._Element:
    """The root; of a body beyond the parser's usual limits (256 levels) by its wider ones.

    The limits guard against entities that swell, which no body can declare here.
    """
    try:
        return etree.fromstring(text, _parser())
    except etree.XMLSyntaxError as error:
        if error.code != _BEYOND_LIMITS:
            raise
        return etree.fromstring(text, _parser(is_wide=True))


def _parser(*, is_wide: bool = False) -> etree.XMLParser:
    """A new parser: lxml's parsers are not for several threads at once."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=is_wide,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _start(body: bytes, what: str) -> bytes:
    """The body from its first `<` in UTF-8, whatever Latin alphabet it declares."""
    text = body.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
    if not text:
        raise BodyError(f"{what}: the body is empty", "run again later")
    if text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in text[:4]:
        raise _strange_encoding(what, "UTF-16 or UTF-32")
    if not text.startswith(b"<"):
        raise SourceError(f"{what}: the body is not XML: it is not this document")
    declaration = _DECLARATION.match(text)
    if declaration and (named := _ENCODING.search(declaration[0])):
        encoding = named[1].decode("ascii", "replace")
        if encoding.lower() not in _ENCODINGS:
            raise _strange_encoding(what, encoding)
        # A mark speaks before a declaration (WHATWG, Encoding, section 6).
        if encoding.lower() in _OF_WINDOWS and body.startswith(codecs.BOM_UTF8):
            return text[declaration.end() :].lstrip(b" \t\r\n")
        if encoding.lower() in _OF_WINDOWS:
            text = text[declaration.end() :].lstrip(b" \t\r\n")
            return _of_windows(text, is_ascii=encoding.lower() in _ASCII)
    elif text.startswith(b"<?xml") and not declaration:
        raise BodyError(
            f"{what}: the body is cut off or no XML (no XML declaration ends)",
            "the next run fetches it again",
        )
    return text


def _of_windows(text: bytes, *, is_ascii: bool) -> bytes:
    """In UTF-8, what is declared in a Latin alphabet.

    Declared ASCII it may be UTF-8 all the same, which no text in another alphabet looks like.
    """
    if text.isascii():
        return text
    for encoding in ("utf-8", "cp1252") if is_ascii else ("cp1252",):
        try:
            return text.decode(encoding).encode()
        except UnicodeDecodeError:
            continue
    return text.decode("iso-8859-1").encode()


def _without_doctype(text: bytes, what: str) -> bytes:
    found = _DOCTYPE.search(text) if b"<!DOCTYPE" in text else None
    if not found:
        return text
    if found[1] != b">":
        raise _declares_entities(what)
    return text[: found.start()] + text[found.end() :]


def _character_reference(found: re.Match[bytes]) -> bytes:
    """HTML's `&nbsp;` as `&#160;`; a name that neither XML nor HTML knows stays, and is refused."""
    name = found[1]
    characters = html5.get(f"{name.decode('ascii')};")
    if name in _XML_OWN or characters is None:
        return found[0]
    return "".join(f"&#{ord(character)};" for character in characters).encode("ascii")


def _declares_entities(what: str) -> SourceError:
    return SourceError(
        f"{what}: the body declares entities or other parts of a DTD, which no filing needs: "
        "it is not read"
    )


def _strange_encoding(what: str, encoding: str) -> SourceError:
    return SourceError(
        f"{what}: the body is in {encoding}, which EDGAR does not take: it is not this document"
    )
