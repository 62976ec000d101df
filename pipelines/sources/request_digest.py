"""What a run offline starts from, as one digest, with the days to come in a person's files.

Not here: which files and which code count (`storage/fingerprint.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.sources.statement_files import days_to_come
from pipelines.storage import fingerprint

if TYPE_CHECKING:
    from pipelines.settings import Settings


def request_digest(settings: Settings) -> str:
    """Digest of the recorded data, the statements, all code, and what depends on the day."""
    return fingerprint.of_request(settings, days_to_come(settings))
