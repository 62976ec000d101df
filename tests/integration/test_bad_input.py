"""Live runs against a server on this machine: bad documents, good ones, and the same ones again.

They follow a recorded run of the same companies, in which the newest reports of two are missing.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.installation import Finished, Installation
from tests.support.sec_server import CIKS, SecServer, good, sec_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.installation import RecordedRun, SmallRun
    from tests.support.running import Runs

pytestmark = pytest.mark.slow

USER_AGENT = "Compute Ledger tests tests@example.org"
FACTS, FILINGS = "sec_company_facts", "sec_filings"
CAPEX = "PaymentsToAcquirePropertyPlantAndEquipment"
GROSS_CAPEX = "PaymentsToAcquireProductiveAssets"

PROXY = "0001193125-25-999999"
WHOLE_DOCUMENTS = {
    "AMD": (FACTS, "cut off"),
    "APH": (FACTS, "HTML"),
    "NVDA": (FACTS, "2488"),
    "TSM": (FACTS, "no facts with units"),
    "GOOGL": (FILINGS, "cut off"),
    "MRVL": (FILINGS, "HTML"),
}
ITEMS = {"AMZN": "2099-12-31", "META": "acme-gaap"}
# What a run that found nothing new leaves as it is.
WRITTEN = ("normalized", "warehouse.duckdb", "ledger.duckdb", ".published", "quality", "raw")


@dataclass
class Story:
    """The runs, and what was published and written after each."""

    installation: Installation
    server: SecServer
    starter: Runs
    runs: dict[str, Finished]
    capex: dict[str, dict[str, list[tuple[Any, ...]]]]
    refusals: dict[str, list[tuple[Any, ...]]]
    asked: dict[str, list[tuple[str, int, str]]]
    files: dict[str, dict[str, tuple[int, int]]]

    def run(self, name: str) -> None:
        self.server.served.clear()
        self.runs[name] = self.starter.ledger("run", "--live")
        self.asked[name] = list(self.server.served)
        self.look(name)

    def look(self, name: str) -> None:
        self.capex[name] = {
            company: self.installation.rows(
                "select * from fct_capex_versions where company_id = ? order by all", company
            )
            for company in CIKS
        }
        self.refusals[name] = self.installation.rows(
            "select table_name, company_id, key, rule, reason from fct_refusals "
            "where rule like 'quarantined%' order by all"
        )
        self.files[name] = {
            file: written
            for file, written in self.installation.files().items()
            if file.startswith(WRITTEN)
        }

    def quarantined(self, name: str) -> dict[str, list[str]]:
        """The sentences of a run's summary, by the company that each names."""
        found: dict[str, list[str]] = {}
        for line in self.runs[name].output.splitlines():
            if line.startswith("quarantined: "):
                company, _, sentence = line.removeprefix("quarantined: ").partition(": ")
                found.setdefault(company, []).append(sentence)
        return found


def facts_of(body: dict[str, Any], concept: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = body["facts"]["us-gaap"][concept]["units"]["USD"]
    return found


def microsoft(body: dict[str, Any]) -> None:
    """Nothing here is an error: all of it is in the SEC's bodies every day."""
    facts = facts_of(body, CAPEX)
    # A proxy statement repeats a year in thousands (trap P4), under a null fp (trap P5).
    year = next(f for f in facts if f["start"] == "2024-07-01" and f["end"] == "2025-06-30")
    facts.append(
        {
            **year,
            "val": year["val"] // 1000,
            "accn": PROXY,
            "form": "DEF 14A",
            "fy": None,
            "fp": None,
            "filed": "2025-10-20",
        }
    )
    for fact in facts[::3]:
        fact["fp"] = None
    facts.append(dict(facts[0]))
    # The identifier as a text, padded.
    body["cik"] = f"{CIKS['MSFT']:010d}"


def amazon(body: dict[str, Any]) -> None:
    facts = facts_of(body, GROSS_CAPEX)
    facts.append({**facts[-1], "start": "2099-10-01", "end": ITEMS["AMZN"], "val": 1})


def meta(body: dict[str, Any]) -> None:
    body["facts"]["acme-gaap"] = {"Capex": {"units": {"USD": facts_of(body, CAPEX)[:1]}}}
    body["cik"] = str(CIKS["META"])


def serve_bad_items(server: SecServer) -> None:
    server.mend()
    whole = good(FACTS, "AMD")
    html = b"<!DOCTYPE html><html><body>Your request originates from an undeclared tool</body>"
    server.put(FACTS, "AMD", whole[: len(whole) // 2])
    server.put(FACTS, "APH", html)
    server.put(FACTS, "NVDA", whole)
    server.put(
        FACTS,
        "TSM",
        json.dumps(
            {"cik": CIKS["TSM"], "entityName": "TSM", "facts": {"ifrs-full": {"_stripped": True}}}
        ).encode(),
    )
    server.put(FILINGS, "GOOGL", good(FILINGS, "GOOGL")[:-200])
    server.put(FILINGS, "MRVL", html)
    server.change("MSFT", microsoft)
    server.change("AMZN", amazon)
    server.change("META", meta)


@pytest.fixture(scope="module")
def story(
    small: SmallRun, runs_on: Callable[..., Runs], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    installation = small.copy(tmp_path_factory.mktemp("live") / "data")
    with sec_server() as server:
        runs = runs_on(
            installation,
            registry_dir=small.registry_dir,
            **server.addresses,
            user_agent=USER_AGENT,
            request_attempts=1,
            requests_per_second=10,
        )
        told = Story(installation, server, runs, {}, {}, {}, {}, {})
        told.look("recorded")
        serve_bad_items(server)
        told.run("bad")
        server.mend()
        told.run("mended")
        told.run("again")
        yield told


def test_a_live_run_publishes_and_says_who_asks(story: Story) -> None:
    run = story.runs["mended"]
    assert run.status == 0, run.output
    assert run.errors == ""
    assert all(story.capex["mended"][company] for company in CIKS if company != "TSM")
    asked = story.asked["bad"]
    assert {agent for *_, agent in asked} == {USER_AGENT}
    assert {status for _, status, _ in asked} == {200, 404}
    # Only the CIK under which a company filed in earlier days may be unknown to companyfacts.
    missing = [path for path, status, _ in asked if status == 404]
    assert not [path for path in missing if any(f"{cik:010d}" in path for cik in CIKS.values())]


def test_an_unchanged_live_run_ends_after_the_requests(story: Story) -> None:
    again = story.runs["again"]
    assert again.status == 0, again.output + again.errors
    # What an earlier CIK never had, it still has not.
    assert {status for _, status, _ in story.asked["again"]} == {304, 404}
    steps = [line.split("✓ ")[1] for line in again.output.splitlines() if "✓" in line]
    assert steps
    assert all(step.startswith(("fetch", "gather quarantine")) for step in steps), steps
    assert "nothing changed since run" in again.output
    assert story.files["again"] == story.files["mended"]
    # What had changed was normalised, built, checked and published.
    assert "✓ publish" in story.runs["mended"].output
    assert "✓ check raw" in story.runs["mended"].output


def test_a_bad_item_is_named_with_its_company_and_the_exit_status_is_1(story: Story) -> None:
    run = story.runs["bad"]
    assert run.status == 1
    assert "Traceback" not in run.output + run.errors
    told = story.quarantined("bad")
    assert set(told) == {*WHOLE_DOCUMENTS, *ITEMS}
    for company, (source, reason) in WHOLE_DOCUMENTS.items():
        [sentence] = told[company]
        assert reason in sentence, sentence
        assert {FACTS: "companyfacts", FILINGS: "submissions"}[source] in sentence, sentence
    for company, item in ITEMS.items():
        [sentence] = told[company]
        assert item in sentence, sentence
    # The rest was used and published.
    assert "✓ publish" in run.output
    assert f"published: {story.installation.data_dir}" in run.output


def test_the_last_good_data_of_a_refused_document_stays(story: Story) -> None:
    for company in WHOLE_DOCUMENTS:
        assert story.capex["bad"][company] == story.capex["recorded"][company], company


def test_the_other_facts_of_a_refused_item_are_used(story: Story) -> None:
    for company in ITEMS:
        assert story.capex["bad"][company] == story.capex["mended"][company], company
    assert story.capex["bad"]["META"] != story.capex["recorded"]["META"]


def test_the_others_publish_what_is_new(story: Story) -> None:
    def newest(name: str) -> dt.date:
        columns = story.installation.rows("describe fct_capex_versions")
        place = [column for column, *_ in columns].index("period_end")
        found: dt.date = max(row[place] for row in story.capex[name]["MSFT"])
        return found

    assert newest("recorded") == dt.date(2026, 3, 31)
    assert newest("bad") == dt.date(2026, 6, 30)


def test_trap_p4_proxy_statement_null_fp_and_duplicates_change_nothing(story: Story) -> None:
    assert story.capex["bad"]["MSFT"] == story.capex["mended"]["MSFT"]
    # The newest body names it no more; that it was filed stays known, and no value rests on it.
    for table, forms in (("dim_filings", [("DEF 14A",)]), ("lineage", [])):
        columns = "form" if table == "dim_filings" else "concept"
        assert (
            story.installation.rows(f"select {columns} from {table} where accession = ?", PROXY)
            == forms
        )


def test_fct_refusals_lists_each_item_until_it_is_good_again(story: Story) -> None:
    assert story.refusals["recorded"] == []
    refused = story.refusals["bad"]
    documents = {
        (company, table_name)
        for table_name, company, _, rule, _ in refused
        if rule == "quarantined_document"
    }
    assert documents == {
        (company, f"raw.{source}") for company, (source, _) in WHOLE_DOCUMENTS.items()
    }
    facts = [company for _, company, _, rule, _ in refused if rule == "quarantined_fact"]
    assert sorted(facts) == sorted(ITEMS)
    assert all("\n" not in reason and len(reason) > 20 for *_, reason in refused)
    assert story.refusals["mended"] == []


def test_once_the_documents_are_good_again_all_is_as_in_the_recorded_run(
    story: Story, recorded: RecordedRun
) -> None:
    run = story.runs["mended"]
    assert run.status == 0, run.output
    assert story.quarantined("mended") == {}
    names = ", ".join(f"'{company}'" for company in CIKS)
    for table, where in (
        ("fct_capex", ""),
        ("fct_capex_versions", ""),
        ("fct_capex_annual", ""),
        ("fct_capex_annual_versions", ""),
        # The small registry has no revenue lines.
        (
            "fct_restatements",
            "and metric_id in ('capex_cash', 'finance_lease_principal', 'revenue')",
        ),
    ):
        sql = f"select * from {table} where company_id in ({names}) {where} order by all"
        expected = recorded.rows(sql)
        assert expected
        assert story.installation.rows(sql) == expected, table
    operands = (
        "select * from lineage where lineage_id in "
        f"(select lineage_id from fct_capex where company_id in ({names})) order by all"
    )
    assert story.installation.rows(operands) == recorded.rows(operands)


def test_what_the_archive_holds_is_only_confirmed(story: Story) -> None:
    by_path = {path: status for path, status, _ in story.asked["mended"]}
    assert by_path[f"/submissions/CIK{CIKS['AMD']:010d}.json"] == 304
    assert by_path[f"/submissions/CIK{CIKS['MSFT']:010d}.json"] == 304


def test_without_a_name_live_mode_refuses(story: Story) -> None:
    finished = story.starter.ledger("run", "--live", "--quiet", user_agent="")
    assert finished.status == 1
    assert "set LEDGER_USER_AGENT" in finished.output + finished.errors
    assert "Traceback" not in finished.output + finished.errors
