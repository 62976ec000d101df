"""Every path, address and environment variable of the project, validated in one place.

Belongs here: what differs between two installations. Does not belong here: what is true of
the world (`registry/`) or of a table (`contracts/`).
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipelines.storage.plain_paths import database_folder

PROJECT_DIR = Path(__file__).resolve().parent.parent
PACKAGE_DIR = Path(__file__).resolve().parent
STATEMENTS_DIR = PACKAGE_DIR / "statements"
DBT_DIR = PROJECT_DIR / "dbt_project"
EXPECTATIONS_DIR = PROJECT_DIR / "expectations"

# A checkout keeps its data beside the code; an installed package has no place of its own.
IS_CHECKOUT = (PROJECT_DIR / "pyproject.toml").is_file()

# The published file can be opened by every DuckDB from this storage version on.
PUBLISHED_STORAGE_VERSION = "v1.4.0"


_URLS = (
    "sec_data_url",
    "sec_archives_url",
    "twse_url",
    "tpex_url",
    "fed_url",
    "fred_url",
    "ecb_url",
    "litellm_url",
    "epoch_url",
)


def _default_data_dir() -> Path:
    return (PROJECT_DIR if IS_CHECKOUT else Path.cwd()) / "data"


class Settings(BaseSettings):
    """The installation's settings, each read from `LEDGER_<NAME>`.

    Attributes:
        data_dir: where everything that a run writes lives (`LEDGER_DATA_DIR`; `data` in the
            checkout unless set, or in the current folder where a wheel is installed).
        recorded_dir: the recorded data that replays without network (`LEDGER_RECORDED_DIR`).
        statements_dir: a person's own statements, beside the shipped ones
            (`LEDGER_STATEMENTS_DIR`; `statements` in the data directory unless set).
        registry_dir: the YAML files that describe the world (`LEDGER_REGISTRY_DIR`).
        live: fetch from the network instead of the recorded data (`LEDGER_LIVE`).
        user_agent: who asks; the SEC requires "Name email" (`LEDGER_USER_AGENT`).
        sec_data_url: host of submissions and companyfacts.
        sec_archives_url: host of filing documents.
        segment_facts_since: filings before this day are not read for their dimensional facts
            (`LEDGER_SEGMENT_FACTS_SINCE`); each costs three requests, once.
        documents_since: filings before this day are not read for their words
            (`LEDGER_DOCUMENTS_SINCE`); each costs one request, once.
        twse_url: open data of the Taiwan Stock Exchange.
        tpex_url: open data of the Taipei Exchange.
        fed_url: the Federal Reserve's Data Download Program.
        fred_url: the Federal Reserve Bank of St. Louis, which repeats H.10.
        fed_rates_through: which of the two a live run asks for H.10 (`LEDGER_FED_RATES_THROUGH`).
        ecb_url: the European Central Bank's reference rates.
        litellm_url: LiteLLM's repository, whose price list is read.
        epoch_url: where Epoch AI serves its tables.
        requests_per_second: shared by all processes on this data directory, for each host.
        request_attempts: tries of one request before it is given up.
        retry_max_wait_seconds: longest pause between two tries, whatever `Retry-After` asks.
        request_timeout_seconds: longest wait for the next bytes of an answer.
        request_total_seconds: longest time for a whole answer, however it drips.
        largest_body_mb: longest body in millions of bytes, as sent and unpacked alike.
        keep_runs: runs whose events, logs and check results are kept (`LEDGER_KEEP_RUNS`), which
            bounds Dagster's history and `quality_results`. A result that is the newest of its
            check stays. What was published and what changed (`fct_changes`) is not forgotten.
    """

    model_config = SettingsConfigDict(env_prefix="LEDGER_", extra="ignore")

    data_dir: Path = Field(default_factory=_default_data_dir)
    recorded_dir: Path = Field(default=PACKAGE_DIR / "recorded")
    registry_dir: Path = Field(default=PACKAGE_DIR / "registry")
    statements_dir: Path = Field(default_factory=lambda given: given["data_dir"] / "statements")
    live: bool = False
    user_agent: str | None = None
    sec_data_url: str = "https://data.sec.gov"
    sec_archives_url: str = "https://www.sec.gov"
    segment_facts_since: dt.date = dt.date(2018, 1, 1)
    documents_since: dt.date = dt.date(2025, 1, 1)
    twse_url: str = "https://openapi.twse.com.tw/v1"
    tpex_url: str = "https://www.tpex.org.tw/openapi/v1"
    fed_url: str = "https://www.federalreserve.gov/datadownload"
    fred_url: str = "https://fred.stlouisfed.org"
    fed_rates_through: Literal["h10", "fred"] = "h10"
    ecb_url: str = "https://www.ecb.europa.eu/stats/eurofxref"
    litellm_url: str = "https://raw.githubusercontent.com/BerriAI/litellm/main"
    epoch_url: str = "https://epoch.ai/data"
    requests_per_second: int = Field(default=8, ge=1, le=10)
    request_attempts: int = Field(default=5, ge=1, le=10)
    retry_max_wait_seconds: float = Field(default=60.0, ge=0, le=3600)
    request_timeout_seconds: float = Field(default=30.0, gt=0, le=3600)
    request_total_seconds: float = Field(default=300.0, gt=0, le=86_400)
    largest_body_mb: int = Field(default=300, ge=1, le=10_000)
    keep_runs: int = Field(default=30, ge=1)

    @field_validator("data_dir", "recorded_dir", "registry_dir", "statements_dir", mode="before")
    @classmethod
    def _named(cls, path: object) -> object:
        if isinstance(path, str) and not path.strip():
            raise ValueError("is empty: name a folder, or unset it for the default")
        return path

    @field_validator("data_dir", "recorded_dir", "registry_dir", "statements_dir")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().resolve()

    @field_validator(*_URLS)
    @classmethod
    def _with_host(cls, url: str) -> str:
        try:
            parts = urlsplit(url)
            is_usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            is_usable = False
        if not is_usable:
            raise ValueError("is not an address such as https://data.sec.gov")
        return url.rstrip("/")

    @cached_property
    def hosts(self) -> frozenset[tuple[str, str]]:
        """Scheme and host of every source: nobody else is sent a request."""
        parts = (urlsplit(getattr(self, name)) for name in _URLS)
        return frozenset((each.scheme, each.netloc.lower()) for each in parts)

    @property
    def as_environment(self) -> dict[str, str]:
        """The folders as variables, for a process that starts in another folder."""
        names = ("data_dir", "recorded_dir", "registry_dir", "statements_dir")
        return {f"LEDGER_{name.upper()}": str(getattr(self, name)) for name in names}

    @cached_property
    def archive_dir(self) -> Path:
        """Raw responses, immutable, content-addressed."""
        return self.data_dir / "archive"

    @cached_property
    def raw_dir(self) -> Path:
        """Parsed responses as Parquet: `<table>/<company_id>.parquet`."""
        return self.data_dir / "raw"

    @cached_property
    def normalized_dir(self) -> Path:
        """Normalised tables as Parquet: `<table>/<table>.parquet`."""
        return self.data_dir / "normalized"

    @cached_property
    def analysis_dir(self) -> Path:
        """What statistics says of the series of the warehouse, as Parquet."""
        return self.data_dir / "analysis"

    @cached_property
    def warehouse_path(self) -> Path:
        """The pipeline's own database: one writer, no readers."""
        return database_folder(self.data_dir) / "warehouse.duckdb"

    @cached_property
    def published_path(self) -> Path:
        """The published marts, read by everyone."""
        return self.data_dir / "ledger.duckdb"

    @cached_property
    def parquet_dir(self) -> Path:
        """The published marts as Parquet (a link to the newest generation)."""
        return self.data_dir / "parquet"

    @cached_property
    def quality_dir(self) -> Path:
        """Great Expectations Data Docs and the results of every run."""
        return self.data_dir / "quality"

    @cached_property
    def dagster_dir(self) -> Path:
        """Dagster's run history (`DAGSTER_HOME`)."""
        return self.data_dir / "dagster"

    @cached_property
    def dbt_target_dir(self) -> Path:
        """Where dbt writes what it compiles."""
        return self.data_dir / "dbt"


def load_settings() -> Settings:
    """Read the settings from the environment."""
    return Settings()
