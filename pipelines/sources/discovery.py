"""Finds what a source's folder offers by the folder's name: the one place that does.

Nothing names the sources: a folder with what is asked for is a source.
"""

from __future__ import annotations

import importlib
import importlib.util

from pipelines.archive.recorded import Replay


def replay_of(source: str) -> Replay | None:
    """How the recorded rows of a source are replayed; None if there is no such source or replay.

    Raises:
        TypeError: its module offers something else as `REPLAY`.
    """
    name = f"pipelines.sources.{source}"
    if not source.isidentifier() or importlib.util.find_spec(name) is None:
        return None
    if importlib.util.find_spec(f"{name}.replay") is None:
        return None
    found = importlib.import_module(f"{name}.replay").REPLAY
    if not isinstance(found, Replay):
        raise TypeError(f"{name}.replay: REPLAY is not a Replay")
    return found
