"""The commands `ledger export …`: what is published, as a file that can be sent on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.publish.exports.figures import Figures

export_app = typer.Typer(
    help="Write what is published as a file that can be sent on.", no_args_is_help=True
)


@export_app.command("xlsx")
def export_xlsx(
    path: Annotated[Path, typer.Argument(help="The workbook to write.")] = Path("ledger.xlsx"),
) -> None:
    """A workbook: one sheet a question, with charts, links to the filings and checks."""
    from pipelines.publish.exports import workbook  # noqa: PLC0415

    _export(path, ".xlsx", workbook.workbook)


@export_app.command("html")
def export_html(
    path: Annotated[Path, typer.Argument(help="The page to write.")] = Path("ledger.html"),
) -> None:
    """One page of the newest quarter, which needs nothing else: to mail, or for a web host."""
    from pipelines.publish.exports import page  # noqa: PLC0415

    _export(path, ".html", page.page)


def _export(path: Path, suffix: str, make: Callable[[Figures], bytes]) -> None:
    from pipelines.publish.exports import figures  # noqa: PLC0415
    from pipelines.storage.connections import connect_published  # noqa: PLC0415
    from pipelines.storage.files import replace_file  # noqa: PLC0415

    if path.suffix.lower() != suffix or path.is_dir() or not path.absolute().parent.is_dir():
        raise typer.BadParameter(
            f"{str(path)!r} cannot be written: name a file that ends in {suffix}, in a folder "
            "that exists",
            param_hint="PATH",
        )
    with connect_published(load_settings()) as connection:
        found = figures.read(connection)
    replace_file(path, make(found))
    print(f"written: {path}")
