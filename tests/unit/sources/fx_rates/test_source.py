"""Exchange rates: which currencies, the ECB's archive, refusals of one currency."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.archive.recorded import RecordedTransport
from pipelines.archive.store import Archive
from pipelines.archive.transport import Request
from pipelines.registry import Company
from pipelines.registry.registry import ALWAYS_RATED
from pipelines.settings import Settings
from pipelines.sources.document import Parsed, SourceError
from pipelines.sources.fx_rates import ecb as fx_ecb
from pipelines.sources.fx_rates import source as fx_rates
from tests.support.api_bodies import alphabet, registry
from tests.support.whole_bodies import ecb_body, h10_body, settings_in, tsmc

FIRST = dt.date(2010, 1, 1)
HISTORY = ["Date,USD,JPY,ILS,", "2025-01-03,1.03,162.5,N/A,", "2009-12-31,1.44,133.1,5.4,"]


def company(currency: str) -> Company:
    return Company.model_validate({**tsmc().model_dump(), "reporting_currency": currency})


def parse(body: bytes, key: str, *companies: Any) -> Parsed:
    chosen = registry(*(companies or (tsmc(),)))
    return fx_rates.parse_document(body, Request("fx_rates", key, "url"), chosen)


def test_the_currencies_of_the_registry_are_asked_for() -> None:
    assert registry(alphabet()).currencies == ALWAYS_RATED
    assert registry(company("CHF")).currencies == ALWAYS_RATED | {"CHF"}
    assert "USD" not in registry(company("USD")).currencies


def test_the_ecb_quotes_for_one_euro_and_dollars_come_along() -> None:
    frame = parse(ecb_body(HISTORY), "ecb").frame
    assert set(frame["rate_date"]) == {dt.date(2025, 1, 3)}
    assert set(frame["base_currency"]) == {"EUR"}
    rates = dict(frame.select("quote_currency", "rate").iter_rows())
    assert rates == {"USD": Decimal("1.03"), "JPY": Decimal("162.5")}


def test_trap_f1_no_twd_at_the_ecb_is_no_fault() -> None:
    assert parse(ecb_body(HISTORY), "ecb").quarantined.is_empty()


def test_a_currency_that_nobody_quotes_is_named() -> None:
    (refused,) = parse(ecb_body(HISTORY), "ecb", company("XYZ")).quarantined.iter_rows(named=True)
    assert (refused["company_id"], refused["item"]) == ("-", "currency XYZ")
    assert "XYZ is quoted neither here nor by the Federal Reserve's H.10" in refused["reason"]
    # The ECB quotes ILS, which H.10 does not.
    assert parse(ecb_body(HISTORY), "ecb", company("ILS")).quarantined.is_empty()


def test_nd_rows_and_a_missing_currency_leave_the_rest() -> None:
    series = {
        "RXI_N.B.TA": ["ND", "32.85"],
        "RXI_N.B.JA": ["157.1", "157.4"],
        "RXI_N.B.CH": ["7.3", "7.3"],
        "RXI$US_N.B.EU": ["ND", "1.03"],
    }
    parsed = parse(h10_body(series, ["2025-01-01", "2025-01-02"]), "fed_h10")
    assert parsed.frame.height == 6
    assert parsed.quarantined["item"].to_list() == ["currency KRW"]
    assert set(parsed.frame["source"]) == {"fed_h10"}


def test_fred_fills_the_same_table() -> None:
    body = b"observation_date,DEXTAUS\n2025-01-02,32.85\n"
    frame = parse(body, "fed_h10_DEXTAUS").frame
    assert frame.select("source", "currency").row(0) == ("fed_h10", "TWD")


def test_a_document_without_one_asked_rate_is_refused() -> None:
    with pytest.raises(SourceError, match="holds no rate of"):
        parse(h10_body({"RXI_N.B.SZ": ["0.9"]}, ["2025-01-02"]), "fed_h10")


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "empty"),
        (b"<html/>", "HTML"),
        (ecb_body(HISTORY)[:80], "cut off or damaged"),
        (ecb_body(HISTORY, more=1), "holds 2 files"),
        (ecb_body(HISTORY, name=""), "holds 1 files, not one CSV"),
        (ecb_body(HISTORY, name="rates.exe"), "not one CSV"),
        (ecb_body([""]), "empty"),
        (ecb_body(["Date,JPY,", "2025-01-03,1,"]), "USD among them"),
        (ecb_body(["Date,USD,USD,", "2025-01-03,1,1,"]), "each currency once"),
        (ecb_body(["Date,USD,", "2025-01-03,1.03"]), "not a date and 2 rates"),
        (ecb_body(["Date,USD,", "03.01.2025,1.03,"]), "not a date"),
        (ecb_body(["Date,USD,", "2025-01-03,1.03,", "2025-01-03,1.04,"]), "comes twice"),
        (ecb_body(["Date,USD,", "2025-01-03,one,"]), "'one' is not a rate of USD"),
    ],
    # An archive holds the second it was made in: processes that collect apart would differ.
    ids=lambda value: value if isinstance(value, str) else "archive",
)
def test_an_archive_that_cannot_be_trusted_is_refused(body: bytes, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence) as refused:
        fx_ecb.parse_ecb(body, {"JPY"}, FIRST, "ecb")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("2025-01-06,1.03,NaN,,", "2025-01-06: 'NaN' is not a rate of JPY"),
        ("2025-01-03,1.03,163,,", "2025-01-03: a rate of JPY comes twice with two values"),
        ("2999-01-03,1.03,,,", "2999-01-03: the rate of USD is in the future"),
        ("06.01.2025,1.03,163,,", "'06.01.2025,1.03,163,,' begins with what is not a date"),
    ],
)
def test_what_cannot_be_used_in_an_archive_is_refused_alone(row: str, sentence: str) -> None:
    parsed = parse(ecb_body([*HISTORY, "", row, ""]), "ecb")
    assert ("USD", Decimal("1.03")) in parsed.frame.select("currency", "rate").rows()
    [reason] = parsed.quarantined["reason"]
    assert sentence in reason


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("EUROFXREF-HIST.CSV", ""),
        ("history/eurofxref-hist.csv", "history/"),
        ("eurofxref-hist.csv", "__MACOSX/._eurofxref-hist.csv"),
        ("../../eurofxref-hist.csv", ""),
    ],
)
def test_the_one_csv_of_an_archive_is_read_wherever_it_lies(name: str, beside: str) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        if beside:
            archive.writestr(beside, "")
        archive.writestr(name, "\r\n".join((*HISTORY, "")).encode("utf-16"))
    quotes, refusals, _ = fx_ecb.parse_ecb(content.getvalue(), {"JPY"}, FIRST, "ecb")
    assert ([quote[0] for quote in quotes], refusals) == (["USD", "JPY"], [])


def test_a_page_in_place_of_rates_is_named_as_what_it_is() -> None:
    for key, kind in (("ecb", "a zip archive"), ("fed_h10", "CSV")):
        with pytest.raises(SourceError, match=f"HTML, not {kind} .*: run again later"):
            parse(b"<html>", key)


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fx_ecb, "_LARGEST_BYTES", 1000)
    taken: list[int] = []
    whole_read = zipfile.ZipExtFile.read

    def read(self: zipfile.ZipExtFile, size: int = -1) -> bytes:
        taken.append(size)
        return whole_read(self, size)

    monkeypatch.setattr(zipfile.ZipExtFile, "read", read)
    with pytest.raises(SourceError, match="larger than 1000 bytes"):
        fx_ecb.parse_ecb(ecb_body(["Date,USD," + "0" * 10**6]), {"JPY"}, FIRST, "ecb")
    assert taken == [1001]


def test_requests_go_to_the_settings_addresses(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, live=True, fed_url="http://fed", ecb_url="http://ecb")
    h10, ecb = fx_rates.requests(registry(tsmc()), settings)
    assert h10.url.startswith("http://fed/Output.aspx?rel=H10&")
    assert ecb.url == "http://ecb/eurofxref-hist.zip"
    through_fred = settings_in(tmp_path, live=True, fed_rates_through="fred", fred_url="http://f")
    requests = fx_rates.requests(registry(tsmc()), through_fred)
    assert len(requests) == 6
    assert requests[0].key == "fed_h10_DEXCHUS"
    assert requests[0].url == "http://f/graph/fredgraph.csv?id=DEXCHUS&cosd=2010-01-01"


def test_the_recorded_rates_replay_byte_for_byte(tmp_path: Path) -> None:
    bodies = []
    for name in ("one", "two"):
        settings = Settings(data_dir=tmp_path / name)
        transport = RecordedTransport(
            settings, Archive(settings.archive_dir), fx_rates.SOURCE.replay
        )
        requests = fx_rates.requests(registry(tsmc()), settings)
        bodies.append([transport.fetch(each).body for each in requests])
    assert bodies[0] == bodies[1]
    fed, ecb, cbc = (
        fx_rates.parse_document(body, request, registry(tsmc()))
        for body, request in zip(bodies[0], requests, strict=True)
    )
    assert all(each.quarantined.is_empty() for each in (fed, ecb, cbc))
    assert set(cbc.frame["currency"]) == {"TWD"}
    assert set(fed.frame["currency"]) == ALWAYS_RATED
    assert set(fed.frame["frequency"]) == {"month"}
    assert set(ecb.frame["currency"]) == {"USD", "JPY", "KRW", "CNY"}
