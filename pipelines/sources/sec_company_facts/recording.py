"""Turns bodies of companyfacts that a person has into recorded facts by filer.

Keeps what the registry can use, in the layout of `replay.py`: figures and identifiers, no prose.
What was recorded before stays: every filed version is kept, each fact once. Where copies state one
filing differently, as one that somebody typed may, the copy that holds most of the filing is right.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.archive import recorded
from pipelines.sources import recorded_filers
from pipelines.sources.document import SourceError, cik_name
from pipelines.sources.recording.filer_bodies import (
    FACTS,
    filer_of,
    is_body_of,
    kind_of_body,
    text_of,
)
from pipelines.sources.recording.kinds import ReportRecording, Written
from pipelines.sources.sec_company_facts import replay
from pipelines.sources.sec_company_facts import source as sec_company_facts

if TYPE_CHECKING:
    from pathlib import Path

    from pipelines.registry import Company, Registry
    from pipelines.sources.recording.files import File

_CELL = ["concept", "unit", "period_start", "period_end", "accession"]
_FACT_IDENTITY = ["concept", "unit", "period_end", "period_start", "accession", "value"]


class FactsRecording(ReportRecording):
    """Gathers what the bodies say, then writes it per CIK, with the filers' names."""

    def __init__(self, registry: Registry, out_dir: Path) -> None:
        self.refused = []
        self._registry = registry
        self._out_dir = out_dir
        self._companies: dict[int, Company] = {}
        self._facts: dict[int, dict[str, pl.DataFrame]] = defaultdict(dict)

    def takes(self, file: File, body: bytes) -> bool:
        """Whether it is a body of companyfacts."""
        del file
        return is_body_of(body, FACTS)

    def add(self, file: File, body: bytes) -> None:
        """Gather one body.

        Raises:
            SourceError: it cannot be used, or is about a filer that the registry does not have.
        """
        _, stated = kind_of_body(body)
        cik, company = filer_of(file, stated, self._registry)
        concepts = self._registry.concepts_of(company)
        parsed = sec_company_facts.parse(body, company.company_id, cik, concepts)
        if parsed.frame.is_empty():
            raise SourceError("the document states none of the registry's concepts")
        self._companies[cik] = company
        self._facts[cik][file.place] = parsed.frame
        self.refused += [(file.place, reason) for reason in parsed.quarantined["reason"]]

    def write(self) -> list[Written]:
        """Write what was gathered, with what was recorded before.

        Raises:
            StorageError: a recorded file cannot be written, or is of another layout.
        """
        out_dir = self._out_dir
        written = []
        names = recorded_filers.names(out_dir)
        for cik, copies in sorted(self._facts.items()):
            company = self._companies[cik]
            before = _recorded_facts(out_dir, company, cik, self._registry)
            agreeing, contradicted = _agreeing(copies | before)
            self.refused += contradicted
            facts = _united_facts(agreeing)
            names[cik] = facts["entity_name"][0]
            facts = facts.sort(_FACT_IDENTITY, nulls_last=False)
            rows = [_fact_row(row) for row in facts.iter_rows(named=True)]
            recorded.write_rows(replay.path(out_dir, cik), replay.COLUMNS, rows)
            newest = str(facts["period_end"].max())
            written.append(Written(replay.NAME, company.company_id, cik, len(rows), newest))
        recorded.write_rows(
            out_dir / recorded_filers.FILERS_FILE,
            recorded_filers.FILER_COLUMNS,
            [(str(cik), name) for cik, name in sorted(names.items())],
        )
        return written


def _agreeing(
    copies: dict[str, pl.DataFrame],
) -> tuple[list[pl.DataFrame], list[tuple[str, str]]]:
    """The copies without what fuller ones contradict, and a place and a sentence for each of it.

    A filing may state two values of one thing: they contradict nothing as long as the fullest copy
    of the filing has both. Copies that hold equally much of it are equally right.
    """
    placed = pl.concat(
        frame.with_columns(place=pl.lit(place)) for place, frame in sorted(copies.items())
    ).with_columns(held=pl.len().over("place", "accession"))
    fullest = pl.col("held").max().over(_CELL)
    right = (
        placed.filter(pl.col("held") == fullest)
        .group_by(_CELL)
        .agg(right=pl.col("value").unique().sort(), fullest="held", fuller=pl.col("place").min())
        .with_columns(pl.col("fullest").list.first())
    )
    judged = placed.join(
        right, on=_CELL, how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(
        is_right=(pl.col("held") == pl.col("fullest")) | pl.col("value").is_in(pl.col("right"))
    )
    kept = [
        judged.filter("is_right", pl.col("place") == place).select(frame.columns)
        for place, frame in sorted(copies.items())
    ]
    wrong = judged.filter(~pl.col("is_right")).iter_rows(named=True)
    return (
        [frame for frame in kept if not frame.is_empty()],
        [(row["place"], _contradiction(row)) for row in wrong],
    )


def _contradiction(row: dict[str, Any]) -> str:
    start, end = row["period_start"], row["period_end"]
    when = f"from {start} to {end}" if start else f"on {end}"
    fuller = " and ".join(f"{value.normalize():f}" for value in row["right"])
    return (
        f"it says {row['value'].normalize():f} {row['unit']} for {row['concept']} {when} in "
        f"{row['accession']}, and {row['fuller']}, which holds more of that filing, says {fuller}: "
        "the fuller one is recorded, correct this one"
    )


def _united_facts(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """The union, each fact once; where copies describe one differently, the newest one speaks.

    The age of a copy is the newest filing date in it, whatever its file is called.
    """
    dated = [
        frame.with_columns(copy_date=pl.lit(frame["filed_date"].max()), size=pl.lit(frame.height))
        for frame in frames
    ]
    united = pl.concat(dated).sort(
        "copy_date",
        "size",
        "filing_fiscal_year",
        "filing_fiscal_period",
        "form",
        "filed_date",
        "entity_name",
        descending=True,
        nulls_last=True,
    )
    newest_name = united["entity_name"][0]
    return (
        united.unique(_FACT_IDENTITY, keep="first", maintain_order=True)
        .drop("copy_date", "size")
        .with_columns(entity_name=pl.lit(newest_name))
    )


def _recorded_facts(
    out_dir: Path, company: Company, cik: int, registry: Registry
) -> dict[str, pl.DataFrame]:
    path = replay.path(out_dir, cik)
    if not path.is_file():
        return {}
    body = recorded.render(out_dir, replay.NAME, cik_name(cik), replay.REPLAY)
    concepts = registry.concepts_of(company)
    parsed = sec_company_facts.parse(body, company.company_id, cik, concepts)
    return {str(path): parsed.frame}


def _fact_row(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        row["concept"],
        row["unit"],
        text_of(row["period_start"]),
        text_of(row["period_end"]),
        f"{row['value'].normalize():f}",
        row["accession"],
        text_of(row["filing_fiscal_year"]),
        text_of(row["filing_fiscal_period"]),
        row["form"],
        text_of(row["filed_date"]),
    )


RECORDING = FactsRecording
