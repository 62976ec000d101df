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
from typing import TYPE_CHECKING, Any

from pipelines.settings import PACKAGE_DIR
from pipelines.storage import connections
from tests.support import forked_runs
from tests.support.installation import Finished

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.installation import Installation

RECORDED = PACKAGE_DIR / "recorded"
META = 1326801
# Meta's 10-Q of the first quarter of 2026, the newest it has in the recorded data.
NEWEST_OF_META = "0001628280-26-028526"

# Tables that tell of a run: two runs on the same input differ in them.
ABOUT_RUNS = frozenset({"quality_results", "fct_changes", "publication"})


def _next_said(server: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line of the server or its child; whatever else comes fails by its own words."""
    assert server.stdout is not None
    line = server.stdout.readline()
    if not line:
        raise AssertionError(f"the server of runs has ended, status {server.wait()}")
    try:
        said: dict[str, Any] = json.loads(line)
    except ValueError:
        raise AssertionError(f"the server of runs, or its child, printed {line!r}") from None
    return said


@dataclass
class ForkedRun:
    """A run that is under way in a child, or has ended."""

    server: subprocess.Popen[str]
    pid: int
    steps: list[tuple[str, str, float]] = field(default_factory=list)
    outcome: dict[str, Any] = field(default_factory=dict)
    status: int | None = None

    def advance(self) -> bool:
        """Read what the child says next; False once it has ended."""
        said = _next_said(self.server)
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
        return self

    def kill(self) -> None:
        """SIGKILL, if it still runs, and wait."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.finish()


class Runs:
    """Starts runs on one installation."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._server = server

    def start(self, **request: object) -> ForkedRun:
        """Begin a run: `select`, `file_size` (bytes a file may have) and `environment`."""
        assert self._server.stdin is not None
        print(json.dumps(request), file=self._server.stdin, flush=True)
        return ForkedRun(self._server, _next_said(self._server)["pid"])

    def run(self, **request: object) -> ForkedRun:
        """A run from begin to end."""
        return self.start(**request).finish()

    def ledger(self, *arguments: str, **settings: object) -> Finished:
        """A `ledger` command, as `Installation.ledger` runs it, without its imports."""
        with tempfile.TemporaryDirectory() as folder:
            output, errors = Path(folder) / "output", Path(folder) / "errors"
            run = self.run(
                arguments=arguments,
                environment={f"LEDGER_{name.upper()}": str(v) for name, v in settings.items()},
                output=str(output),
                errors=str(errors),
            )
            assert run.status is not None
            return Finished(run.status, output.read_text("utf-8"), errors.read_text("utf-8"))


@contextlib.contextmanager
def runs_on(installation: Installation, **settings: object) -> Iterator[Runs]:
    """A server of runs for the length of the block, with these settings."""
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            [sys.executable, forked_runs.__file__],
            env=installation.environment(**settings),
            cwd=tempfile.gettempdir(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as server,
    ):
        assert server.stdin is not None
        try:
            assert _next_said(server) == {"state": "ready"}
            yield Runs(server)
        except BaseException:
            errors.seek(0)
            print(errors.read(), file=sys.stderr)
            raise
        finally:
            server.stdin.close()


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


def recorded_earlier(directory: Path) -> Path:
    """A copy of the recorded data in which Meta's newest report is not yet filed."""
    shutil.copytree(RECORDED, directory)
    removed = 0
    for path in directory.rglob(f"CIK{META:010d}.csv"):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if NEWEST_OF_META not in line]
        removed += len(lines) - len(kept)
        path.write_text("".join(kept), "utf-8")
    assert removed > 0
    return directory
