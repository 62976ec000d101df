"""Bodies off the wire: unpacked whole, bounded as sent and as unpacked, damage told from length."""

from __future__ import annotations

import gzip
import random
import zlib

import pytest

from pipelines.archive.bodies import bounded_body
from pipelines.archive.errors import DamagedAnswer, FetchError

URL = "https://data.example.org/facts.json"
MB = 1_000_000


def split(body: bytes, length: int) -> list[bytes]:
    return [body[at : at + length] for at in range(0, len(body), length)]


@pytest.mark.parametrize("length", [1, 7, 1024, 10**9])
@pytest.mark.parametrize("size", [0, 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_what_was_packed_is_what_comes_out(length: int, size: int) -> None:
    rng = random.Random(size)
    body = (b"0" * (size // 2) + rng.randbytes(size - size // 2))[:size]
    packed = gzip.compress(body, 1)
    if length < 7 and len(packed) > 100_000:
        packed = gzip.compress(body[:5_000])
        body = body[:5_000]
    assert bounded_body(split(packed, length), "gzip", 10 * MB, URL) == body
    assert bounded_body(split(body, max(length, 100)), "", 10 * MB, URL) == body


def test_members_and_padding_are_read_as_gzip_reads_them() -> None:
    packed = gzip.compress(b"one") + gzip.compress(b"two") + b"\0" * 40
    for length in (1, 5, 1000):
        assert bounded_body(split(packed, length), "X-GZIP", MB, URL) == b"onetwo"
    assert bounded_body([], "gzip", MB, URL) == b""


def test_a_body_that_unpacks_into_gigabytes_is_refused_while_it_unpacks() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = packer.compress(b"\0" * 30 * MB) + packer.flush()
    assert len(bomb) < 100_000
    with pytest.raises(FetchError, match=r"longer than 5 MB: .*set LEDGER_LARGEST_BODY_MB"):
        bounded_body(split(bomb, 4096), "gzip", 5 * MB, URL)


def test_a_body_without_end_is_refused_while_it_arrives() -> None:
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield b"x" * 1000

    for encoding in ("", "gzip"):
        taken = 0
        with pytest.raises(FetchError):
            bounded_body(endless(), encoding, MB, URL)  # type: ignore[arg-type]
        assert taken <= 1001


@pytest.mark.parametrize("cut", [1, 5, 9, 12, 40, -9, -8, -1])
def test_a_packed_body_that_is_cut_off_is_damaged(cut: int) -> None:
    packed = gzip.compress(random.Random(1).randbytes(200))
    with pytest.raises(DamagedAnswer, match="ends too early"):
        bounded_body([packed[:cut]], "gzip", MB, URL)


def test_no_damage_raises_anything_else() -> None:
    rng = random.Random(8)
    packed = bytearray(gzip.compress(b"A quarter of Acme, in millions. " * 40))
    told = 0
    for _ in range(20_000):
        spoiled = bytearray(packed)
        for _ in range(rng.randrange(1, 4)):
            spoiled[rng.randrange(len(spoiled))] = rng.randrange(256)
        try:
            bounded_body(split(bytes(spoiled[: rng.randrange(1, 99)]), 16), "gzip", MB, URL)
        except DamagedAnswer:
            told += 1
    assert told > 10_000


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "x" * 999])
def test_a_packing_that_nobody_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(FetchError, match="which nobody asked for") as told:
        bounded_body([b"x"], encoding, MB, URL)
    assert len(str(told.value)) < 200
