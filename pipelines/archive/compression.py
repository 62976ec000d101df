"""Bodies compressed with zstd, read in bounds: a damaged header claims any size."""

from __future__ import annotations

import zstandard

# No document comes near: the largest submissions, with their pictures, are 300 MB.
LARGEST_BYTES = 512 * 1024**2

# So few that what a chunk swells to stays small, however well it was compressed.
_CHUNK = 16 * 1024


def decompressed(body: bytes, largest: int = LARGEST_BYTES) -> bytes:
    """What one frame holds.

    Raises:
        zstandard.ZstdError: it is no zstd, is damaged or cut off, or holds more than `largest`.
    """
    frame = zstandard.ZstdDecompressor().decompressobj()
    content = bytearray()
    for start in range(0, len(body), _CHUNK):
        content += frame.decompress(body[start : start + _CHUNK])
        if len(content) > largest:
            raise zstandard.ZstdError(f"it holds more than {largest} bytes")
        if frame.eof:
            return bytes(content)
    raise zstandard.ZstdError("it is cut off")
