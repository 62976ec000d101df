"""The parsers of rates on damaged bodies: a `LedgerError` comes out, or what they say."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from pipelines.sources.fx_rates.ecb import parse_ecb
from pipelines.sources.fx_rates.h10 import parse_fred, parse_h10
from tests.support import fuzzing
from tests.support.whole_bodies import ecb_body, h10_body

RATES = ["Date,USD,JPY,", "2025-01-03,1.03,162.1,", "2025-01-02,1.02,N/A,"]
H10 = [h10_body({"RXI_N.B.TA": ["32.8", "ND"], "RXI$US_N.B.EU": ["1.03", "1.04"]},
                ["2025-01-02", "2025-01-03"])]  # fmt: skip
FRED = [b"observation_date,DEXTAUS\n2025-01-02,32.8\n2025-01-03,.\n"]
SINCE = dt.date(2025, 1, 1)


def test_an_ecb_zip() -> None:
    fuzzing.refuses_some(
        lambda body: parse_ecb(body, {"JPY", "USD"}, SINCE, "x"), [ecb_body(RATES)]
    )


def test_the_text_in_an_ecb_zip() -> None:
    def parse(text: bytes) -> object:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("eurofxref-hist.csv", text)
        return parse_ecb(content.getvalue(), {"JPY"}, SINCE, "x")

    fuzzing.try_damages(parse, ["\n".join(RATES).encode()], seed=3)


def test_h10() -> None:
    fuzzing.refuses_some(lambda body: parse_h10(body, {"TWD", "EUR"}, "x"), H10)


def test_fred() -> None:
    fuzzing.refuses_some(lambda body: parse_fred(body, "DEXTAUS", {"TWD"}, "x"), FRED)
