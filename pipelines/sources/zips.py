"""What is in a zip archive, and what goes wrong in one that is cut off, damaged or encrypted."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

# The standard library hands on what its parts raise: the decompressors (deflate, bzip2 by
# OSError, LZMA), a seek beyond the file (OSError, ValueError), a header cut off (struct), names
# in no encoding (ValueError), other methods (NotImplementedError), passwords (RuntimeError).
# Catch them only around a call of `zipfile`, never around what reads the content.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    OverflowError,
    ValueError,
)


def zipped_files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members that are no folders.

    By their names, as `ZipInfo.is_dir` goes, which ends with an `IndexError` where one has none.
    """
    return [member for member in archive.infolist() if not member.filename.endswith("/")]
