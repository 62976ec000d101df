"""Signals that come where the exception of their handler is lost."""

from __future__ import annotations

import signal
import weakref
from contextlib import suppress


class Thing:
    """Something that a weak reference can be of."""


def come_in_a_callback(number: signal.Signals) -> None:
    """Let a signal come in the callback of a weak reference, where Python drops what is raised."""
    thing = Thing()
    called = []

    def call(_: object) -> None:
        called.append(True)
        signal.raise_signal(number)

    reference = weakref.ref(thing, call)
    del thing
    assert called
    assert reference() is None


def come_in_a_finalizer(number: signal.Signals) -> None:
    """Let a signal come in a finalizer, where Python drops what is raised as well."""

    class Ending:
        def __del__(self) -> None:
            signal.raise_signal(number)

    Ending()


def come_where_all_is_suppressed(number: signal.Signals) -> None:
    """Let a signal come where a library suppresses whatever is raised."""
    with suppress(BaseException):
        signal.raise_signal(number)


def come_as_another_error(number: signal.Signals) -> None:
    """Let a signal come where a library makes an error of its own of whatever is raised."""
    try:
        signal.raise_signal(number)
    except BaseException:
        raise ValueError("what was called failed") from None
