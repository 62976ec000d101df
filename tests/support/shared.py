"""Where the documents of others lie, beside the project: tests that need them skip without."""

from __future__ import annotations

from pipelines.settings import PROJECT_DIR

SHARED_FOLDER = PROJECT_DIR.parent / "shared"
