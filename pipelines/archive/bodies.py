"""One body off the wire, within bounds: as it was sent and as it is unpacked.

A server may send without end, or a few bytes that unpack into gigabytes; both are refused while
they arrive. Whose body it is and how it was asked for is `live.py`'s.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from pipelines.archive.errors import DamagedAnswer, FetchError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_GZIP = zlib.MAX_WBITS | 16
_PIECE = 1 << 20
_PLAIN = ("", "identity")
_PACKED = ("gzip", "x-gzip")


def bounded_body(pieces: Iterable[bytes], encoding: str, most_bytes: int, url: str) -> bytes:
    """The body, unpacked.

    Args:
        pieces: the body as it arrives.
        encoding: the answer's `Content-Encoding`; gzip is all that is asked for.
        most_bytes: how long it may be, as sent and unpacked alike.
        url: names the document in a refusal.

    Raises:
        FetchError: it is longer, or packed in another way.
        DamagedAnswer: it cannot be unpacked, or ends too early; asking again may help.
    """
    encoding = encoding.strip().lower()
    sent = _at_most(pieces, most_bytes, url)
    if encoding in _PLAIN:
        return b"".join(sent)
    if encoding not in _PACKED:
        raise FetchError(
            f"{url}: the server packed the answer as {encoding[:40]!r}, which nobody asked for: "
            "run again later"
        )
    return b"".join(_at_most(_unpacked(sent, url), most_bytes, url))


def _at_most(pieces: Iterable[bytes], most_bytes: int, url: str) -> Iterator[bytes]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > most_bytes:
            raise FetchError(
                f"{url}: the body is longer than {most_bytes // 1_000_000} MB: if it is to be "
                "that long, set LEDGER_LARGEST_BODY_MB"
            )
        yield piece


def _unpacked(pieces: Iterable[bytes], url: str) -> Iterator[bytes]:
    """The members of a gzip stream one after the other, in pieces of bounded length."""
    unpacker = zlib.decompressobj(_GZIP)
    has_begun = False
    try:
        for piece in pieces:
            rest, unpacked = piece, b""
            # A full piece may leave more behind, even where all input is taken in.
            while rest or len(unpacked) == _PIECE:
                if unpacker.eof:
                    rest = rest.lstrip(b"\0")  # padding, as gzip itself reads it
                    if not rest:
                        break
                    unpacker = zlib.decompressobj(_GZIP)
                has_begun = True
                unpacked = unpacker.decompress(rest, _PIECE)
                yield unpacked
                rest = unpacker.unconsumed_tail or unpacker.unused_data
    except zlib.error as error:
        raise DamagedAnswer(f"{url}: the body cannot be unpacked ({error})") from None
    if has_begun and not unpacker.eof:
        raise DamagedAnswer(f"{url}: the packed body ends too early")
