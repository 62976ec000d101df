"""Every path, address and environment variable of the project, validated in one place.

Belongs here: what differs between two installations. Does not belong here: what is true of
the world (`registry/`) or of a table (`contracts.py`).
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent
PACKAGE_DIR = Path(__file__).resolve().parent
DBT_DIR = PROJECT_DIR / "dbt_project"
EXPECTATIONS_DIR = PROJECT_DIR / "expectations"

# The published file can be opened by every DuckDB from this storage version on.
PUBLISHED_STORAGE_VERSION = "v1.4.0"


class Settings(BaseSettings):
    """The installation's settings, each read from `LEDGER_<NAME>`.

    Attributes:
        data_dir: where everything that a run writes lives (`LEDGER_DATA_DIR`).
        recorded_dir: the recorded data that replays without network (`LEDGER_RECORDED_DIR`).
        registry_dir: the YAML files that describe the world (`LEDGER_REGISTRY_DIR`).
        live: fetch from the network instead of the recorded data (`LEDGER_LIVE`).
        user_agent: who asks; the SEC requires "Name email" (`LEDGER_USER_AGENT`).
        sec_data_url: host of submissions and companyfacts.
        sec_archives_url: host of filing documents, used for links.
        requests_per_second: shared by all processes on this data directory, for each host.
        request_attempts: tries of one request before it is given up.
        retry_max_wait_seconds: longest pause between two tries, whatever `Retry-After` asks.
        request_timeout_seconds: longest wait for one answer.
    """

    model_config = SettingsConfigDict(env_prefix="LEDGER_", extra="ignore")

    data_dir: Path = Field(default=PROJECT_DIR / "data")
    recorded_dir: Path = Field(default=PACKAGE_DIR / "recorded")
    registry_dir: Path = Field(default=PACKAGE_DIR / "registry")
    live: bool = False
    user_agent: str | None = None
    sec_data_url: str = "https://data.sec.gov"
    sec_archives_url: str = "https://www.sec.gov"
    requests_per_second: int = Field(default=8, ge=1, le=10)
    request_attempts: int = Field(default=5, ge=1, le=10)
    retry_max_wait_seconds: float = Field(default=60.0, ge=0)
    request_timeout_seconds: float = Field(default=30.0, gt=0)

    @field_validator("data_dir", "recorded_dir", "registry_dir")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().resolve()

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
    def warehouse_path(self) -> Path:
        """The pipeline's own database: one writer, no readers."""
        return self.data_dir / "warehouse.duckdb"

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
