"""Recorded facts, replayed as bodies of companyfacts.

`sec_company_facts/CIK##########.csv` holds `COLUMNS`, one row per fact.
"""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.archive.recorded import Replay
from pipelines.sources import recorded_filers

if TYPE_CHECKING:
    from pipelines.archive.recorded import Document

NAME = "sec_company_facts"
COLUMNS = (
    "concept",
    "unit",
    "start",
    "end",
    "value",
    "accession",
    "fy",
    "fp",
    "form",
    "filed",
)


def path(directory: Path, cik: int) -> Path:
    """Where the recorded facts of a CIK lie."""
    return recorded_filers.path_of(directory, NAME, cik)


def _render(document: Document) -> bytes:
    """The body of companyfacts that these rows would come from."""
    rows = document.rows(COLUMNS)
    taxonomies = []
    for taxonomy, of_taxonomy in groupby(rows, lambda row: row["concept"].partition(":")[0]):
        concepts = []
        for concept, of_concept in groupby(of_taxonomy, lambda row: row["concept"]):
            units = []
            for unit, of_unit in groupby(of_concept, lambda row: row["unit"]):
                facts = ",".join(_fact(row) for row in of_unit)
                units.append(f"{json.dumps(unit)}:[{facts}]")
            local_name = concept.partition(":")[2]
            concepts.append(f'{json.dumps(local_name)}:{{"units":{{{",".join(units)}}}}}')
        taxonomies.append(f"{json.dumps(taxonomy)}:{{{','.join(concepts)}}}")
    name = json.dumps(recorded_filers.entity_name(document))
    head = f'{{"cik":{recorded_filers.cik_of(document)},"entityName":{name},"facts":{{'
    return f"{head}{','.join(taxonomies)}}}}}".encode()


def _fact(row: dict[str, str]) -> str:
    start = f'"start":{json.dumps(row["start"])},' if row["start"] else ""
    # The value is written as filed, never through a float.
    return (
        f'{{{start}"end":{json.dumps(row["end"])},"val":{row["value"]},'
        f'"accn":{json.dumps(row["accession"])},"fy":{row["fy"] or "null"},'
        f'"fp":{json.dumps(row["fp"] or None)},"form":{json.dumps(row["form"])},'
        f'"filed":{json.dumps(row["filed"])}}}'
    )


REPLAY = Replay(recorded_filers.KEYS, _render, Path(__file__), recorded_filers.entity_name)
