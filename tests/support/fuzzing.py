"""Damaged bodies for the tests of parsers: seeded, so that a failure can be told again.

Whatever a body says, a parser reads it or raises a `LedgerError`: anything else that comes out
of `try_damages` fails the test, with the body that brought it out.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from pipelines.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# 4500 in a plain run, a fifth of them in a quick one, ten times as many in a thorough one.
COUNT = 150 * settings().max_examples

_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_TEXT = re.compile(rb'"[^"]*"|>[^<]+<|\t[^\t\n]*\t')
_NUMBERS = (
    b"0", b"-0", b"-1", b"1e400", b"-1e400", b"1e-400", b"NaN", b"Infinity", b"-inf", b"1" * 60,
    b"9" * 5000, b"99999999999999999999", b"2147483648", b"0.1e", b"1_000", "²".encode(),
    "٣".encode(), b"null", b"true", b"[]", b"{}", b'""', b"0000-00-00", b"9999-12-31",
    b"10000-01-01", b"0001-01-01", b"2024-02-30",
)  # fmt: skip
_TEXTS = (
    rb'"\ud800"', rb'"\udc00\ud800"', rb'"\u0000"', b'"\xff"', b'"\xed\xa0\x80"', b'"\x00"', b'""',
    b"null", b"[[]]", b"-1", b'"' + b"x" * 3000 + b'"', '"\u200b\ufeff²"'.encode(), b'"1e999"',
    b'"9999-12-31T23:59:59Z"', b'"0001-01-01T00:00:00+14:00"', b'"2024-01-01T00:00:00"',
    b"><", b">\xff<", b">&#0;<", b">&#xD800;<", b">1e9999<", b">]]><", b"\t\xff\t", b"\t\t",
)  # fmt: skip
_BYTES = (b"\x00", b"\xff", b"\xfe\xff", b"\xed\xa0\x80", b"\xc3", b"<", b">", b'"', b"{", b"}",
          b"[", b"]", b",", b"\\", b"&", b"\r", b"\n", b"\t", b"c", b"v", b";", b"=")  # fmt: skip


def damaged(bodies: Sequence[bytes], chance: random.Random) -> bytes:
    """One of the bodies with one to three damages."""
    body = bytearray(chance.choice(bodies))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        body = bytearray(_DAMAGES[chance.randrange(len(_DAMAGES))](body, bodies, chance))
    return bytes(body)


def damages(bodies: Sequence[bytes], seed: int, count: int = COUNT) -> Iterator[bytes]:
    """That many damaged bodies, the same ones for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        yield damaged(bodies, chance)


def try_damages(
    parse: Callable[[bytes], object], bodies: Sequence[bytes], seed: int, count: int = COUNT
) -> int:
    """Parse so many damages; the number of them that were refused by a sentence."""
    refused = 0
    for body in damages(bodies, seed, count):
        try:
            parse(body)
        except LedgerError:
            refused += 1
        except Exception as error:
            pytest.fail(f"{type(error).__name__}: {error}\nby the body {body!r}", pytrace=True)
    return refused


def refuses_some(parse: Callable[[bytes], object], bodies: Sequence[bytes]) -> None:
    """Parse damages, of which some must be refused by a sentence and some read."""
    assert 0 < try_damages(parse, bodies, seed=2) < COUNT


def try_batches(
    parse: Callable[[list[bytes]], object],
    bodies: Sequence[bytes],
    seed: int,
    size: int = 200,
    count: int = COUNT,
) -> None:
    """As `try_damages`, for a parser that takes many bodies at once and refuses each alone."""
    batch: list[bytes] = []
    for body in damages(bodies, seed, count):
        batch.append(body)
        if len(batch) == size:
            try:
                parse(batch)
            except Exception:
                _tell_which(parse, batch)
            batch = []


def _tell_which(parse: Callable[[list[bytes]], object], batch: list[bytes]) -> None:
    for body in batch:
        try:
            parse([body])
        except Exception as error:
            pytest.fail(f"{type(error).__name__}: {error}\nby the body {body!r}", pytrace=True)
    parse(batch)


def _flip(body: bytearray, bodies: Sequence[bytes], chance: random.Random) -> bytearray:
    del bodies
    if body:
        body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    return body


def _cut(body: bytearray, bodies: Sequence[bytes], chance: random.Random) -> bytearray:
    del bodies
    place = chance.randrange(len(body) + 1)
    return body[:place] if chance.random() < 0.7 else body[place:]


def _drop(body: bytearray, bodies: Sequence[bytes], chance: random.Random) -> bytearray:
    del bodies
    start, end = _slice(body, chance)
    return body[:start] + body[end:]


def _insert(body: bytearray, bodies: Sequence[bytes], chance: random.Random) -> bytearray:
    del bodies
    place = chance.randrange(len(body) + 1)
    return body[:place] + chance.choice(_BYTES) * chance.choice((1, 1, 2, 50)) + body[place:]


def _repeat(body: bytearray, bodies: Sequence[bytes], chance: random.Random) -> bytearray:
    del bodies
    start, end = _slice(body, chance)
    return body[:end] + body[start:end] * chance.choice((1, 1, 3)) + body[end:]


def _splice(body: bytearray, bodies: Sequence[bytes], chance: random.Random) -> bytearray:
    other = chance.choice(bodies)
    start, end = _slice(other, chance)
    place = chance.randrange(len(body) + 1)
    return body[:place] + other[start:end] + body[place:]


def _number(body: bytearray, bodies: Sequence[bytes], chance: random.Random) -> bytearray:
    del bodies
    return _replaced(body, _NUMBER, _NUMBERS, chance)


def _text(body: bytearray, bodies: Sequence[bytes], chance: random.Random) -> bytearray:
    del bodies
    return _replaced(body, _TEXT, _TEXTS, chance)


def _replaced(
    body: bytearray, pattern: re.Pattern[bytes], texts: Sequence[bytes], chance: random.Random
) -> bytearray:
    found = list(pattern.finditer(body))
    if not found:
        return body
    one = chance.choice(found)
    return body[: one.start()] + chance.choice(texts) + body[one.end() :]


def _slice(body: bytes | bytearray, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(body) + 1)
    return start, min(len(body), start + chance.choice((1, 2, 4, 8, 40, 200)))


_DAMAGES = (_flip, _cut, _drop, _insert, _repeat, _splice, _number, _number, _text, _text)
