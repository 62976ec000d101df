"""Statements that people entered: one table, read from files of the project and of the person."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.company_statements.source import SOURCE

company_statements = source_asset(SOURCE)
