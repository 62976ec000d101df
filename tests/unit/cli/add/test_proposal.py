"""What `ledger add` proposes: the company, its fiscal year end, axes that divide its revenue."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import yaml

from pipelines.cli.add import WrongTicker, as_table, as_yaml, lookup
from pipelines.cli.add.axes import Division, divide
from pipelines.cli.add.entries import amount, company_entry, lines_entry, scope_of
from pipelines.cli.add.lookup import Listed
from pipelines.cli.add.proposal import Proposal
from pipelines.cli.add.year_end import infer, infer_weeks
from pipelines.contracts.raw import RAW_SEC_SEGMENT_FACTS
from pipelines.normalize.revenue_lines.lines import line_facts
from pipelines.registry import Company, CompanyLines, Registry, load_registry
from pipelines.settings import PACKAGE_DIR
from pipelines.sources.base import Filing
from pipelines.sources.document import SourceError

if TYPE_CHECKING:
    from pathlib import Path

REGISTRY_DIR = PACKAGE_DIR / "registry"
LISTED = Listed("ZZ-Q", 999_999_999, "ZEBRA: QUARTZ CORP")
FILING = Filing(LISTED.cik, "0999999999-26-000007", "10-Q", dt.date(2026, 5, 1))

REVENUES = "us-gaap:Revenues"
CONTRACTS = "us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax"
PRODUCTS = "srt:ProductOrServiceAxis"
SEGMENTS = "us-gaap:StatementBusinessSegmentsAxis"
COUNTRIES = "srt:StatementGeographicalAxis"
CONSOLIDATION = "srt:ConsolidationItemsAxis"
OPERATING = f"{CONSOLIDATION}=us-gaap:OperatingSegmentsMember"
QUARTER = ("2026-01-01", "2026-03-31")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(REGISTRY_DIR)


def facts(
    rows: dict[str, int],
    period: tuple[str, str] = QUARTER,
    *,
    concept: str = REVENUES,
    labels: dict[str, str] | None = None,
    unit: str = "USD",
    first: int = 1,
) -> pl.DataFrame:
    """Facts of one filing: dimensions to millions, in the order of the document."""
    start, end = (dt.date.fromisoformat(day) for day in period)
    return RAW_SEC_SEGMENT_FACTS.conform(
        pl.DataFrame(
            [
                {
                    "company_id": LISTED.ticker,
                    "cik": LISTED.cik,
                    "accession": FILING.accession,
                    "form": FILING.form,
                    "filed_date": FILING.filed_date,
                    "document": "zz_htm.xml",
                    "element_id": f"f-{place}",
                    "fact_order": place,
                    "concept": concept,
                    "dimensions": dimensions,
                    "dimension_labels": (labels or {}).get(dimensions),
                    "unit": unit,
                    "period_start": start,
                    "period_end": end,
                    "value": Decimal(millions) * 1_000_000,
                    "decimals": -6,
                }
                for place, (dimensions, millions) in enumerate(rows.items(), start=first)
            ],
            schema=RAW_SEC_SEGMENT_FACTS.polars_schema,
        )
    )


def divided(registry: Registry, *frames: pl.DataFrame) -> Division:
    division = divide(pl.concat(frames), registry)
    assert division is not None
    return division


def judged(division: Division) -> dict[str, tuple[bool, str | None]]:
    """Each member: whether it reconciles, and what it is a part of."""
    return {
        member.member: (member.is_reconciled, member.parent)
        for axis in division.axes
        for member in axis.members
    }


# The ticker.


def tickers(*rows: list[Any], fields: tuple[str, ...] = ("cik", "name", "ticker", "exchange")) -> (
    bytes
):  # fmt: skip
    return json.dumps({"fields": fields, "data": rows}).encode()


ZEBRA = [LISTED.cik, "ZEBRA:\u001b QUARTZ  CORP", "ZZ-Q", "Nasdaq"]


@pytest.mark.parametrize("written", ["ZZ-Q", "zz.q", " zz-q "])
def test_a_ticker_is_found_however_it_is_written(registry: Registry, written: str) -> None:
    body = tickers([1, "OTHER CORP", "ZZ", None], ZEBRA)
    assert lookup.find(body, written, registry) == LISTED


def test_columns_of_the_list_may_change_their_order(registry: Registry) -> None:
    body = tickers(["ZZ-Q", 5, "A CORP"], fields=("ticker", "cik", "name"))
    assert lookup.find(body, "ZZ-Q", registry) == Listed("ZZ-Q", 5, "A CORP")


@pytest.mark.parametrize(
    ("ticker", "rows", "said"),
    [
        ("NOPE", [ZEBRA], "no company 'NOPE' in the SEC's list of tickers"),
        ("ZZ-Q", [ZEBRA, [7, "OTHER", "ZZ-Q", None]], "several companies .*CIK 7 \\(OTHER\\)"),
        ("GOOG", [[1652044, "Alphabet", "GOOG", None]], "in the registry already as GOOGL"),
        # A CIK under which a registered company filed before (trap ET4).
        ("OLDG", [[1288776, "Google", "OLDG", None]], "in the registry already as GOOGL"),
        ("no ticker", [ZEBRA], "is not a ticker"),
        ("", [ZEBRA], "is not a ticker"),
    ],
)
def test_a_ticker_that_cannot_be_proposed(
    registry: Registry, ticker: str, rows: list[list[Any]], said: str
) -> None:
    with pytest.raises(WrongTicker, match=said):
        lookup.find(tickers(*rows), ticker, registry)


def test_one_company_twice_in_the_list_is_one_company(registry: Registry) -> None:
    assert lookup.find(tickers(ZEBRA, ZEBRA), "ZZ-Q", registry) == LISTED


@pytest.mark.parametrize("ticker", ["nvda", "2317.TW", "2317-tw"])
def test_a_registered_ticker_is_refused_before_anything_is_asked(
    registry: Registry, ticker: str
) -> None:
    with pytest.raises(WrongTicker, match="is in the registry already"):
        lookup.refuse_registered(ticker, registry)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>blocked</html>",
        tickers(ZEBRA)[:-9],
        b'{"0": {"cik_str": 1, "ticker": "ZZ-Q", "title": "A"}}',
        tickers(ZEBRA, fields=("cik", "name", "symbol", "exchange")),
        tickers(ZEBRA[:3]),
        tickers(["x", "A", "ZZ-Q", None]),
        tickers([True, "A", "ZZ-Q", None]),
    ],
)
def test_a_list_of_another_shape_is_refused(registry: Registry, body: bytes) -> None:
    with pytest.raises(SourceError, match="the SEC's list of tickers"):
        lookup.find(body, "ZZ-Q", registry)


# The fiscal year end.


@pytest.mark.parametrize(
    ("dates", "rule"),
    [
        ("2025-06-30 2024-06-30 2023-06-30", "june 30"),
        ("2025-02-28 2024-02-29 2023-02-28", "february 29"),
        ("2026-01-25 2025-01-26 2024-01-28 2023-01-29 2021-01-31", "last sunday of january"),
        ("2025-11-02 2024-11-03 2023-10-29 2022-10-30", "sunday nearest october 31"),
        ("2026-01-31 2025-02-01 2024-02-03 2023-01-28", "saturday nearest january 31"),
        ("2025-12-28 2024-12-28 2023-12-28", "december 28"),
        ("2023-01-01 2022-01-02 2021-01-03 2019-12-29", "sunday nearest december 31"),
    ],
)
def test_the_rule_fits_every_annual_report(dates: str, rule: str) -> None:
    found = infer([dt.date.fromisoformat(each) for each in dates.split()], "0131")
    assert found.rule == rule
    assert f"fits all {len(dates.split())} annual reports" in found.told
    assert "would fit too" not in found.told


def test_rules_that_the_years_cannot_tell_apart_are_all_named() -> None:
    found = infer([dt.date(2025, 10, 31), dt.date(2024, 10, 31)], None)
    assert (found.rule, "would fit too" in found.told) == ("october 31", False)
    found = infer([dt.date(2025, 10, 25)], None)
    assert found.rule == "last saturday of october"
    assert "the only annual report" in found.told
    assert "october 25 would fit too" in found.told


def test_a_changed_year_end_is_told() -> None:
    days = [dt.date(year, 12, 31) for year in (2025, 2024, 2023)]
    found = infer([*days, dt.date(2022, 6, 30)], "1231")
    assert found.rule == "december 31"
    assert "no rule fits all 4 annual reports" in found.told
    assert "not 2022-06-30" in found.told
    # One year ends by many rules: nothing is proposed for what one alone shows.
    assert found.earlier is None


def test_a_rule_that_all_years_before_ended_by_is_proposed_with_its_last_day() -> None:
    before = [dt.date(year, 6, 30) for year in (2023, 2022, 2021)]
    # The transition report's six months end where the fiscal years after them do.
    after = [dt.date(2025, 12, 31), dt.date(2024, 12, 31), dt.date(2023, 12, 31)]
    found = infer([*after, *before], "1231")
    assert (found.rule, found.earlier) == ("december 31", ("june 30", dt.date(2023, 6, 30)))
    weeks = [dt.date(2026, 1, 31), dt.date(2025, 2, 1), dt.date(2024, 1, 31), dt.date(2023, 1, 31)]
    assert infer(weeks, None).earlier is None
    division = Division(dt.date(2025, 1, 1), dt.date(2025, 12, 31), "USD", {}, (), 0)
    entry = company_entry(LISTED, found, None, division)
    assert entry["earlier_fiscal_year_ends"] == [
        {"fiscal_year_end": "june 30", "valid_to": dt.date(2023, 6, 30)}
    ]
    assert Company.model_validate(entry).earlier_fiscal_year_ends[0].valid_to.year == 2023


@pytest.mark.parametrize("weeks", [(12, 12, 12, 16), (16, 12, 12, 12), (13, 13, 13, 13)])
def test_quarters_of_weeks_are_told_from_the_ends_of_reports(weeks: tuple[int, ...]) -> None:
    ends, quarters = [dt.date(2022, 8, 28)], []
    # The second of the three years has 53 weeks.
    for more in (0, 1, 0):
        day = ends[-1]
        for count in weeks[:3]:
            day += dt.timedelta(weeks=count)
            quarters.append(day)
        ends.append(day + dt.timedelta(weeks=weeks[3] + more))
    found = infer_weeks(ends, quarters)
    assert found == (weeks if len(set(weeks)) > 1 else None)
    assert infer_weeks(ends[:2], quarters) is None
    assert infer_weeks(ends, [day + dt.timedelta(days=1) for day in quarters]) is None


def test_quarters_of_months_are_not_weeks() -> None:
    ends = [dt.date(year, 12, 31) for year in (2025, 2024, 2023)]
    quarters = [dt.date(year, month, 30) for year in (2025, 2024) for month in (3, 6, 9)]
    assert infer_weeks(ends, quarters) is None


@pytest.mark.parametrize(
    "dates",
    [
        (dt.date(2025, 9, 10), dt.date(2024, 9, 10)),
        (dt.date(2025, 12, 31), dt.date(2024, 6, 30), dt.date(2023, 6, 30)),
    ],
)
def test_no_rule_is_guessed(dates: tuple[dt.date, ...]) -> None:
    found = infer(dates, "1231")
    assert found.rule is None
    assert found.told.startswith("no rule of a fiscal year end fits")


@pytest.mark.parametrize(
    ("stated", "rule"),
    [
        ("1231", "december 31"),
        ("0228", "february 29"),
        ("0229", "february 29"),
        ("0125", None),
        ("1331", None),
        ("", None),
        (None, None),
    ],
)
def test_without_annual_reports_a_months_last_day_is_taken_from_the_sec(
    stated: str | None, rule: str | None
) -> None:
    found = infer([], stated)
    assert found.rule == rule
    assert "no annual report" in found.told


# The axes.

TABLE = {
    "": 100,
    f"{PRODUCTS}=zz:DataMember": 70,
    f"{PRODUCTS}=zz:ServersMember": 50,
    f"{PRODUCTS}=zz:SwitchesMember": 20,
    f"{PRODUCTS}=zz:OtherMember": 30,
    f"{COUNTRIES}=country:US": 60,
    f"{COUNTRIES}=country:TW": 45,
    f"{PRODUCTS}=zz:DataMember;{COUNTRIES}=country:US": 40,
}


def test_parts_stand_under_their_whole_and_sums_decide_what_reconciles(
    registry: Registry,
) -> None:
    division = divided(registry, facts(TABLE))
    assert judged(division) == {
        "zz:DataMember": (True, None),
        "zz:ServersMember": (True, "zz:DataMember"),
        "zz:SwitchesMember": (True, "zz:DataMember"),
        "zz:OtherMember": (True, None),
        "country:US": (False, None),
        "country:TW": (False, None),
    }
    assert [scope_of(axis) for axis in division.axes] == ["product", None]
    assert division.totals == {REVENUES: Decimal(100_000_000)}
    assert division.cross_cuts == 1


def test_parts_that_stand_elsewhere_are_moved_under_their_whole(registry: Registry) -> None:
    rows = {"": 100, f"{PRODUCTS}=zz:AMember": 70, f"{PRODUCTS}=zz:BMember": 30,
            f"{PRODUCTS}=zz:CMember": 45, f"{PRODUCTS}=zz:DMember": 25}  # fmt: skip
    (axis,) = divided(registry, facts(rows)).axes
    names = [each.member for each in axis.members]
    assert names == ["zz:AMember", "zz:CMember", "zz:DMember", "zz:BMember"]


def test_eliminations_complete_the_segments_table(registry: Registry) -> None:
    rows = {
        "": 95,
        f"{OPERATING};{SEGMENTS}=zz:AlphaMember": 60,
        f"{OPERATING};{SEGMENTS}=zz:BetaMember": 40,
        f"{CONSOLIDATION}=us-gaap:IntersegmentEliminationMember": -5,
    }
    labels = {f"{OPERATING};{SEGMENTS}=zz:AlphaMember": "Operating Segments;Alpha [Member]"}
    division = divided(registry, facts(rows, labels=labels))
    alpha, beta = division.axes[0].members
    assert (division.axes[0].axis, alpha.member, alpha.label, alpha.is_reconciled) == (
        SEGMENTS, "zz:AlphaMember", "Alpha [Member]", True,
    )  # fmt: skip
    assert (beta.label, beta.is_reconciled) == (None, True)
    assert scope_of(division.axes[1]) is None


def test_the_concept_that_reconciles_speaks_for_an_axis(registry: Registry) -> None:
    own = facts({"": 100, f"{PRODUCTS}=zz:AMember": 55, f"{PRODUCTS}=zz:BMember": 20})
    contracts = facts(
        {"": 90, f"{PRODUCTS}=zz:AMember": 50, f"{PRODUCTS}=zz:BMember": 40},
        concept=CONTRACTS,
        first=9,
    )
    (axis,) = divided(registry, own, contracts).axes
    assert axis.concept == CONTRACTS
    assert all(each.is_reconciled and each.is_stated_otherwise for each in axis.members)


def test_the_total_of_another_concept_is_taken_only_if_it_is_the_only_one(
    registry: Registry,
) -> None:
    parts = {f"{PRODUCTS}=zz:AMember": 60, f"{PRODUCTS}=zz:BMember": 40}
    members = facts(parts, concept=CONTRACTS, first=5)
    assert divided(registry, facts({"": 100}), members).axes[0].members[0].is_reconciled
    another = facts({"": 99}, concept="us-gaap:SalesRevenueNet", first=2)
    two = divided(registry, facts({"": 100}), another, members)
    assert not two.axes[0].members[0].is_reconciled


def test_the_quarter_is_read_and_not_the_year_to_date_nor_a_later_day(
    registry: Registry,
) -> None:
    year_to_date = ("2025-10-01", "2026-03-31")
    division = divided(
        registry,
        facts(TABLE, year_to_date),
        facts(TABLE, first=20),
        facts({"": 1}, ("2026-04-01", "2026-06-30"), first=40),
        facts({f"{PRODUCTS}=zz:DataMember": 1}, ("2026-04-01", "2026-04-30"), first=50),
    )
    assert (str(division.period_start), str(division.period_end)) == QUARTER


def test_a_period_that_is_divided_is_preferred(registry: Registry) -> None:
    year = ("2025-04-01", "2026-03-31")
    division = divided(registry, facts({"": 30}), facts(TABLE, year, first=20))
    assert (str(division.period_start), str(division.period_end)) == year


def test_without_consolidated_revenue_nothing_is_divided(registry: Registry) -> None:
    assert divide(facts({f"{PRODUCTS}=zz:AMember": 5}), registry) is None
    assert divide(facts({"": 5}, concept="us-gaap:CostOfRevenue"), registry) is None


ELIMINATED = {
    "": 95,
    f"{SEGMENTS}=zz:AlphaMember": 60,
    f"{SEGMENTS}=zz:BetaMember": 40,
    f"{CONSOLIDATION}=us-gaap:IntersegmentEliminationMember": -5,
}
BROKEN_DOWN_TWICE = {
    "": 100,
    f"{PRODUCTS}=us-gaap:ProductMember": 73,
    f"{PRODUCTS}=us-gaap:ServiceMember": 27,
    f"{PRODUCTS}=zz:AMember": 50,
    f"{PRODUCTS}=zz:BMember": 29,
    f"{PRODUCTS}=zz:CMember": 21,
}
UNBALANCED = {"": 100, f"{PRODUCTS}=zz:AMember": 50, f"{PRODUCTS}=zz:BMember": 29}


@pytest.mark.parametrize("rows", [TABLE, ELIMINATED, BROKEN_DOWN_TWICE, UNBALANCED])
def test_what_is_called_reconciled_is_what_the_ledger_will_use(
    registry: Registry, rows: dict[str, int]
) -> None:
    """The proposal, once confirmed, gets the same verdict from `normalize.revenue_lines`."""
    frame = facts(rows)
    division = divided(registry, frame)
    lines = CompanyLines.model_validate(lines_entry(LISTED, FILING, division, ()))
    supplied = line_facts(frame, replace(registry, suppliers=(lines,)))
    used = set(supplied.facts["metric_id"])
    by_member = {line.members[0].member: line.revenue_line_id for line in lines.lines}
    assert by_member
    assert used == {
        by_member[member]
        for member, (is_reconciled, _) in judged(division).items()
        if is_reconciled and member in by_member
    }


# The entries.


def entries(
    registry: Registry, *frames: pl.DataFrame, listed: Listed = LISTED
) -> tuple[dict[str, Any], dict[str, Any], Proposal]:
    """Both entries as a person pastes them, and the proposal."""
    division = divided(registry, *frames)
    year_end = infer([dt.date(2025, 12, 31), dt.date(2024, 12, 31)], None)
    taken = (*registry.revenue_line_by_id, *registry.metric_by_id)
    company = company_entry(listed, year_end, None, division)
    lines = lines_entry(listed, FILING, division, taken)
    proposal = Proposal(listed, FILING, division, year_end, company, lines, ())
    pasted_company, pasted_lines = as_yaml(proposal).split("\n\n")
    (company,) = yaml.safe_load(pasted_company)
    (lines,) = yaml.safe_load(pasted_lines)
    assert (company, lines) == (proposal.company, proposal.lines)
    return company, lines, proposal


def test_nothing_that_is_proposed_counts_or_is_confirmed(registry: Registry) -> None:
    company, lines, _ = entries(registry, facts(TABLE))
    Company.model_validate(company)
    ruled = CompanyLines.model_validate(lines)
    assert not ruled.total.counts
    assert ruled.lines
    for line in ruled.lines:
        assert (line.status, line.counts, line.segment_id) == ("unconfirmed", False, None)
        assert FILING.accession in line.reason
        assert "To confirm" in line.reason
    by_id = {line.revenue_line_id: line for line in ruled.lines}
    assert by_id["zz_q_servers"].parent == "zz_q_data"
    assert by_id["zz_q_data"].parent == "zz_q_total"
    assert "USD 70,000,000 for 2026-01-01 to 2026-03-31, part of an exact" in (
        by_id["zz_q_data"].reason
    )


def test_names_of_lines_are_labels_and_identifiers_are_unique(registry: Registry) -> None:
    data = f"{PRODUCTS}=zz:DataMember"
    rows = {
        "": 100,
        data: 60,
        f"{PRODUCTS}=zz:OEMAndOtherMember": 40,
        f"{SEGMENTS}=zz:DataMember": 100,
        "zz:EndMarketAxis=zz:DataMember": 70,
        "zz:EndMarketAxis=zz:DatenMember": 30,
        f"{SEGMENTS}=zz:TotalMember": 0,
    }
    labels = {
        data: "Data & «Größe»: #1 [Member]",
        f"{SEGMENTS}=zz:DataMember": "Data",
        "zz:EndMarketAxis=zz:DataMember": "Data",
        "zz:EndMarketAxis=zz:DatenMember": "Data",
    }
    _, lines, _ = entries(registry, facts(rows, labels=labels))
    assert [(line["revenue_line_id"], line["line_name"], line["scope"]) for line in
            lines["lines"]] == [
        ("zz_q_data_and_gr_sse_1", "Data & «Größe»: #1", "product"),
        ("zz_q_oem_and_other", "OEM And Other", "product"),
        ("zz_q_data", "Data", "segment"),
        ("zz_q_total_segment", "Total", "segment"),
        ("zz_q_data_end_market", "Data", "end_market"),
        ("zz_q_data_end_market_2", "Data", "end_market"),
    ]  # fmt: skip
    CompanyLines.model_validate(lines)


def test_a_member_that_two_concepts_state_differently_names_its_concept(
    registry: Registry,
) -> None:
    contracts = facts(
        {"": 90, f"{PRODUCTS}=zz:AMember": 50, f"{PRODUCTS}=zz:BMember": 40},
        concept=CONTRACTS,
        first=9,
    )
    own = facts({"": 100, f"{PRODUCTS}=zz:AMember": 60})
    _, lines, _ = entries(registry, own, contracts)
    assert [line.get("concepts") for line in lines["lines"]] == [[CONTRACTS], None]


def test_a_company_that_divides_nothing_has_a_total_alone(registry: Registry) -> None:
    company, lines, _ = entries(registry, facts({"": 5}, unit="TWD"))
    assert company["reporting_currency"] == "TWD"
    assert "lines" not in lines
    assert CompanyLines.model_validate(lines).all_lines[0].revenue_line_id == "zz_q_total"


def test_the_shipped_registry_loads_with_the_proposal_appended(
    registry: Registry, tmp_path: Path
) -> None:
    *_, proposal = entries(registry, facts(TABLE))
    for path in REGISTRY_DIR.glob("*.yml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    company, lines = as_yaml(proposal).split("\n\n")
    for name, text in (("companies.yml", company), ("revenue_lines.yml", lines)):
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")
    loaded = load_registry(tmp_path)
    assert loaded.company("ZZ-Q").company_name == LISTED.name
    assert loaded.revenue_line_by_id["zz_q_servers"].parent == "zz_q_data"
    assert len(loaded.revenue_lines) == len(registry.revenue_lines) + 5


def test_the_table_shows_axes_members_values_and_verdicts(registry: Registry) -> None:
    *_, proposal = entries(registry, facts(TABLE, labels={f"{PRODUCTS}=zz:DataMember": "[red]D"}))
    columns = {str(column.header): [str(cell) for cell in column.cells]
               for column in as_table(proposal).columns}  # fmt: skip
    assert columns["member"] == [
        "consolidated", "zz:DataMember", "  zz:ServersMember", "  zz:SwitchesMember",
        "zz:OtherMember", "country:US", "country:TW",
    ]  # fmt: skip
    assert columns["label"][1] == "[red]D"
    assert columns["value"][:3] == ["100,000,000", "70,000,000", "50,000,000"]
    assert columns["reconciled"] == ["", "yes", "yes", "yes", "yes", "no", "no"]
    assert columns["proposed as"][-1] == "not a line"


def test_figures_are_whole_and_without_the_zeros_of_the_column() -> None:
    values = ("100.0000000000", "1234567.5000000000", "-0.0100000000", "1000", "0E-10")
    assert [amount(Decimal(value)) for value in values] == [
        "100", "1,234,567.5", "-0.01", "1,000", "0",
    ]  # fmt: skip
