"""What a run is about to change in the published marts: `marts.fct_changes`.

Compares the marts that the warehouse holds with the published ones, cell by cell, and says why
each cell differs. The comparison itself is SQL over both files (`publish/comparing.py`); here is
what the causes mean and how the history is kept.

A cell is a row of a mart and one of its measures, as the mart's YAML names them (`meta.measures`).
Where its value stands and only since when it counts as known differs, that is a change too.
Marts of versions are not compared: they are history themselves. The first publication changes
nothing, since there is nothing that it could change.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts.published import FCT_CHANGES
from pipelines.publish.comparing import (
    as_laid_out_today,
    compared_cells,
    published_changes,
    published_origin,
)
from pipelines.storage import fingerprint
from pipelines.storage.files import read_parquet, replace_file, replace_parquet

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from pipelines.settings import Settings

NEW_FILING = "new_filing"
NEW_STATEMENT = "new_statement"
RESTATEMENT = "restatement"
NEW_RULING = "new_ruling"
CODE = "code"
RULING_OR_CODE = "ruling_or_code"
OTHER_INPUT = "other_input"

CAUSES = (NEW_FILING, RESTATEMENT, NEW_STATEMENT, NEW_RULING, CODE, RULING_OR_CODE, OTHER_INPUT)

_PAGE = "changes.html"
_CELLS_SHOWN = 1_000


def path(settings: Settings) -> Path:
    """Where the changes wait to be published, after those published before."""
    return settings.data_dir / "changes" / f"{FCT_CHANGES.name}.parquet"


def compare(settings: Settings, run_id: str, at: dt.datetime) -> pl.DataFrame:
    """Compare the warehouse with what is published, and keep the result for publishing.

    Args:
        settings: where both lie.
        run_id: the run that will publish.
        at: when it compares, UTC without a zone.

    Returns:
        `FCT_CHANGES` of this run; the kept file holds the earlier ones too.
    """
    found = _with_cause(compared_cells(settings), _explanation(settings)).with_columns(
        run_id=pl.lit(run_id), changed_at=pl.lit(at).cast(pl.Datetime("us"))
    )
    changes = FCT_CHANGES.conform(found)
    published = published_changes(settings)
    # A published file that was damaged since cannot tell: what was kept for it then does.
    earlier = (kept(settings) if published is None else published).filter(
        pl.col("run_id") != run_id
    )
    replace_parquet(path(settings), FCT_CHANGES.conform(pl.concat([earlier, changes])))
    return changes


def kept(settings: Settings) -> pl.DataFrame:
    """The changes to publish: of the last comparison and of all publications before it."""
    if not path(settings).exists():
        return FCT_CHANGES.empty()
    return as_laid_out_today(read_parquet(path(settings)))


def write_page(settings: Settings, changes: pl.DataFrame) -> Path:
    """Write the page of the newest publication's changes, beside Data Docs; returns its path.

    Raises:
        pipelines.storage.files.StorageError: it cannot be written.
    """
    page = settings.quality_dir / _PAGE
    newest = changes.filter(pl.col("changed_at") == pl.col("changed_at").max())
    counts = newest.group_by("table_name", "change", "cause", maintain_order=True).len()
    shown = newest.head(_CELLS_SHOWN).select(
        "table_name",
        "key",
        "column_name",
        "change",
        "old_value",
        "new_value",
        "old_known_from",
        "new_known_from",
        "cause",
        "accession",
    )
    when = "" if newest.is_empty() else f" of {newest.item(0, 'changed_at'):%Y-%m-%d %H:%M} UTC"
    cut = (
        f", the first {_CELLS_SHOWN:,} of {newest.height:,}" if newest.height > shown.height else ""
    )
    body = "".join(
        (
            "<!doctype html><html lang='en'><meta charset='utf-8'><title>What changed</title>",
            "<style>body{font:14px sans-serif;margin:2em}td,th{padding:2px 10px;text-align:left}",
            "td{border-top:1px solid #ddd}</style>",
            f"<h1>What changed in the publication{when}</h1>",
            "<p><a href='site/index.html'>The checks</a></p>",
            _html(counts) if newest.height else "<p>No published cell has changed yet.</p>",
            f"<h2>Cells{cut}</h2>{_html(shown)}" if newest.height else "",
        )
    )
    replace_file(page, body.encode())
    return page


def _html(frame: pl.DataFrame) -> str:
    """A frame as an HTML table; what documents say is text, never markup."""
    head = "".join(f"<th>{html.escape(name)}" for name in frame.columns)
    lines = (
        "<tr>" + "".join(f"<td>{'' if cell is None else html.escape(str(cell))}" for cell in row)
        for row in frame.iter_rows()
    )
    return f"<table><tr>{head}{''.join(lines)}</table>"


def _explanation(settings: Settings) -> str:
    """What changed a cell whose operands were all known when the marts were last published."""
    before = published_origin(settings)
    has_new_rulings = before.rulings != fingerprint.of_rulings(settings)
    has_new_code = before.code != fingerprint.of_code()
    if has_new_rulings and has_new_code:
        return RULING_OR_CODE
    if has_new_rulings:
        return NEW_RULING
    return CODE if has_new_code else OTHER_INPUT


def _with_cause(cells: pl.DataFrame, explanation: str) -> pl.DataFrame:
    """Adds `cause`: new evidence if a cell has any, else what else is new.

    A new filing restates a company's figure where it makes a new version of it; a total or ratio
    where no company joined or left it. What rulings and code did is told apart from what a
    filing did only by evidence: a cell that rests on a new filing is put down to that filing. So is
    a cell of a row that comes with it, though what that cell itself rests on was known before: a
    ratio's revenue stands once its capital expenditure is filed.
    """
    is_new = pl.col("change") == "new"

    def has_new(kind: str) -> pl.Expr:
        evidence = pl.col(f"has_new_{kind}")
        return evidence | (is_new & (evidence & is_new).any().over("table_name", "key"))

    is_restated = (pl.col("change") == "changed") & pl.coalesce(
        pl.col("new_version") > pl.col("old_version"),
        pl.col("new_members") == pl.col("old_members"),
        pl.lit(value=False),
    )
    return cells.with_columns(
        cause=pl.when(pl.col("has_new_filing") & is_restated)
        .then(pl.lit(RESTATEMENT))
        .when(has_new("filing"))
        .then(pl.lit(NEW_FILING))
        .when(has_new("statement"))
        .then(pl.lit(NEW_STATEMENT))
        .otherwise(pl.lit(explanation))
    )
