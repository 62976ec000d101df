"""The SEC's API on this machine: recorded companies as it would serve them, and bad bodies."""

from __future__ import annotations

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
from pipelines.sources.fx_rates import replay as fx_rates_replay
from pipelines.sources.fx_rates.source import H10_QUERY
from pipelines.sources.sec_company_facts import replay as facts_replay
from pipelines.sources.sec_filings import replay as filings_replay
from pipelines.sources.taiwan_monthly_revenue import replay as taiwan_replay
from pipelines.sources.token_prices import replay as prices_replay
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

_FACTS, _FILINGS = facts_replay.NAME, filings_replay.NAME
_REPLAYS = {
    each.NAME: each.REPLAY
    for each in (facts_replay, filings_replay, fx_rates_replay, prices_replay, taiwan_replay)
}
_FOLDERS = {_FACTS: "/api/xbrl/companyfacts/", _FILINGS: "/submissions/"}


_NEWEST_PRICES = max(
    each["list_date"]
    for each in prices_replay.recorded_lists(RECORDED)
    if each["price_list"] == prices_replay.LITELLM
)
_TWSE, _TPEX = "/opendata/t187ap05_L", "/mopsfin_t187ap05_O"

# The documents that are about all companies, by path, and under which name they are recorded.
_REPORTS = {
    _TWSE: (taiwan_replay.NAME, "twse_2025-07"),
    f"/Output.aspx?{H10_QUERY}": (fx_rates_replay.NAME, "fed_h10"),
    "/eurofxref-hist.zip": (fx_rates_replay.NAME, "ecb"),
    "/model_prices_and_context_window.json": (
        prices_replay.NAME,
        f"{prices_replay.LITELLM}_{_NEWEST_PRICES}",
    ),
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
            self.bodies[path] = _replayed(source, key)
        self.bodies[_TPEX] = self.bodies[_TWSE]
        self.bodies[_EPOCH] = _REVENUE.encode()
        for company in CIKS:
            for source in _FOLDERS:
                self.put(source, company, good(source, company))


def _path(source: str, company: str) -> str:
    return f"{_FOLDERS[source]}CIK{CIKS[company]:010d}.json"


def good(source: str, company: str) -> bytes:
    """A recorded document as the SEC would serve it."""
    return _replayed(source, f"CIK{CIKS[company]:010d}")


def _replayed(source: str, key: str) -> bytes:
    return recorded.render(RECORDED, source, key, _REPLAYS[source])


@contextmanager
def sec_server() -> Iterator[SecServer]:
    """A server of the recorded companies, on the loopback address, for the length of the block."""
    server = SecServer()
    server.mend()

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            body = server.bodies.get(self.path)
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
