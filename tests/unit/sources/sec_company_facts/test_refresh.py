"""Real bodies of companyfacts over time."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.contracts.raw import RAW_SEC_COMPANY_FACTS
from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR
from pipelines.sources.sec_company_facts.source import SOURCE, parse
from pipelines.storage import tables
from tests.support.fetch_desk import Desk
from tests.support.shared import SHARED_FOLDER

FULL = SHARED_FOLDER / "data/companyfacts_full"


@pytest.mark.shared
@pytest.mark.skipif(not FULL.is_dir(), reason="the shared documents are not here")
@pytest.mark.parametrize(
    ("company_id", "folders"),
    [
        ("NVDA", ("edgartools_2026-07-09", "finalysis-api_2026-04")),
        ("GOOGL", ("edgartools_2026-07-09", "finalysis-api_2026-04")),
        ("NVDA", ("finalysis-api_2026-04", "edgartools_2026-07-09")),
    ],
)
def test_real_bodies_of_several_days(
    tmp_path: Path, company_id: str, folders: tuple[str, ...]
) -> None:
    desk = Desk(tmp_path)
    desk.registry = load_registry(PACKAGE_DIR / "registry")
    desk.company = desk.registry.company(company_id).model_copy(update={"earlier_ciks": ()})
    name = f"CIK{desk.company.cik:010d}"
    bodies = [(FULL / folder / f"{name}.json").read_bytes() for folder in folders]
    rows: set[tuple[object, ...]] = set()
    key = RAW_SEC_COMPANY_FACTS.key
    for body in bodies:
        desk.shelf.documents[name] = body
        assert desk.refresh(SOURCE).status == "new"
        parsed = parse(body, company_id, int(desk.company.cik or 0), desk.registry.concepts)
        rows |= set(parsed.frame.select(key).rows())
        assert set(tables.read(RAW_SEC_COMPANY_FACTS, desk.settings).select(key).rows()) == rows
    other = "CIK0000820313"
    strange = (FULL / "finalysis-api_2026-04" / f"{other}.json").read_bytes()
    body = strange.replace(b'"cik":820313', f'"cik":{desk.company.cik}'.encode(), 1)
    assert body != strange
    desk.shelf.documents[name] = body
    assert desk.refresh(SOURCE).status == "quarantined"
    assert set(tables.read(RAW_SEC_COMPANY_FACTS, desk.settings).select(key).rows()) == rows
