"""`ledger add TICKER` against a server: list of tickers, submissions, folder, instance, labels."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pipelines.cli import app as cli
from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR
from tests.support.sec_server import SecServer, sec_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CIK = 999_999_999
QUARTERLY, ANNUAL = "0999999999-26-000007", "0999999999-26-000002"
TICKERS = "/files/company_tickers_exchange.json"
SUBMISSIONS = f"/submissions/CIK{CIK:010d}.json"
FOLDER = f"/Archives/edgar/data/{CIK}/{QUARTERLY.replace('-', '')}/"
INSTANCE, LABELS = "zzq-20260502_htm.xml", "zzq-20260502_lab.xml"

# Accession, form, filing date, period of report, whether it has inline XBRL; the newest first.
FILINGS = (
    ("0999999999-26-000009", "8-K", "2026-06-02", "2026-06-01", 1),
    ("0999999999-26-000008", "10-Q/A", "2026-06-01", "2026-05-02", 1),
    (QUARTERLY, "10-Q", "2026-05-28", "2026-05-02", 1),
    (ANNUAL, "10-K", "2026-03-20", "2026-01-31", 1),
    ("0999999999-25-000002", "10-K", "2025-03-20", "2025-02-01", 1),
    ("0999999999-24-000002", "10-K", "2024-03-20", "2024-02-03", 1),
)

PRODUCTS = "srt:ProductOrServiceAxis"
FIGURES = (
    ("", "1000000000"),
    (f"{PRODUCTS}=zzq:DataCenterMember", "700000000"),
    (f"{PRODUCTS}=zzq:ServersMember", "450000000"),
    (f"{PRODUCTS}=zzq:SwitchesMember", "250000000"),
    (f"{PRODUCTS}=zzq:OtherMember", "300000000"),
    ("srt:StatementGeographicalAxis=country:US", "600000000"),
)


def tickers(*rows: list[Any]) -> bytes:
    return json.dumps({"fields": ["cik", "name", "ticker", "exchange"], "data": rows}).encode()


def submissions(*filings: tuple[Any, ...]) -> bytes:
    names = ("accessionNumber", "form", "filingDate", "reportDate", "isInlineXBRL")
    columns: dict[str, list[Any]] = {
        name: [filing[place] for filing in filings] for place, name in enumerate(names)
    }
    columns["acceptanceDateTime"] = [f"{filing[2]}T20:05:00.000Z" for filing in filings]
    columns["primaryDocument"] = ["report.htm" for _ in filings]
    return json.dumps(
        {
            "cik": f"{CIK:010d}",
            "name": "ZEBRA QUARTZ CORP",
            "fiscalYearEnd": "0131",
            "filings": {"recent": columns, "files": []},
        }
    ).encode()


def instance(*figures: tuple[str, str], concept: str = "us-gaap:Revenues") -> bytes:
    facts = []
    for number, (dimensions, value) in enumerate(figures):
        axis, _, member = dimensions.partition("=")
        explicit = f'<xbrldi:explicitMember dimension="{axis}">{member}</xbrldi:explicitMember>'
        segment = f"<segment>{explicit}</segment>" if axis else ""
        facts.append(
            f'<context id="c{number}"><entity><identifier scheme="http://www.sec.gov/CIK">'
            f"{CIK:010d}</identifier>{segment}</entity><period><startDate>2026-02-01</startDate>"
            "<endDate>2026-05-02</endDate></period></context>"
            f'<{concept} contextRef="c{number}" unitRef="usd" id="f-{number}" decimals="-6">'
            f"{value}</{concept}>"
        )
    return (
        '<xbrl xmlns="http://www.xbrl.org/2003/instance" '
        'xmlns:xbrldi="http://xbrl.org/2006/xbrldi" '
        'xmlns:iso4217="http://www.xbrl.org/2003/iso4217" '
        'xmlns:us-gaap="http://fasb.org/us-gaap/2025" xmlns:srt="http://fasb.org/srt/2025" '
        'xmlns:country="http://xbrl.sec.gov/country/2025" xmlns:zzq="http://zzq.test/20260502">'
        '<unit id="usd"><measure>iso4217:USD</measure></unit>'
        f"{''.join(facts)}</xbrl>"
    ).encode()


LINKBASE = (
    b'<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase" '
    b'xmlns:xlink="http://www.w3.org/1999/xlink"><link:labelLink>'
    b'<link:loc xlink:href="zzq.xsd#zzq_DataCenterMember" xlink:label="m"/>'
    b'<link:labelArc xlink:from="m" xlink:to="l"/>'
    b'<link:label xlink:label="l" xml:lang="en-US" '
    b'xlink:role="http://www.xbrl.org/2003/role/label">Data Centre [Member]</link:label>'
    b"</link:labelLink></link:linkbase>"
)


class Said:
    """What the command printed, and its status."""

    def __init__(self, status: Any, output: str, errors: str) -> None:
        self.status, self.output, self.errors = status, output, errors

    def is_refusal(self, status: int) -> bool:
        """Nothing on the output, one sentence on the other stream."""
        return (self.status, self.output, self.errors.count("\n")) == (status, "", 1) and (
            self.errors.startswith("ledger: ") and "Traceback" not in self.errors
        )


@pytest.fixture
def server() -> Iterator[SecServer]:
    with sec_server() as running:
        files = [{"name": name, "size": "9"} for name in (INSTANCE, LABELS, "R1.xml")]
        running.bodies |= {
            TICKERS: tickers([1045810, "NVIDIA CORP", "NVDA", "Nasdaq"], [CIK, "ZEBRA QUARTZ CORP",
                             "ZZQ", "NYSE"]),
            SUBMISSIONS: submissions(*FILINGS),
            f"{FOLDER}index.json": json.dumps({"directory": {"item": files}}).encode(),
            FOLDER + INSTANCE: instance(*FIGURES),
            FOLDER + LABELS: LINKBASE,
        }  # fmt: skip
        yield running


@pytest.fixture
def add(
    server: SecServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Callable[..., Said]:
    """Runs `ledger add` in this process; the setting `live` is off, as it is by default."""
    for name, value in {
        "DATA_DIR": tmp_path / "data",
        "USER_AGENT": "Ada Lovelace ada@example.org",
        "SEC_DATA_URL": server.url,
        "SEC_ARCHIVES_URL": server.url,
        "RETRY_MAX_WAIT_SECONDS": 0,
        "REQUEST_ATTEMPTS": 2,
    }.items():
        monkeypatch.setenv(f"LEDGER_{name}", str(value))
    monkeypatch.delenv("LEDGER_LIVE", raising=False)
    monkeypatch.delenv("LEDGER_REGISTRY_DIR", raising=False)

    def call(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["ledger", "add", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Said(ended.value.code, *capsys.readouterr())

    return call


def asked(server: SecServer) -> list[str]:
    return [path for path, _, _ in server.served]


def pasted(said: Said) -> tuple[str, str]:
    """The two blocks of YAML."""
    company, lines = said.output[said.output.index("# Nothing was written") :].split("\n\n")
    return company, lines


def test_entries_are_proposed_from_the_newest_report(
    add: Callable[..., Said], server: SecServer, tmp_path: Path
) -> None:
    shipped = {path: path.read_bytes() for path in (PACKAGE_DIR / "registry").glob("*.yml")}
    said = add("zzq")
    assert (said.status, said.errors) == (0, "")
    assert asked(server) == [
        TICKERS, SUBMISSIONS, f"{FOLDER}index.json", FOLDER + INSTANCE, FOLDER + LABELS,
    ]  # fmt: skip
    assert {agent for *_, agent in server.served} == {"Ada Lovelace ada@example.org"}
    company, lines = pasted(said)
    assert yaml.safe_load(company) == [
        {
            "ticker": "ZZQ",
            "company_name": "ZEBRA QUARTZ CORP",
            "cik": CIK,
            "role": "supplier",
            "fiscal_year_end": "saturday nearest january 31",
        }
    ]
    assert "fits all 3 annual reports up to 2026-01-31" in company
    (ruling,) = yaml.safe_load(lines)
    assert [(line["revenue_line_id"], line["line_name"], line.get("parent")) for line in
            ruling["lines"]] == [
        ("zzq_data_centre", "Data Centre", None),
        ("zzq_servers", "Servers", "zzq_data_centre"),
        ("zzq_switches", "Switches", "zzq_data_centre"),
        ("zzq_other", "Other", None),
    ]  # fmt: skip
    assert {(line["status"], line["counts"]) for line in ruling["lines"]} == {
        ("unconfirmed", False)
    }
    table = said.output[: said.output.index("# Nothing was written")]
    for shown in ("zzq:DataCenterMember", "Data Centre", "700,000,000", "country:US", "not a line"):
        assert shown in table
    # Nothing is written but the archive, and the shipped registry loads with what was pasted.
    assert [each.name for each in (tmp_path / "data").iterdir()] == ["archive"]
    directory = tmp_path / "registry"
    directory.mkdir()
    for path, body in shipped.items():
        assert path.read_bytes() == body
        more = {"companies.yml": company, "revenue_lines.yml": lines}.get(path.name, "")
        (directory / path.name).write_bytes(body + f"\n{more}\n".encode())
    loaded = load_registry(directory)
    assert loaded.company("ZZQ").cik == CIK
    assert not loaded.revenue_line_by_id["zzq_servers"].is_confirmed


def test_a_filing_is_not_asked_for_twice(add: Callable[..., Said], server: SecServer) -> None:
    first = add("ZZQ")
    server.served.clear()
    assert add("ZZQ").output == first.output
    assert asked(server) == [TICKERS, SUBMISSIONS, f"{FOLDER}index.json"]


@pytest.mark.parametrize(
    ("ticker", "said"),
    [
        ("NVDA", "NVDA is in the registry already"),
        ("NOPE", "no company 'NOPE' in the SEC's list of tickers"),
        ("not a ticker", "is not a ticker"),
    ],
)
def test_a_wrong_ticker_is_a_wrong_argument(
    add: Callable[..., Said], ticker: str, said: str
) -> None:
    answer = add(ticker)
    assert answer.is_refusal(2)
    assert said in answer.errors


def test_a_ticker_of_several_companies_is_not_chosen_from(
    add: Callable[..., Said], server: SecServer
) -> None:
    server.bodies[TICKERS] = tickers([CIK, "ONE", "ZZQ", None], [5, "TWO", "ZZQ", None])
    answer = add("ZZQ")
    assert answer.is_refusal(2)
    assert "CIK 5 (TWO)" in answer.errors


def test_who_asks_must_be_said(
    add: Callable[..., Said], server: SecServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEDGER_USER_AGENT")
    answer = add("ZZQ")
    assert answer.is_refusal(1)
    assert "adding a company asks the SEC" in answer.errors
    assert "set LEDGER_USER_AGENT" in answer.errors
    assert asked(server) == []


def test_without_a_network_there_is_no_proposal(
    add: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_SEC_ARCHIVES_URL", "http://127.0.0.1:9")
    answer = add("ZZQ")
    assert answer.is_refusal(1)
    assert "cannot be reached" in answer.errors
    assert "--live" not in answer.errors


@pytest.mark.parametrize(
    ("filings", "said"),
    [
        ((), "none at all"),
        ((FILINGS[0],), "none at all"),
        (((ANNUAL, "10-K", "2008-03-20", "2008-01-31", 0),), "1 without inline XBRL"),
    ],
)
def test_a_company_without_xbrl_is_entered_by_hand(
    add: Callable[..., Said], server: SecServer, filings: tuple[Any, ...], said: str
) -> None:
    server.bodies[SUBMISSIONS] = submissions(*filings)
    answer = add("ZZQ")
    assert answer.is_refusal(1)
    assert said in answer.errors


def test_a_report_whose_instance_is_not_there_yet(
    add: Callable[..., Said], server: SecServer
) -> None:
    server.bodies[f"{FOLDER}index.json"] = b'{"directory": {"item": [{"name": "R1.xml"}]}}'
    answer = add("ZZQ")
    assert answer.is_refusal(1)
    assert "the folder holds no instance" in answer.errors


@pytest.mark.parametrize("path", [TICKERS, SUBMISSIONS, FOLDER + INSTANCE, FOLDER + LABELS])
def test_a_document_cut_in_half_is_refused_and_asked_for_anew(
    add: Callable[..., Said], server: SecServer, path: str
) -> None:
    whole = server.bodies[path]
    server.bodies[path] = whole[: len(whole) // 2]
    answer = add("ZZQ")
    assert answer.is_refusal(1)
    # The archive holds the half; the whole is asked for in spite of it.
    server.bodies[path] = whole
    assert add("ZZQ").status == 0


def test_revenue_under_a_concept_that_the_registry_does_not_know(
    add: Callable[..., Said], server: SecServer
) -> None:
    server.bodies[FOLDER + INSTANCE] = instance(*FIGURES, concept="us-gaap:InterestRevenue")
    answer = add("ZZQ")
    assert answer.is_refusal(1)
    assert "none of the concepts of the metric revenue" in answer.errors


def test_a_year_end_that_no_rule_fits_must_be_found_by_a_person(
    add: Callable[..., Said], server: SecServer
) -> None:
    server.bodies[SUBMISSIONS] = submissions(
        FILINGS[2], (ANNUAL, "10-K", "2026-03-20", "2026-01-10", 1)
    )
    said = add("ZZQ")
    assert said.status == 0
    company, _ = pasted(said)
    assert "no rule of a fiscal year end fits the annual reports of 2026-01-10" in company
    assert "fiscal_year_end: to be confirmed" in company
