"""An installation in a temporary place, and the `ledger` command on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.settings import PROJECT_DIR, Settings
from pipelines.storage import connections

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "LEDGER_"
# Tables that tell of a run: two runs on the same input differ in them.
ABOUT_RUNS = frozenset({"quality_results", "fct_changes", "publication"})


@dataclass(frozen=True)
class Finished:
    """A `ledger` command that has ended."""

    status: int
    output: str
    errors: str


@dataclass(frozen=True)
class Installation:
    """A data directory, and the `ledger` command on it."""

    data_dir: Path

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.data_dir)

    def environment(self, **settings: object) -> dict[str, str]:
        """The environment of a `ledger` process: this data directory and these settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        chosen = {f"{PREFIX}{name.upper()}": str(value) for name, value in settings.items()}
        return {
            **kept,
            "PYTHONPATH": str(PROJECT_DIR),
            "COLUMNS": "200",
            f"{PREFIX}DATA_DIR": str(self.data_dir),
            **chosen,
        }

    def ledger(self, *arguments: str, **settings: object) -> Finished:
        """Run a `ledger` command from a folder of no meaning, for as long as it takes."""
        ended = subprocess.run(
            [sys.executable, "-m", "pipelines.cli", *arguments],
            env=self.environment(**settings),
            cwd=tempfile.gettempdir(),
            capture_output=True,
            text=True,
            check=False,
        )
        return Finished(ended.returncode, ended.stdout, ended.stderr)

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Rows of the published file."""
        return connections.query_published(self.settings, sql, parameters)[1]

    def copy(self, to: Path) -> Installation:
        """The same installation elsewhere, to change something in it."""
        shutil.copytree(self.data_dir, to, symlinks=True)
        return Installation(to)

    def files(self) -> dict[str, tuple[int, int]]:
        """Every file below the data directory, with its size and time of writing."""
        return {
            str(path.relative_to(self.data_dir)): (path.stat().st_size, path.stat().st_mtime_ns)
            for path in sorted(self.data_dir.rglob("*"))
            if path.is_file()
        }

    def parquet(self) -> dict[str, bytes]:
        """The published Parquet files, by their path, but for those that tell of a run."""
        folder = self.settings.parquet_dir
        paths = [path for path in sorted(folder.rglob("*.parquet")) if path.stem not in ABOUT_RUNS]
        return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@dataclass(frozen=True)
class RecordedRun(Installation):
    """The installation after `ledger run` on the recorded data, and what the command said."""

    finished: Finished


@dataclass(frozen=True)
class SmallRun(RecordedRun):
    """The installation after a run of the few companies that the tests' servers know.

    Attributes:
        registry_dir: the registry, of those companies alone.
        recorded_dir: the recorded data without what two of them filed last.
    """

    registry_dir: Path
    recorded_dir: Path
