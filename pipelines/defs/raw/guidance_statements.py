"""Guidance of capital expenditure, as people entered it: one table, read from files."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.guidance_statements.source import SOURCE

guidance_statements = source_asset(SOURCE)
