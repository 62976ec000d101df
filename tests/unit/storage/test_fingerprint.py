"""One digest of all that a run depends on: equal inputs, equal digest, and no other."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.settings import Settings
from pipelines.storage import fingerprint

Digest = Callable[[Settings], str]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation of a few small files, each part of the project in a folder of its own."""
    for folder, name in [
        ("package", "normalize.py"),
        ("package", "sources/parse.py"),
        ("suites", "claims.py"),
        ("models", "fct_capex.sql"),
        ("models", "schema.yml"),
        ("registry", "companies.yml"),
        ("recorded", "sec_company_facts/CIK0000000007.csv"),
        ("data/raw", "sec_company_facts/ACME.parquet"),
    ]:
        put(tmp_path / folder / name, "content")
    monkeypatch.setattr(fingerprint, "PACKAGE_DIR", tmp_path / "package")
    monkeypatch.setattr(fingerprint, "EXPECTATIONS_DIR", tmp_path / "suites")
    monkeypatch.setattr(fingerprint, "DBT_DIR", tmp_path / "models")
    return Settings(
        data_dir=tmp_path / "data",
        recorded_dir=tmp_path / "recorded",
        registry_dir=tmp_path / "registry",
    )


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def of_request(settings: Settings, further: bytes = b"") -> str:
    return fingerprint.of_request(settings, further)


BOTH = pytest.mark.parametrize("digest", [fingerprint.of_input, of_request])


@BOTH
def test_nothing_changed_is_the_same_digest(settings: Settings, digest: Digest) -> None:
    first = digest(settings)
    assert len(first) == 64
    put(settings.data_dir / "warehouse.duckdb", "made by the run")
    put(settings.data_dir.parent / "package" / "notes.txt", "no code")
    for path in settings.data_dir.parent.rglob("*.py"):
        path.touch()
    assert digest(settings) == first


@BOTH
@pytest.mark.parametrize(
    "name",
    [
        "package/normalize.py",
        "package/sources/parse.py",
        "suites/claims.py",
        "models/fct_capex.sql",
        "models/schema.yml",
        "registry/companies.yml",
    ],
)
def test_any_code_or_registry_file_counts(settings: Settings, digest: Digest, name: str) -> None:
    first, path = digest(settings), settings.data_dir.parent / name
    put(path, "Content")
    changed = digest(settings)
    put(path, "content")
    assert changed != first
    assert digest(settings) == first
    path.rename(path.with_stem("renamed"))
    assert digest(settings) != first
    path.with_stem("renamed").unlink()
    assert digest(settings) != first


def test_the_input_is_the_parsed_data_and_the_request_the_recorded(settings: Settings) -> None:
    parsed, requested = fingerprint.of_input(settings), of_request(settings)
    put(settings.raw_dir / "sec_company_facts" / "ACME.parquet", "other rows")
    assert fingerprint.of_input(settings) != parsed
    assert of_request(settings) == requested
    parsed = fingerprint.of_input(settings)
    put(settings.recorded_dir / "sec_company_facts" / "CIK0000000008.csv", "another company")
    assert fingerprint.of_input(settings) == parsed
    assert of_request(settings) != requested


def test_what_decides_besides_the_files_counts(settings: Settings) -> None:
    assert of_request(settings, b"2026-08-01") != of_request(settings)


@BOTH
def test_text_moved_from_one_file_to_the_next_is_a_change(
    settings: Settings, digest: Digest
) -> None:
    package = settings.data_dir.parent / "package"
    put(package / "a.py", "one")
    put(package / "b.py", "two")
    first = digest(settings)
    put(package / "a.py", "onet")
    put(package / "b.py", "wo")
    assert digest(settings) != first


@BOTH
@pytest.mark.parametrize("engine", ["polars", "duckdb", "dbt-core", "dbt-duckdb"])
def test_a_new_version_of_an_engine_counts(
    settings: Settings, digest: Digest, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, version = digest(settings), importlib.metadata.version
    monkeypatch.setattr(
        importlib.metadata, "version", lambda name: "0" if name == engine else version(name)
    )
    assert digest(settings) != first
