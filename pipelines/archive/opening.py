"""Chooses the transport: where documents come from in this installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.archive.recorded import Replay
    from pipelines.archive.store import Archive
    from pipelines.archive.transport import Transport
    from pipelines.settings import Settings


def open_transport(settings: Settings, archive: Archive, replay: Replay | None) -> Transport:
    """The transport that the settings ask for: recorded unless `live` is set.

    Args:
        settings: live or recorded, and where from.
        archive: where documents are brought.
        replay: how the recorded rows of its one source are replayed; None if none are recorded.

    Raises:
        UserAgentRefused: live data is asked for and nobody is named.
    """
    if settings.live:
        from pipelines.archive.live import LiveTransport  # noqa: PLC0415

        return LiveTransport(settings, archive)
    from pipelines.archive.recorded import RecordedTransport  # noqa: PLC0415

    return RecordedTransport(settings, archive, replay)
