"""The resource by which a run holds the data directory, whoever started it."""

from collections.abc import Iterator

import dagster as dg

from pipelines.settings import load_settings

# What every step that writes requires; runs have one process, so one holds it from end to end.
WRITING = "writing"


@dg.resource(description="The data directory, for this run alone; its value is the request.")
def data_directory(context: dg.InitResourceContext) -> Iterator[str | None]:
    """Holds the lock for the run's length and gives the digest of what the run starts from.

    The digest is None where the network is asked: nothing here says what that will answer. A run
    of the command has swept, and may have begun to read: it says from what.
    """
    from pipelines.runtime import mending, run_history, run_lock  # noqa: PLC0415
    from pipelines.sources.request_digest import request_digest  # noqa: PLC0415

    settings = load_settings()
    with run_lock.writing(settings), run_lock.marked(settings) as is_outer:
        if is_outer:
            mending.sweep(settings)
        run = context.run
        if context.instance is not None:
            run_history.close_killed_runs(context.instance, run.run_id if run else None)
        # A run that Dagster starts again has the tags of the first, and reads for itself.
        told = run.tags.get(run_history.STARTED_FROM) if run and not is_outer else None
        yield None if settings.live else told or request_digest(settings)
        mending.settle(settings)
        if context.instance is not None:
            run_history.forget_old_runs(context.instance, settings)
