"""A file that was compressed, damaged: a `LedgerError` comes out, or its content."""

from __future__ import annotations

import zstandard

from pipelines.sources.recording.files import decompressed
from tests.support import fuzzing


def test_a_compressed_file() -> None:
    fuzzing.refuses_some(decompressed, [zstandard.ZstdCompressor().compress(b"facts" * 9)])
