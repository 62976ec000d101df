"""A body or a file in UTF-16 or UTF-32, as the UTF-8 that every reader takes.

Notepad and spreadsheets save so. Only what says so itself is read anew: by its mark, or by how its
first character is written (XML 1.0, appendix F; RFC 4627, section 3). Nothing else is guessed.
"""

from __future__ import annotations

import codecs
import re

from pipelines.sources.document import SourceError

# The longer marks first: that of UTF-32 begins as that of UTF-16 does.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# What XML, HTML and JSON begin with.
_OPENINGS = ("<", "{", "[")
_START = 64
_DECLARED = re.compile(r"(<\?xml\s[^>]*?encoding\s*=\s*[\"'])[^\"']*([\"'])")


def as_utf8(body: bytes, what: str = "") -> bytes:
    """The body, in UTF-8 where it is in UTF-16 or UTF-32; what an XML declaration names follows.

    Args:
        body: the body.
        what: what it is called in a sentence, where that does not begin with its place.

    Raises:
        SourceError: its mark says what its bytes are not.
    """
    encoding, mark = _encoding_of(body)
    if encoding is None:
        return body
    try:
        text = body[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        called = f"{what}: " if what else ""
        raise SourceError(
            f"{called}begins as a file in {encoding[:6].upper()} does and is not one from byte "
            f"{error.start + len(mark)} on ({error.reason}): it is cut off or damaged, get it again"
        ) from None
    return _DECLARED.sub(r"\1utf-8\2", text, count=1).encode()


def _encoding_of(body: bytes) -> tuple[str | None, bytes]:
    """The encoding that the first bytes show, and the mark among them."""
    for mark, encoding in _MARKS.items():
        if body.startswith(mark):
            return encoding, mark
    start = body[:_START]
    for encoding in _MARKS.values() if b"\0" in start else ():
        if start.decode(encoding, "ignore").lstrip().startswith(_OPENINGS):
            return encoding, b""
    return None, b""
