"""Runs of the pipeline, each in a child of a process that has imported everything already.

`python forked_runs.py` reads one JSON request a line, forks a child that does it, and prints
JSON lines: the child's pid, what the child says, and its exit status. A request names the
child's settings (`environment`) and is either a run (`file_size`), of which the child
says each step's start and end, and what came of it; or a command (`arguments`, `output`,
`errors`: files to print into). A test can kill the child wherever it likes. The imports and dbt's
parsing, most of a run's time, are paid once a session, and Dagster's definitions, which depend
on the registry, in each child; so dbt and the checks run in the child and not, as `ledger run`
has it, in a second process that imports meanwhile.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import sys
import traceback
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipelines.settings import Settings


# The exit status of a child in which something was raised that no command says of itself.
BROKEN = 70


def say(**words: object) -> None:
    print(json.dumps(words), flush=True)


def run(request: dict[str, Any]) -> int:
    """In the child: one forced run, its steps as they come, and its outcome."""
    from pipelines.errors import LedgerError
    from pipelines.runtime.run import run_ledger
    from pipelines.settings import load_settings

    limit = request["file_size"]
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        outcome = run_ledger(
            load_settings(),
            force=True,
            on_step=lambda step, state: say(step=step, state=state),
        )
    except LedgerError as error:
        say(sentence=str(error))
        return 1
    say(
        published=outcome.is_published,
        failures=outcome.failures,
        quarantined=outcome.quarantined,
        run_id=outcome.run_id,
    )
    return outcome.exit_status


def command(request: dict[str, Any]) -> int:
    """In the child: a `ledger` command."""
    from pipelines.cli import app as cli

    for number, name in ((1, "output"), (2, "errors")):
        descriptor = os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, number)
    sys.argv = ["ledger", *request["arguments"]]
    try:
        cli.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    raise AssertionError("the command always exits")


@contextlib.contextmanager
def _working_here(_: Settings) -> Iterator[None]:
    """A child is a second process already."""
    yield


def prepare() -> Path:
    """Import and parse what every run needs, and say where; no thread is left running."""
    import dagster  # noqa: F401
    import dagster_dbt  # noqa: F401
    import great_expectations  # noqa: F401

    import expectations.checkpoint
    import expectations.docs  # noqa: F401
    from pipelines.dbt import runner as dbt_runner
    from pipelines.runtime import run as running
    from pipelines.settings import load_settings

    settings = load_settings()
    dbt_runner.parsed_project(settings)
    running.working_apart = _working_here  # type: ignore[attr-defined, assignment]
    return settings.dbt_target_dir


def settle(environment: dict[str, str], parsed: Path) -> None:
    """In the child: take the settings, and what dbt parsed where it has not been parsed before."""
    from pipelines.settings import load_settings

    for name in [name for name in os.environ if name.startswith("LEDGER_")]:
        del os.environ[name]
    os.environ.update(environment)
    target = load_settings().dbt_target_dir
    if not target.exists():
        shutil.copytree(parsed, target)


def main() -> None:
    parsed = prepare()
    say(state="ready")
    for line in sys.stdin:
        go, said_pid = os.pipe()
        pid = os.fork()
        if pid == 0:
            status = BROKEN
            try:
                os.close(said_pid)
                os.read(go, 1)  # ends when the parent has said who this is
                os.close(go)
                request = json.loads(line)
                settle(request["environment"], parsed)
                status = command(request) if "arguments" in request else run(request)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        say(pid=pid)
        os.close(said_pid)
        os.close(go)
        _, ended = os.waitpid(pid, 0)
        say(status=os.waitstatus_to_exitcode(ended))


if __name__ == "__main__":
    main()
