"""Small made documents of filings: complete submissions, pages, exhibits."""

from __future__ import annotations

ACCESSION = "0001652044-26-000077"
CIK = 1652044

GUIDES = "We expect capital expenditures of $175 billion to $185 billion in 2026."
NAMES = "We shipped co-packaged optics switches for scale-out networks in volume this quarter."
DULL = "Revenue in the quarter was in line with what the company had said before the quarter. " * 3


def page(*sentences: str, encoding: str = "utf-8") -> bytes:
    paragraphs = "".join(f"<p>{each}</p>" for each in sentences)
    return f"<html><head></head><body>{paragraphs}</body></html>".encode(encoding)


def submission(
    *exhibits: tuple[str, str, bytes],
    form: str = "8-K",
    accession: str = ACCESSION,
    cik: int = CIK,
    is_whole: bool = True,
) -> bytes:
    """A complete submission: exhibits are type, file name and body."""
    documents = b"".join(
        f"<DOCUMENT>\n<TYPE>{type_}\n<FILENAME>{name}\n<TEXT>\n".encode()
        + body
        + b"\n</TEXT>\n</DOCUMENT>\n"
        for type_, name, body in exhibits
    )
    header = (
        f"<SEC-DOCUMENT>{accession}.txt : 20260204\n"
        f"<SEC-HEADER>{accession}.hdr.sgml : 20260204\n"
        "<ACCEPTANCE-DATETIME>20260204160512\n"
        f"ACCESSION NUMBER:\t\t{accession}\n"
        f"CONFORMED SUBMISSION TYPE:\t{form}\n"
        "CONFORMED PERIOD OF REPORT:\t20260204\n"
        "FILED AS OF DATE:\t\t20260204\n"
        f"FILER:\n\tCENTRAL INDEX KEY:\t\t\t{cik:010d}\n"
        "</SEC-HEADER>\n"
    )
    end = b"</SEC-DOCUMENT>\n" if is_whole else b""
    return header.encode() + documents + end
