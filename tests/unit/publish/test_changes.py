"""Causes of changed cells, on marts made by hand: two publications of one small warehouse."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from pipelines.publish import changes, publishing
from pipelines.settings import Settings
from pipelines.storage import connections, fingerprint

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 8, 1, 12)
MARTS = {
    "fct_capex": (
        "company_id varchar, ticker varchar, fiscal_year integer, value_usd decimal(18, 2), "
        "version integer, accession varchar, lineage_id varchar, known_from timestamp",
        ["company_id", "fiscal_year"],
    ),
    "fct_capex_totals": (
        "calendar_quarter varchar, value_usd decimal(18, 2), companies_reporting integer, "
        "lineage_id varchar",
        ["calendar_quarter"],
    ),
    "dim_filings": ("accession varchar", ["accession"]),
    "lineage": (
        "lineage_id varchar, operand_order integer, accession varchar, document varchar, "
        "period_start date, period_end date, value decimal(18, 2)",
        ["lineage_id", "operand_order"],
    ),
}
PERIOD = ("2025-01-01", "2025-12-31")
Rows = dict[str, list[tuple[Any, ...]]]


def capex(
    value: int, version: int = 1, accession: str | None = "A-1", year: int = 2025,
    known_from: dt.datetime = NOW,
) -> Rows:  # fmt: skip
    """A year of one company, its operand and its total."""
    document = "the call" if accession is None else None
    lineage = f"ACM:{year}:v{version}"
    return {
        "fct_capex": [("ACM", "ACM", year, value, version, accession, lineage, known_from)],
        "fct_capex_totals": [(f"{year}Q4", value, 1, f"total:{year}")],
        "dim_filings": [(accession,)] if accession else [],
        "lineage": [
            (lineage, 1, accession, document, *PERIOD, value),
            (f"total:{year}", 1, accession, document, *PERIOD, value),
        ],
    }


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", registry_dir=tmp_path / "registry")


def build(settings: Settings, rows: Rows) -> None:
    """Put the rows into the warehouse, with the manifest that tells of them."""
    settings.dbt_target_dir.mkdir(parents=True, exist_ok=True)
    nodes = {}
    with connections.connect_warehouse(settings, read_only=False) as connection:
        connection.execute("create schema if not exists marts")
        for name, (columns, key) in MARTS.items():
            connection.execute(f"create or replace table marts.{name} ({columns})")
            for row in rows[name]:
                marks = ", ".join("?" for _ in row)
                connection.execute(f"insert into marts.{name} values ({marks})", list(row))
            measures = {"measures": {"value_usd": "lineage_id"}} if name[:3] == "fct" else {}
            nodes[name] = {
                "resource_type": "model",
                "alias": name,
                "schema": "marts",
                "description": "One row per key.",
                "config": {"meta": {"key": key, **measures}},
                "columns": {},
            }
    manifest = settings.dbt_target_dir / "manifest.json"
    manifest.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")


def publish(settings: Settings, run_id: str, code: str | None = None) -> list[tuple[Any, ...]]:
    """Compare and publish; what the comparison found."""
    found = changes.compare(settings, run_id, NOW)
    publishing.publish(
        settings,
        {"fct_changes": changes.kept(settings)},
        run_id,
        rulings=fingerprint.of_rulings(settings),
        code=code or fingerprint.of_code(),
    )
    return found.select("key", "change", "old_value", "new_value", "cause").rows()


def test_the_first_publication_changes_nothing(settings: Settings) -> None:
    build(settings, capex(10))
    assert publish(settings, "first") == []


def test_an_unchanged_cell_is_no_change(settings: Settings) -> None:
    build(settings, capex(10))
    publish(settings, "first")
    assert publish(settings, "second") == []


def test_a_new_version_by_a_new_filing_is_a_restatement_of_cell_and_total(
    settings: Settings,
) -> None:
    build(settings, capex(10))
    publish(settings, "first")
    build(settings, capex(9, version=2, accession="A-2"))
    old, new = Decimal(10), Decimal(9)
    assert publish(settings, "second") == [
        ("ACM 2025", "changed", old, new, "restatement"),
        ("2025Q4", "changed", old, new, "restatement"),
    ]
    history = connections.query_published(
        settings, "select run_id, key, accession from fct_changes where ticker = 'ACM'"
    )[1]
    assert history == [("second", "ACM 2025", "A-2")]


def test_a_new_year_by_a_new_filing(settings: Settings) -> None:
    build(settings, capex(10))
    publish(settings, "first")
    both = {
        name: rows + capex(12, accession="A-2", year=2026)[name] for name, rows in capex(10).items()
    }
    build(settings, both)
    assert publish(settings, "second") == [
        ("ACM 2026", "new", None, Decimal(12), "new_filing"),
        ("2026Q4", "new", None, Decimal(12), "new_filing"),
    ]


def test_a_statement_that_nobody_knew(settings: Settings) -> None:
    build(settings, capex(10))
    publish(settings, "first")
    build(settings, capex(11, accession=None))
    assert {row[-1] for row in publish(settings, "second")} == {"new_statement"}


def test_the_same_filings_under_another_ruling(settings: Settings) -> None:
    build(settings, capex(10))
    publish(settings, "first")
    settings.registry_dir.mkdir()
    (settings.registry_dir / "metrics.yml").write_text("another ruling", "utf-8")
    build(settings, capex(8))
    assert {row[-1] for row in publish(settings, "second")} == {"new_ruling"}


def test_the_same_filings_by_other_code(settings: Settings) -> None:
    build(settings, capex(10))
    publish(settings, "first", code="that of an earlier commit")
    build(settings, capex(8))
    assert {row[-1] for row in publish(settings, "second")} == {"code"}


def test_other_code_and_another_ruling_are_not_told_apart(settings: Settings) -> None:
    build(settings, capex(10))
    publish(settings, "first", code="that of an earlier commit")
    settings.registry_dir.mkdir()
    (settings.registry_dir / "metrics.yml").write_text("another ruling", "utf-8")
    build(settings, capex(8))
    assert {row[-1] for row in publish(settings, "second")} == {"ruling_or_code"}


def test_a_withdrawn_cell_keeps_its_last_value(settings: Settings) -> None:
    build(settings, capex(10))
    publish(settings, "first")
    build(settings, {name: [] for name in MARTS})
    assert publish(settings, "second") == [
        ("ACM 2025", "withdrawn", Decimal(10), None, "other_input"),
        ("2025Q4", "withdrawn", Decimal(10), None, "other_input"),
    ]


def test_a_cell_known_since_another_moment_tells_both(settings: Settings) -> None:
    build(settings, capex(10))
    publish(settings, "first")
    earlier = NOW - dt.timedelta(days=3)
    build(settings, capex(10, known_from=earlier))
    assert publish(settings, "second") == [
        ("ACM 2025", "known_from_moved", Decimal(10), Decimal(10), "other_input")
    ]
    told = connections.query_published(
        settings, "select old_known_from, new_known_from from fct_changes"
    )[1]
    assert told == [(NOW, earlier)]


def test_changes_of_an_earlier_layout_stay(settings: Settings) -> None:
    build(settings, capex(10))
    publish(settings, "first")
    build(settings, capex(11))
    publish(settings, "second")
    with duckdb.connect(settings.published_path) as connection:
        for column in ("old_known_from", "new_known_from"):
            connection.execute(f"alter table marts.fct_changes drop column {column}")
        connection.execute('alter table marts.fct_changes rename column_name to "column"')
    assert len(publish(settings, "third")) == 0
    assert changes.kept(settings)["run_id"].to_list() == ["second", "second"]


def test_a_published_file_of_another_layout_has_no_such_cells(settings: Settings) -> None:
    build(settings, capex(10))
    publish(settings, "first")
    before = dict(MARTS)
    try:
        columns, _ = MARTS["fct_capex"]
        MARTS["fct_capex"] = (f"basis varchar, {columns}", ["company_id", "basis", "fiscal_year"])
        rows = capex(10)
        rows["fct_capex"] = [("cash", *rows["fct_capex"][0])]
        build(settings, rows)
        assert publish(settings, "second") == [
            ("ACM cash 2025", "new", None, Decimal(10), "other_input")
        ]
    finally:
        MARTS.update(before)


def test_the_page_takes_keys_for_text(settings: Settings) -> None:
    build(settings, capex(10))
    publish(settings, "first")
    rows = capex(11)
    rows["fct_capex"] = [("<b>ACM", "ACM", 2025, 11, 1, "A-1", "ACM:2025:v1", NOW)]
    build(settings, rows)
    publish(settings, "second")
    page = changes.write_page(settings, changes.kept(settings)).read_text("utf-8")
    assert "&lt;b&gt;ACM 2025" in page
    assert "<b>" not in page
