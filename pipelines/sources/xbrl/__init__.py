"""XBRL read from its files: instances, inline XBRL and label linkbases, to plain frames.

Takes bytes and gives every numeric fact with its dimensions; it fetches nothing, knows no filer
and no table. Which filing's files are asked for, and the rows of `raw.sec_segment_facts`, belong
to the source that calls it; which members count belongs to `normalize`.
"""

from __future__ import annotations

from pipelines.sources.xbrl.facts import FACT_COLUMNS, Facts
from pipelines.sources.xbrl.inline import parse_inline
from pipelines.sources.xbrl.instance import parse_instance
from pipelines.sources.xbrl.kinds import Kind, kind_of
from pipelines.sources.xbrl.labels import LABEL_COLUMNS, parse_labels

__all__ = [
    "FACT_COLUMNS",
    "LABEL_COLUMNS",
    "Facts",
    "Kind",
    "kind_of",
    "parse_inline",
    "parse_instance",
    "parse_labels",
]
