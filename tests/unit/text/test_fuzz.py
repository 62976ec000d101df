"""The reader of whole submissions on damaged ones: a `LedgerError` comes out, or what they say."""

from __future__ import annotations

from pipelines.text import sgml
from tests.support import fuzzing

SUBMISSION = (
    b"<SEC-DOCUMENT>0001652044-25-000014.txt : 20250205\n<SEC-HEADER>\n"
    b"ACCESSION NUMBER:\t0001652044-25-000014\nCONFORMED SUBMISSION TYPE:\t10-K\n"
    b"CONFORMED PERIOD OF REPORT:\t20241231\nFILED AS OF DATE:\t20250205\n"
    b"CENTRAL INDEX KEY:\t0001652044\n</SEC-HEADER>\n<DOCUMENT>\n<TYPE>10-K\n<FILENAME>a.htm\n"
    b"<TEXT>\n<XBRL>\n<html/>\n</XBRL>\n</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n"
)


def test_sgml() -> None:
    fuzzing.refuses_some(lambda body: sgml.read(body, "x"), [SUBMISSION])
