"""Loading the registry: what each error names, what a plain entry gets, what cannot change."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
import yaml
from pydantic import ValidationError

from pipelines.registry import RegistryError, load_registry
from pipelines.registry.models import Entry
from pipelines.settings import PACKAGE_DIR

SHIPPED = PACKAGE_DIR / "registry"
PLAIN = {"ticker": "ACME", "cik": 7, "role": "supplier", "fiscal_year_end": "june 30"}
CAPEX = {
    "metric_id": "capex_cash",
    "metric_name": "Capex",
    "period_type": "duration",
    "description": "Payments.",
    "aliases": ["us-gaap:PaymentsToAcquireProductiveAssets"],
}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A registry of one plain company and one metric, for a test to spoil."""
    shutil.copy(SHIPPED / "segments.yml", tmp_path)
    write(tmp_path, companies=[PLAIN])
    write(tmp_path, metrics=[CAPEX])
    return tmp_path


def write(directory: Path, **content: object) -> None:
    """Write `<name>.yml`; the first name is the file's."""
    name = next(iter(content))
    (directory / f"{name}.yml").write_text(yaml.safe_dump(content), encoding="utf-8")


def message_of(directory: Path) -> str:
    with pytest.raises(RegistryError) as caught:
        load_registry(directory)
    return str(caught.value)


def test_the_shipped_registry_loads_with_the_five_hyperscalers() -> None:
    registry = load_registry(SHIPPED)
    spenders = {each.company_id for each in registry.companies if each.is_spender}
    assert spenders >= {"MSFT", "GOOGL", "AMZN", "META", "ORCL"}
    assert all(registry.company(name).headline_basis for name in spenders)
    assert {metric.metric_id for metric in registry.metrics} >= {"capex_cash", "revenue"}


def test_a_plain_company_gets_every_default(directory: Path) -> None:
    registry = load_registry(directory)
    acme = registry.company("acme")
    assert acme.company_id == acme.ticker == "ACME"
    assert acme.ciks == (7,)
    assert (acme.company_name, acme.country, acme.reporting_currency) == (None, None, None)
    assert (acme.headline_basis, acme.capex_expected_from) == (None, None)
    assert not acme.is_spender
    assert acme.fiscal_calendar.date_in(2024) == dt.date(2024, 6, 30)
    assert registry.concepts == {"us-gaap:PaymentsToAcquireProductiveAssets"}


def test_trap_et4_earlier_ciks_come_after_todays() -> None:
    registry = load_registry(SHIPPED)
    assert registry.company("MRVL").ciks == (1835632, 1058057)
    assert registry.company("GOOGL").ciks == (1652044, 1288776)
    assert registry.company("MRVL").earlier_ciks[0].valid_to == dt.date(2021, 4, 20)


def test_entries_cannot_be_changed() -> None:
    registry = load_registry(SHIPPED)
    with pytest.raises(ValidationError, match="frozen"):
        registry.companies[0].cik = 1
    with pytest.raises(ValidationError, match="frozen"):
        registry.metrics[0].selection = "total"
    with pytest.raises(AttributeError):
        registry.companies = ()  # type: ignore[misc]


@pytest.mark.parametrize("field", ["role", "fiscal_year_end"])
def test_a_missing_field_is_named_with_file_and_entry(directory: Path, field: str) -> None:
    write(directory, companies=[{key: PLAIN[key] for key in PLAIN if key != field}])
    assert message_of(directory) == f"companies.yml: ACME: {field}: Field required"


@pytest.mark.parametrize(
    ("role", "group"),
    [
        ("spender", None),
        ("both", None),
        ("supplier", "neocloud"),
        ("spender", ["hyperscaler", "neocloud"]),
    ],
)
def test_a_spender_is_in_one_group_and_a_supplier_in_none(
    directory: Path, role: str, group: object
) -> None:
    grouped = {} if group is None else {"spender_group": group}
    write(directory, companies=[{**PLAIN, "role": role, **grouped}])
    assert "companies.yml: ACME: spender_group" in message_of(directory)
    write(directory, companies=[{**PLAIN, "role": "spender", "spender_group": "neocloud"}])
    assert load_registry(directory).company("ACME").spender_group == "neocloud"


def test_a_company_of_statements_alone_reports_nowhere_else(directory: Path) -> None:
    plain = {key: PLAIN[key] for key in PLAIN if key != "cik"}
    write(directory, companies=[{**plain, "statements_only": True}])
    assert load_registry(directory).company("ACME").ciks == ()
    write(directory, companies=[{**PLAIN, "statements_only": True}])
    assert "statements_only: true, alone" in message_of(directory)


def test_a_company_reports_to_the_sec_or_in_taiwan(directory: Path) -> None:
    plain = {key: PLAIN[key] for key in PLAIN if key != "cik"}
    listing = {"market": "tpex", "code": "3324"}
    write(directory, companies=[plain])
    assert message_of(directory) == (
        "companies.yml: ACME: cik: a company needs a cik, or else a taiwan_listing, or else "
        "statements_only: true, alone"
    )
    write(directory, companies=[{**plain, "taiwan_listing": listing}])
    company = load_registry(directory).company("ACME")
    assert (company.cik, company.ciks) == (None, ())
    assert company.taiwan_listing is not None
    assert (company.taiwan_listing.market, company.taiwan_listing.code) == ("tpex", "3324")
    write(directory, companies=[{**PLAIN, "taiwan_listing": listing}])
    assert load_registry(directory).company("ACME").ciks == (7,)
    earlier = [{"cik": 9, "valid_to": "2020-01-01"}]
    write(directory, companies=[{**plain, "taiwan_listing": listing, "earlier_ciks": earlier}])
    assert "earlier_ciks: a company without a cik has no earlier ones" in message_of(directory)
    listings = [{**listing, "valid_to": "2020-01-01"}]
    write(directory, companies=[{**PLAIN, "earlier_taiwan_listings": listings}])
    assert "earlier_taiwan_listings: a company without a taiwan_listing" in message_of(directory)
    for bad, field in (({"market": "nyse"}, "market"), ({"code": "33x4"}, "code")):
        write(directory, companies=[{**plain, "taiwan_listing": {**listing, **bad}}])
        assert f"ACME: taiwan_listing.{field}: " in message_of(directory)


def test_what_held_before_stands_beside_what_holds_today(directory: Path) -> None:
    dated: dict[str, Any] = {
        **PLAIN,
        "reporting_currency": "USD",
        "earlier_fiscal_year_ends": [{"fiscal_year_end": "December 31", "valid_to": "2022-12-31"}],
        "earlier_reporting_currencies": [{"reporting_currency": "ILS", "valid_to": "2021-12-31"}],
    }
    write(directory, companies=[dated])
    acme = load_registry(directory).company("ACME")
    (earlier,) = acme.earlier_fiscal_year_ends
    assert (earlier.fiscal_year_end, earlier.valid_to) == ("december 31", dt.date(2022, 12, 31))
    assert acme.earlier_reporting_currencies[0].reporting_currency == "ILS"
    for spoiled, said in (
        ({"earlier_fiscal_year_ends": [{"fiscal_year_end": "x", "valid_to": "2022-12-31"}]},
         "earlier_fiscal_year_ends.0.fiscal_year_end: "),
        ({"earlier_fiscal_year_ends": [{"fiscal_year_end": "june 30"}]}, "valid_to: Field requ"),
        ({"earlier_fiscal_year_ends": [{"fiscal_year_end": "june 30", "valid_to": "2199-12-31"}]},
         "2199-12-31 is in the future: what holds until then is today's"),
        ({"reporting_currency": None}, "name today's reporting_currency beside them"),
        ({"earlier_reporting_currencies": dated["earlier_reporting_currencies"] * 2},
         "earlier_reporting_currencies: two end on one day"),
        ({"company_name": " "}, "company_name: "),
    ):  # fmt: skip
        write(directory, companies=[{**dated, **spoiled}])
        assert said in message_of(directory)


def test_weeks_of_quarters_make_a_year(directory: Path) -> None:
    write(directory, companies=[{**PLAIN, "quarter_weeks": [12, 12, 12, 16]}])
    assert load_registry(directory).company("ACME").quarter_weeks == (12, 12, 12, 16)
    earlier = [{"fiscal_year_end": "december 31", "valid_to": "2022-12-31"}]
    for spoiled, said in (
        ({"quarter_weeks": [13, 13, 13, 12]}, "quarter_weeks: must add up to 52 weeks"),
        ({"quarter_weeks": [12, 12, 28]}, "quarter_weeks"),
        ({"quarter_weeks": [4, 16, 16, 16]}, "quarter_weeks.0: "),
        ({"quarter_weeks": [12, 12, 12, 16], "earlier_fiscal_year_ends": earlier},
         "cannot stand beside earlier_fiscal_year_ends"),
    ):  # fmt: skip
        write(directory, companies=[{**PLAIN, **spoiled}])
        assert said in message_of(directory)


def test_a_metric_that_is_stated_only_has_no_concepts(directory: Path) -> None:
    write(directory, metrics=[{**CAPEX, "stated_only": True}])
    assert message_of(directory) == (
        "metrics.yml: capex_cash: aliases: a metric that is stated_only has no concepts"
    )
    stated = {**CAPEX, "metric_id": "capex_stated", "aliases": [], "stated_only": True}
    write(directory, metrics=[CAPEX, stated])
    registry = load_registry(directory)
    assert registry.metric_by_id["capex_stated"].concepts == ()
    assert registry.concepts == {"us-gaap:PaymentsToAcquireProductiveAssets"}


def test_an_entry_without_its_name_is_counted(directory: Path) -> None:
    write(
        directory, companies=[PLAIN, {"cik": 8, "role": "supplier", "fiscal_year_end": "june 30"}]
    )
    assert message_of(directory).startswith("companies.yml: entry 2: ticker: Field required")


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("cik", 0, "cik: "),
        ("cik", "seven", "cik: "),
        ("cik", 10**10, "cik: "),
        ("role", "buyer", "role: "),
        ("fiscal_year_end", "last funday of june", "fiscal_year_end: "),
        ("reporting_currency", "dollars", "reporting_currency: "),
        ("country", "usa", "country: "),
        ("fiscal_year_ends", "june 30", "fiscal_year_ends: Extra inputs are not permitted"),
        ("earlier_ciks", [{"cik": 8}], "earlier_ciks.0.valid_to: Field required"),
    ],
)
def test_a_bad_field_of_a_company_is_named(
    directory: Path, field: str, value: object, complaint: str
) -> None:
    write(directory, companies=[{**PLAIN, field: value}])
    assert message_of(directory).startswith(f"companies.yml: ACME: {complaint}")


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("aliases", [], "aliases: "),
        ("aliases", ["Revenues"], "aliases.0: "),
        ("aliases", ["us-gaap:A", "us-gaap:A"], "aliases: Value error, named twice: us-gaap:A"),
        ("period_type", "quarterly", "period_type: "),
        ("selection", "guess", "selection: "),
        ("alias", ["us-gaap:A"], "alias: Extra inputs are not permitted"),
        ("overrides", {"ACME": [{"valid_from": "2020-01-01"}]}, "overrides.ACME.0.concept: "),
        (
            "overrides",
            {
                "ACME": [
                    {"concept": "us-gaap:A", "valid_from": "2021-01-01", "valid_to": "2020-01-01"}
                ]
            },
            "overrides.ACME.0: Value error, valid_from is after valid_to",
        ),
        ("overrides", {"ACNE": [{"concept": "us-gaap:A"}]}, "overrides: ACNE is not a company"),
    ],
)
def test_a_bad_field_of_a_metric_is_named(
    directory: Path, field: str, value: object, complaint: str
) -> None:
    write(directory, metrics=[{**CAPEX, field: value}])
    assert message_of(directory).startswith(f"metrics.yml: capex_cash: {complaint}")


def test_doubles_are_refused(directory: Path) -> None:
    write(directory, companies=[PLAIN, {**PLAIN, "cik": 8}])
    assert message_of(directory) == "companies.yml: company_id: named twice: ACME"
    write(directory, companies=[PLAIN, {**PLAIN, "ticker": "BETA"}])
    assert message_of(directory) == "companies.yml: cik: named twice: 7"
    earlier = [{"cik": 7, "valid_to": "2020-01-01"}]
    write(
        directory, companies=[PLAIN, {**PLAIN, "ticker": "BETA", "cik": 8, "earlier_ciks": earlier}]
    )
    assert message_of(directory) == "companies.yml: cik: named twice: 7"
    write(directory, companies=[PLAIN])
    write(directory, metrics=[CAPEX, CAPEX])
    assert message_of(directory) == "metrics.yml: metric_id: named twice: capex_cash"


@pytest.mark.parametrize("name", ["companies.yml", "metrics.yml", "segments.yml"])
def test_a_missing_file_is_named(directory: Path, name: str) -> None:
    (directory / name).unlink()
    assert message_of(directory) == f"{name}: cannot be read: No such file or directory"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("companies: [", "companies.yml line 1: is not valid YAML ("),
        ("companies:\n\t- x", "companies.yml line 2: is not valid YAML ("),
        ("- ACME", "companies.yml: holds no mapping at its top level"),
        ("", "companies.yml: holds no mapping at its top level"),
        ("companies: []", "companies.yml: companies: the list is empty: add an entry"),
        ("companies:", "companies.yml: companies: a list of entries is expected, [] for none"),
        ("companies: {ACME: 7}", "companies.yml: companies: a list of entries is expected"),
        (
            "companies: [{}]\ncompanys: []",
            "companies.yml: companys: is not a field of this file, which has companies",
        ),
        ("companies: [ACME]", "companies.yml: entry 1: entry: "),
    ],
)
def test_what_is_no_list_of_entries_is_refused(directory: Path, text: str, complaint: str) -> None:
    (directory / "companies.yml").write_text(text, encoding="utf-8")
    message = message_of(directory)
    assert message.startswith(complaint)
    assert "\n" not in message


def test_yaml_cannot_run_code(directory: Path) -> None:
    (directory / "companies.yml").write_text(
        "companies: !!python/object/apply:os.getcwd []", encoding="utf-8"
    )
    assert message_of(directory).startswith("companies.yml line 1: the tag ")


def test_segments_need_a_version_of_the_taxonomy(directory: Path) -> None:
    segments = yaml.safe_load((directory / "segments.yml").read_text(encoding="utf-8"))
    write(directory, segments=segments["segments"])
    assert message_of(directory) == "segments.yml: taxonomy_version is missing"


@pytest.mark.parametrize(
    ("cik", "complaint"),
    [
        ("0001652044", "companies.yml line 2: '0001652044' begins with a zero"),
        ("true", "companies.yml: ACME: cik: is not a whole number"),
        ("7.0", "companies.yml: ACME: cik: is not a whole number"),
        ("0x7", "companies.yml: ACME: cik: Input should be a valid integer"),
        ("19:30", "companies.yml: ACME: cik: Input should be a valid integer"),
    ],
)
def test_a_cik_is_a_decimal_number(directory: Path, cik: str, complaint: str) -> None:
    entry = f"companies:\n- {{ticker: ACME, cik: {cik}, role: supplier, fiscal_year_end: june 30}}"
    (directory / "companies.yml").write_text(entry, encoding="utf-8")
    assert message_of(directory).startswith(complaint)
    # In quotes it is the text that the SEC writes, which has one meaning.
    (directory / "companies.yml").write_text(entry.replace(cik, '"0001652044"'), encoding="utf-8")
    assert load_registry(directory).company("ACME").cik == 1652044


@pytest.mark.parametrize("day", [0, "0", "2024-02-30", "20240203", "1700000000", True])
def test_a_day_is_a_date_of_the_calendar(directory: Path, day: object) -> None:
    write(directory, companies=[{**PLAIN, "capex_expected_from": day}])
    assert message_of(directory) == (
        f"companies.yml: ACME: capex_expected_from: {str(day)!r} is not a valid date: "
        "write a date such as 2026-03-31"
    )


def test_empty_lists_are_lists(directory: Path) -> None:
    write(directory, revenue_lines=[])
    (directory / "revenue_lines.yml").write_text("suppliers: []\nqualifiers: []\n", "utf-8")
    write(directory, restatements=[])
    registry = load_registry(directory)
    assert (registry.suppliers, registry.qualifiers, registry.restatements) == ((), (), ())


@pytest.mark.parametrize(
    "name",
    ["companies", "metrics", "segments", "revenue_lines", "restatements", "fact_corrections"],
)
def test_every_file_is_read_strictly(tmp_path: Path, name: str) -> None:
    for file in SHIPPED.glob("*.yml"):
        shutil.copy(file, tmp_path)
    path = tmp_path / f"{name}.yml"
    text = path.read_text("utf-8")
    lines = text.count("\n")
    for addition, complaint in (
        ("stranger: 1", f"{name}.yml: stranger: is not a field of this file, which has "),
        ("stranger: 2024-02-30", f"{name}.yml line {lines + 1}: '2024-02-30' is not a valid date"),
        ("stranger: [\n", f"{name}.yml line {lines + 1}: is not valid YAML ("),
        ("stranger: " + "[" * 50_000, f"{name}.yml line {lines + 1}: is nested more than 32"),
    ):
        path.write_text(text + addition, encoding="utf-8")
        assert message_of(tmp_path).startswith(complaint)


def test_a_file_that_cannot_be_looked_at_is_named(directory: Path) -> None:
    (directory / "restatements.yml").symlink_to(directory / "gone.yml")
    assert message_of(directory) == ("restatements.yml: cannot be read: No such file or directory")
    (directory / "restatements.yml").unlink()
    (directory / "restatements.yml").mkdir()
    assert message_of(directory) == "restatements.yml: is not a file"


def test_sub_segments_of_a_segment_are_named_once(directory: Path) -> None:
    segments = yaml.safe_load((directory / "segments.yml").read_text(encoding="utf-8"))
    first = segments["segments"][0]
    first["sub_segments"].append(first["sub_segments"][0])
    (directory / "segments.yml").write_text(yaml.safe_dump(segments), encoding="utf-8")
    assert message_of(directory) == (
        "segments.yml: core_compute: sub_segments: Value error, named twice: accelerators"
    )


def test_a_message_stays_short_whatever_the_entry_holds(directory: Path) -> None:
    write(directory, companies=[{"k" * 90 + str(number): 1 for number in range(2_000)}])
    message = message_of(directory)
    assert message.endswith("; and 1998 more")
    assert len(message) < 600


def bare_dates(hint: object) -> bool:
    """Whether a type takes any date that pydantic takes, such as 0 for the first day of 1970."""
    if get_origin(hint) is Annotated:
        return False
    return hint is dt.date or any(bare_dates(part) for part in get_args(hint))


def test_every_date_of_every_entry_is_a_day() -> None:
    models = [Entry]
    for model in models:
        models += model.__subclasses__()
    found = {
        f"{model.__name__}.{name}"
        for model in models
        for name, hint in get_type_hints(model, include_extras=True).items()
        if bare_dates(hint)
    }
    assert len(models) > 10
    assert found == set()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for name in ("nowhere", "file"):
        assert message_of(tmp_path / name) == (
            f"{tmp_path / name}: there is no such folder of the registry: "
            "correct LEDGER_REGISTRY_DIR"
        )


def test_every_sub_segment_stands_in_a_tier_of_the_chain(directory: Path) -> None:
    part = {"sub_segment_id": "gpus", "sub_segment_name": "GPUs", "tier": "devices"}
    part["description"] = "Accelerators."
    core = {"segment_id": "core", "segment_name": "Core", "headline_tiers": ["devices"]}

    def segments(changes: dict[str, object], **fields: object) -> None:
        spoiled = {key: value for key, value in {**part, **changes}.items() if value}
        entry = {**core, "sub_segments": [spoiled], **fields}
        write(directory, segments=[entry], taxonomy_version="1")

    segments({})
    assert load_registry(directory).tier_by_sub_segment == {("core", "gpus"): "devices"}
    segments({"tier": None})
    assert message_of(directory) == "segments.yml: core: sub_segments.gpus.tier: Field required"
    segments({"tier": "gadgets"})
    assert message_of(directory) == (
        "segments.yml: core: sub_segments.gpus.tier: Input should be 'equipment', 'inputs', "
        "'devices' or 'systems'"
    )
    segments({}, headline_tiers=["systems"])
    assert message_of(directory) == (
        "segments.yml: core: headline_tiers: none of its sub-segments stands in systems"
    )
