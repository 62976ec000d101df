"""Facts with dimensions: which filings are read, what is kept of them, and its shape."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import polars as pl
import pytest

from pipelines.archive.errors import NotRecorded
from pipelines.contracts.raw import RAW_SEC_FILINGS, RAW_SEC_SEGMENT_FACTS
from pipelines.registry import Company, TaiwanListing, load_registry
from pipelines.settings import PACKAGE_DIR, Settings
from pipelines.sources.base import Filing
from pipelines.sources.document import SourceError
from pipelines.sources.refresh.engine import refresh
from pipelines.sources.sec_segment_facts import replay
from pipelines.sources.sec_segment_facts.source import SOURCE, filings, read_filing, rows_of
from pipelines.sources.xbrl import parse_instance, parse_labels
from pipelines.storage import tables
from tests.support.api_bodies import alphabet, registry
from tests.support.segment_bodies import (
    ACCESSION,
    CIK,
    CLOUD,
    SEGMENT,
    SEGMENTS,
    TOTAL,
    Stated,
    instance,
    labels,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.archive.store import Archive
    from pipelines.archive.transport import Request, Response
    from pipelines.sources.document import Parsed

FILING = Filing(CIK, ACCESSION, "10-K", dt.date(2025, 2, 5))


class Deaf:
    """A transport that nobody may ask."""

    @property
    def archive(self) -> Archive:
        raise AssertionError("asked for its archive")

    def fetch(self, request: Request) -> Response:
        raise AssertionError(f"asked for {request.key}")

    def close(self) -> None:
        pass


def rows(*facts: Stated, linkbase: bytes | None = None) -> Parsed:
    return rows_of(
        parse_instance(instance(*facts), "it"),
        parse_labels(linkbase, "it") if linkbase else None,
        FILING,
        company_id="GOOGL",
        document="goog-20241231_htm.xml",
        registry=registry(),
    )


def test_trap_s1_a_fact_has_its_dimensions_which_companyfacts_leaves_out() -> None:
    frame = rows(TOTAL, SEGMENT, linkbase=labels(goog_GoogleCloudMember="Google Cloud")).frame
    total, cloud = frame.sort("fact_order").to_dicts()
    assert cloud == {
        "company_id": "GOOGL",
        "cik": CIK,
        "accession": ACCESSION,
        "form": "10-K",
        "filed_date": dt.date(2025, 2, 5),
        "document": "goog-20241231_htm.xml",
        "element_id": "f-2",
        "fact_order": 2,
        "concept": "us-gaap:Revenues",
        "dimensions": CLOUD,
        "dimension_labels": "Google Cloud",
        "unit": "USD",
        "period_start": dt.date(2024, 1, 1),
        "period_end": dt.date(2024, 12, 31),
        "value": Decimal(43_229_000_000),
        "decimals": -6,
    }
    assert (total["dimensions"], total["dimension_labels"]) == ("", None)


def test_only_revenue_and_shares_of_customers_are_kept() -> None:
    share = Stated("0.13", concept="us-gaap:ConcentrationRiskPercentage1")
    frame = rows(SEGMENT, share, Stated("1", concept="us-gaap:Assets")).frame
    assert sorted(frame["concept"]) == [share.concept, SEGMENT.concept]


def test_of_another_metric_the_total_is_kept_and_its_parts_are_not() -> None:
    paid = "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment"
    frame = rows(Stated("52535000000", concept=paid), Stated("9", CLOUD, concept=paid)).frame
    assert frame.select("concept", "dimensions").rows() == [(paid, "")]


def test_a_fact_that_the_filing_repeats_is_one_row_the_most_exact_one() -> None:
    exact = Stated(SEGMENT.value, CLOUD, decimals="INF")
    frame = rows(SEGMENT, exact, SEGMENT, Stated("43229000001", CLOUD)).frame
    assert frame.select("value", "element_id", "decimals").rows() == [
        (Decimal(43_229_000_000), "f-2", None),
        (Decimal(43_229_000_001), "f-4", -6),
    ]


def test_labels_stand_in_the_order_of_the_members_and_part_only_at_their_ends() -> None:
    both = f"srt:ConsolidationItemsAxis=us-gaap:OperatingSegmentsMember;{CLOUD}"
    linkbase = labels(goog_GoogleCloudMember="Cloud; all of it")
    parsed = rows(Stated("1", both), Stated("2", f"{SEGMENTS}=goog:Other"), linkbase=linkbase)
    found = dict(parsed.frame.select("dimensions", "dimension_labels").rows())
    assert found == {both: ";Cloud, all of it", f"{SEGMENTS}=goog:Other": None}


def test_revenue_in_a_unit_that_is_no_currency_is_refused_and_the_rest_stays() -> None:
    share = Stated("0.13", concept="us-gaap:ConcentrationRiskPercentage1")
    body = instance(TOTAL, SEGMENT, share).replace(b"iso4217:USD", b"xbrli:shares")
    parsed = rows_of(
        parse_instance(body, "it"), None, FILING,
        company_id="GOOGL", document="it_htm.xml", registry=registry(),
    )  # fmt: skip
    assert parsed.frame["concept"].to_list() == [share.concept]
    assert parsed.quarantined.height == 2
    for refused in parsed.quarantined.to_dicts():
        assert "shares', which is not a currency" in refused["reason"]
        assert refused["accession"] == ACCESSION


def test_a_fact_that_cannot_be_read_is_refused_with_its_accession() -> None:
    parsed = rows(SEGMENT, Stated("many", CLOUD))
    assert parsed.frame.height == 1
    [refused] = parsed.quarantined.to_dicts()
    assert (refused["accession"], refused["is_whole_document"]) == (ACCESSION, False)


@dataclass
class Body:
    """What a folder's file answers."""

    body: bytes


def _read(body: bytes, filing: Filing = FILING) -> Parsed:
    """The filing, of a folder that holds this instance."""
    index = b'{"directory": {"item": [{"name": "goog-20241231_htm.xml", "size": "9"}]}}'
    files = {"index.json": index, "goog-20241231_htm.xml": body}

    def fetch(request: Request) -> Response:
        return cast("Response", Body(files[request.key.rpartition("/")[2]]))

    return read_filing(filing, "GOOGL", fetch, registry(), Settings())


def _flagged(flag: bytes) -> bytes:
    ends = b"</dei:DocumentType>"
    return instance(SEGMENT).replace(
        ends, ends + b'<dei:AmendmentFlag contextRef="c">' + flag + b"</dei:AmendmentFlag>"
    )


def test_live_a_document_is_what_submissions_say_it_is() -> None:
    assert _read(_flagged(b"false")).frame.height == 1
    assert _read(instance(SEGMENT)).frame.height == 1


@pytest.mark.parametrize(
    ("flag", "form", "said"),
    [
        (b"true", "10-K", "says that it is an amendment"),
        (b"false", "10-K/A", "is a 10-K/A, the document a 10-K"),
        (b"false", "10-Q", "is a 10-Q, the document a 10-K"),
    ],
)
def test_live_a_document_of_another_form_is_refused(flag: bytes, form: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        _read(_flagged(flag), replace(FILING, form=form))


def _listed(settings: Settings, *rows: tuple[str, str, dt.date, bool]) -> None:
    frame = pl.DataFrame(
        [
            {
                "company_id": "GOOGL",
                "cik": CIK,
                "accession": accession,
                "form": form,
                "filed_date": filed,
                "report_date": None,
                "accepted_at": dt.datetime(2025, 1, 1),
                "primary_document": None,
                "is_inline_xbrl": inline,
            }
            for accession, form, filed, inline in rows
        ],
        schema=RAW_SEC_FILINGS.polars_schema,
    )
    path = RAW_SEC_FILINGS.directory(settings) / "GOOGL.parquet"
    path.parent.mkdir(parents=True)
    frame.write_parquet(path)


def test_live_the_periodic_reports_since_a_day_are_read_the_newest_first(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, live=True, segment_facts_since=dt.date(2020, 1, 1))
    day = dt.date(2024, 1, 1)
    _listed(
        settings,
        ("a", "10-K", dt.date(2019, 12, 31), True),
        ("b", "10-Q", dt.date(2020, 1, 1), False),
        ("c", "8-K", day, True),
        ("d", "20-F/A", day, True),
        ("e", "DEF 14A", day, True),
    )
    assert filings(alphabet(), Deaf(), settings) == [
        Filing(CIK, "d", "20-F/A", day, has_instance=True),
        Filing(CIK, "b", "10-Q", dt.date(2020, 1, 1)),
    ]


def test_live_a_company_whose_filings_never_came_is_no_fault(tmp_path: Path) -> None:
    with pytest.raises(NotRecorded, match="fetch sec_filings first"):
        filings(alphabet(), Deaf(), Settings(data_dir=tmp_path, live=True))


def test_a_company_without_a_cik_has_nothing_to_fetch(tmp_path: Path) -> None:
    listing = TaiwanListing(market="twse", code="2330")
    company = Company(
        ticker="2330", role="supplier", fiscal_year_end="december 31", taiwan_listing=listing
    )
    with pytest.raises(NotRecorded, match="has no CIK"):
        filings(company, Deaf(), Settings(data_dir=tmp_path))


def test_a_filing_that_was_once_recorded_stays_and_is_restored_from_the_archive(
    tmp_path: Path,
) -> None:
    nvda, lost = 1045810, "0001045810-25-000023"
    shipped = replay.path(PACKAGE_DIR / "recorded", nvda)
    path = replay.path(tmp_path / "recorded", nvda)
    path.parent.mkdir(parents=True)
    path.write_bytes(shipped.read_bytes())
    settings = Settings(data_dir=tmp_path / "data", recorded_dir=tmp_path / "recorded")
    registry = load_registry(settings.registry_dir)

    def refreshed() -> pl.DataFrame:
        refresh(SOURCE, registry, settings, [registry.company("NVDA")])
        return tables.read(RAW_SEC_SEGMENT_FACTS, settings)

    whole = refreshed()
    assert whole["first_body"].null_count() == 0
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if lost not in line), "utf-8")
    assert refreshed().equals(whole)
    (RAW_SEC_SEGMENT_FACTS.directory(settings) / "NVDA.parquet").unlink()
    restored = refreshed()
    assert restored.equals(whole)
    assert lost in restored["accession"]
    # Nor does it matter that nothing is recorded any more.
    path.unlink()
    (RAW_SEC_SEGMENT_FACTS.directory(settings) / "NVDA.parquet").unlink()
    assert refreshed().equals(whole)
