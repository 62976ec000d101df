"""Drives `forked_runs.py`, and says what an installation has published."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from pipelines.settings import PACKAGE_DIR
from pipelines.storage import connections
from tests.support import forked_runs
from tests.support.installation import ABOUT_RUNS, PREFIX, Finished, Installation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RECORDED = PACKAGE_DIR / "recorded"
META = 1326801
MSFT = 789019
# Meta's 10-Q of the first quarter of 2026, the newest it has in the recorded data.
NEWEST_OF_META = "0001628280-26-028526"
# Microsoft's 10-K of the fiscal year 2026.
NEWEST_OF_MSFT = "0001193125-26-323660"


class Server:
    """The process that forks runs, on every installation of a test session, one at a time."""

    def __init__(self, process: subprocess.Popen[str], errors: IO[str]) -> None:
        self._process = process
        self._errors = errors
        self._under_way: ForkedRun | None = None
        assert self.next_said() == {"state": "ready"}

    def start(self, request: dict[str, object]) -> ForkedRun:
        """Fork a child that does this; one that a failed test has left is killed first."""
        if self._under_way is not None and self._under_way.status is None:
            self._under_way.kill()
        assert self._process.stdin is not None
        print(json.dumps(request), file=self._process.stdin, flush=True)
        self._under_way = ForkedRun(self, self.next_said()["pid"])
        return self._under_way

    def next_said(self) -> dict[str, Any]:
        """The next line of the server or its child; whatever else comes fails by its own words."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        try:
            said: dict[str, Any] = json.loads(line)
        except ValueError:
            raise AssertionError(f"the server of runs said {line!r}\n{self.errors()}") from None
        return said

    def errors(self) -> str:
        """What it and its children have printed as errors."""
        self._errors.seek(0)
        return self._errors.read()


@contextlib.contextmanager
def serving(scratch: Path) -> Iterator[Server]:
    """The server, for the length of the block; it parses the dbt project in a folder of its own."""
    with (
        (scratch / "errors").open("w+") as errors,
        subprocess.Popen(
            [sys.executable, forked_runs.__file__],
            env=Installation(scratch / "data").environment(),
            cwd=tempfile.gettempdir(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None
        try:
            yield Server(process, errors)
        finally:
            process.stdin.close()


@dataclass
class ForkedRun:
    """A run that is under way in a child, or has ended."""

    server: Server
    pid: int
    steps: list[tuple[str, str, float]] = field(default_factory=list)
    outcome: dict[str, Any] = field(default_factory=dict)
    status: int | None = None

    def advance(self) -> bool:
        """Read what the child says next; False once it has ended."""
        said = self.server.next_said()
        if "status" in said:
            self.status = said["status"]
            return False
        if "step" in said:
            self.steps.append((said["step"], said["state"], time.monotonic()))
        else:
            self.outcome = said
        return True

    def finish(self) -> ForkedRun:
        """Wait until the child has ended."""
        while self.advance():
            pass
        assert self.status != forked_runs.BROKEN, self.server.errors()
        return self

    def kill(self) -> None:
        """SIGKILL, if it still runs, and wait."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.finish()


@dataclass(frozen=True)
class Runs:
    """Starts runs on one installation, with these settings unless a call says otherwise."""

    server: Server
    installation: Installation
    settings: dict[str, object]

    def _environment(self, settings: dict[str, object]) -> dict[str, str]:
        whole = self.installation.environment(**{**self.settings, **settings})
        return {name: value for name, value in whole.items() if name.startswith(PREFIX)}

    def start(self, file_size: int | None = None, **settings: object) -> ForkedRun:
        """Begin a forced run; no file it writes may have more than `file_size` bytes."""
        return self.server.start(
            {"environment": self._environment(settings), "file_size": file_size}
        )

    def run(self, file_size: int | None = None, **settings: object) -> ForkedRun:
        """A forced run from begin to end."""
        return self.start(file_size, **settings).finish()

    def ledger(self, *arguments: str, **settings: object) -> Finished:
        """A `ledger` command, as `Installation.ledger` runs it, without its imports."""
        with tempfile.TemporaryDirectory() as folder:
            output, errors = Path(folder) / "output", Path(folder) / "errors"
            run = self.server.start(
                {
                    "arguments": arguments,
                    "environment": self._environment(settings),
                    "output": str(output),
                    "errors": str(errors),
                }
            )
            while run.advance():
                pass
            assert run.status is not None
            return Finished(run.status, output.read_text("utf-8"), errors.read_text("utf-8"))


def published_content(installation: Installation) -> dict[str, str]:
    """A digest of the rows of each published table, and of each Parquet file.

    The database must open, and every table in it must be readable to its end.
    """
    content = {}
    with connections.connect_published(installation.settings) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
        ).fetchall()
        for (name,) in tables:
            rows = connection.execute(f"select * from marts.{name}").fetchall()
            if name not in ABOUT_RUNS:
                content[f"database {name}"] = hashlib.sha256(repr(rows).encode()).hexdigest()
    for name, data in installation.parquet().items():
        content[f"parquet {name}"] = hashlib.sha256(data).hexdigest()
    return content


def of_database(content: dict[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in content.items() if name.startswith("database")}


def of_parquet(content: dict[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in content.items() if name.startswith("parquet")}


def recorded_earlier(directory: Path, lacking: Sequence[tuple[int, str]]) -> Path:
    """A copy of the recorded data in which these filings, each with its CIK, are not yet filed."""
    shutil.copytree(RECORDED, directory)
    for cik, accession in lacking:
        removed = 0
        for path in directory.rglob(f"CIK{cik:010d}.csv"):
            lines = path.read_text("utf-8").splitlines(keepends=True)
            kept = [line for line in lines if accession not in line]
            removed += len(lines) - len(kept)
            path.write_text("".join(kept), "utf-8")
        assert removed > 0, accession
    return directory
