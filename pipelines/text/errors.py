"""The error of a document that cannot be read."""

from __future__ import annotations

from pipelines.errors import LedgerError


class DocumentError(LedgerError):
    """A document that cannot be used as a whole; the message is one sentence to show."""
