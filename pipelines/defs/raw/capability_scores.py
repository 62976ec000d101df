"""Scores of models on published scales, as people entered them: one table, read from files."""

from pipelines.defs.lib.sources import source_asset
from pipelines.sources.capability_scores.source import SOURCE

capability_scores = source_asset(SOURCE)
