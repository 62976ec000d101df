"""The SEC's API on this machine: recorded companies as it would serve them, and bad bodies.

It serves what the sources that are there replay, and names none of their modules: a source is
deleted without it.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from pipelines.archive import recorded
from pipelines.settings import PACKAGE_DIR
from pipelines.sources.discovery import sources
from tests.support.loopback_server import QuietHandler, listening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RECORDED = PACKAGE_DIR / "recorded"

# Registered companies of which the recorded data has both facts and filings.
CIKS = {
    "AMD": 2488,
    "AMZN": 1018724,
    "APH": 820313,
    "GOOGL": 1652044,
    "META": 1326801,
    "MRVL": 1835632,
    "MSFT": 789019,
    "NVDA": 1045810,
    "TSM": 1046179,
}

_REPLAYS = {each.name: each.replay for each in sources() if each.replay is not None}
_FACTS = "sec_company_facts"
_FOLDERS = {_FACTS: "/api/xbrl/companyfacts/", "sec_filings": "/submissions/"}
_TWSE, _TPEX = "/opendata/t187ap05_L", "/mopsfin_t187ap05_O"

# The documents that are about all companies, by path, and under which name they are recorded.
_REPORTS = {
    _TWSE: ("taiwan_monthly_revenue", "twse_2025-07"),
    _TPEX: ("taiwan_monthly_revenue", "twse_2025-07"),
    "/Output.aspx": ("fx_rates", "fed_h10"),
    "/eurofxref-hist.zip": ("fx_rates", "ecb"),
    "/model_prices_and_context_window.json": ("token_prices", "litellm_{newest}"),
}


# A table of one report: the recorded data holds none.
_EPOCH = "/ai_companies_revenue_reports.csv"
_REVENUE = (
    "Id,Company,Date,Annualized revenue (USD),Annualized revenue type,Scope,Confidence,Source 1,"
    "Report date\n"
    "Anthropic April 2026,Anthropic,2026-04-06,30000000000,Annualized run rate,Full company,"
    "Confident,https://www.anthropic.com/news,2026-04-06\n"
)


@dataclass
class SecServer:
    """Answers by path; what it does not hold is not found.

    Attributes:
        url: where it listens.
        bodies: what it serves, by path.
        served: the paths it was asked for, with the status of each answer and who asked.
    """

    url: str = ""
    bodies: dict[str, bytes] = field(default_factory=dict)
    served: list[tuple[str, int, str]] = field(default_factory=list)

    def put(self, source: str, company: str, body: bytes) -> None:
        """Serve this body for a company."""
        self.bodies[_path(source, company)] = body

    def change(self, company: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Serve the company's recorded facts, changed."""
        body = json.loads(good(_FACTS, company))
        change(body)
        self.put(_FACTS, company, json.dumps(body).encode())

    @property
    def addresses(self) -> dict[str, Any]:
        """The settings that make a live run ask this server alone, for no filing's own folder."""
        hosts = ("sec_data", "sec_archives", "twse", "tpex", "fed", "ecb", "litellm", "epoch")
        urls = {f"{host}_url": self.url for host in hosts}
        return {**urls, "segment_facts_since": "2100-01-01", "documents_since": "2100-01-01"}

    def mend(self) -> None:
        """Serve every company as it is recorded, and the newest report and rates."""
        for path, (source, key) in _REPORTS.items():
            if source in _REPLAYS:
                self.bodies[path] = _replayed(source, key.format(newest=_newest_prices()))
        self.bodies[_EPOCH] = _REVENUE.encode()
        for company in CIKS:
            for source in _FOLDERS.keys() & _REPLAYS.keys():
                self.put(source, company, good(source, company))


def _path(source: str, company: str) -> str:
    return f"{_FOLDERS[source]}CIK{CIKS[company]:010d}.json"


def good(source: str, company: str) -> bytes:
    """A recorded document as the SEC would serve it."""
    return _replayed(source, f"CIK{CIKS[company]:010d}")


def _newest_prices() -> str:
    """Day of LiteLLM's newest recorded list; empty where none is recorded."""
    path = RECORDED / "token_prices" / "lists.csv"
    rows = csv.DictReader(path.read_text("utf-8").splitlines()) if path.is_file() else ()
    return max((row["list_date"] for row in rows if row["price_list"] == "litellm"), default="")


def _replayed(source: str, key: str) -> bytes:
    return recorded.render(RECORDED, source, key, _REPLAYS[source])


@contextmanager
def sec_server() -> Iterator[SecServer]:
    """A server of the recorded companies, on the loopback address, for the length of the block."""
    server = SecServer()
    server.mend()

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            body = server.bodies.get(self.path, server.bodies.get(self.path.partition("?")[0]))
            tag = None if body is None else f'"{hashlib.sha256(body).hexdigest()[:20]}"'
            status = 404 if body is None else 200
            if tag and self.headers.get("If-None-Match") == tag:
                status = 304
            server.served.append((self.path, status, self.headers.get("User-Agent", "")))
            content = gzip.compress(body or b"") if status == 200 else b""
            self.send_response(status)
            if tag:
                self.send_header("ETag", tag)
            if status == 200:
                self.send_header("Content-Encoding", "gzip")
            if status != 304:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with listening(Handler) as server.url:
        yield server


def small_registry(directory: Path) -> Path:
    """The shipped registry with only the companies that the server holds, and no revenue lines."""
    directory.mkdir(parents=True)
    source = PACKAGE_DIR / "registry"
    companies = yaml.safe_load((source / "companies.yml").read_text("utf-8"))
    companies["companies"] = [each for each in companies["companies"] if each["ticker"] in CIKS]
    metrics = yaml.safe_load((source / "metrics.yml").read_text("utf-8"))
    for metric in metrics["metrics"]:
        metric["overrides"] = {
            company: override
            for company, override in metric.get("overrides", {}).items()
            if company in CIKS
        }
    known = {metric["metric_id"] for metric in metrics["metrics"]}
    rulings = yaml.safe_load((source / "restatements.yml").read_text("utf-8"))
    rulings["restatements"] = [
        each
        for each in rulings["restatements"]
        if each["company_id"] in CIKS and each["metric_id"] in known
    ]
    written = {"companies": companies, "metrics": metrics, "restatements": rulings}
    for name, content in written.items():
        (directory / f"{name}.yml").write_text(yaml.safe_dump(content), "utf-8")
    for name in ("segments.yml", "rates.yml"):
        (directory / name).write_bytes((source / name).read_bytes())
    return directory
