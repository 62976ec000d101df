"""Technologies named in calls, as people entered them: one table, read from files."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.technology_statements.source import SOURCE

technology_statements = source_asset(SOURCE)
