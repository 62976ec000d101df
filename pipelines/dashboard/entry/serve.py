"""Streamlit's own command, with what the first page needs read while a browser is still loading.

Streamlit reads its script once the first browser has connected; what the script imports and asks
is then waited for. A thread reads it from the start instead: the browser needs as long for its own
part.
"""

from __future__ import annotations

import runpy
import signal
import sys
from importlib import import_module
from pathlib import Path
from threading import Thread

# Whole before a second thread imports anything that imports it.
import streamlit as st

_COMMAND = st.__name__
_SCRIPT = Path(__file__).with_name("served_app.py")


def main() -> None:
    """`streamlit run` of the dashboard; the arguments are Streamlit's options."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # Once all is closed the server hands the signal on, which Streamlit would call an abort.
        signal.signal(number, lambda *_: sys.exit())
    Thread(target=_prepare, daemon=True).start()
    sys.argv = [_COMMAND, "run", str(_SCRIPT), *sys.argv[1:]]
    runpy.run_module(_COMMAND, run_name="__main__", alter_sys=True)


def _prepare() -> None:
    import_module("pipelines.dashboard.entry.app").prepare()


if __name__ == "__main__":
    main()
