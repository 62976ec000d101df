"""The error of the registry, which reader and models share."""

from __future__ import annotations

from pipelines.errors import LedgerError


class RegistryError(LedgerError):
    """An entry of the registry that cannot be used: names file, entry and field."""
