"""The commands `ledger evaluate …`: how well sentences are read, and what one document says."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from pipelines.cli.arguments import company_ids, instant
from pipelines.cli.output import console, jsonable
from pipelines.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.registry import Registry
    from pipelines.text.documents import Document
    from pipelines.text.guidance import Context

evaluate_app = typer.Typer(
    help="Measure how well sentences are read, on sentences that a person has labelled.",
    no_args_is_help=True,
)


class Form(enum.StrEnum):
    """How measures are printed."""

    table = "table"
    json = "json"


Labelled = Annotated[
    Path | None,
    typer.Option("--labelled", help="A CSV of labelled sentences.", exists=True, dir_okay=False),
]
DocumentFile = Annotated[
    Path | None,
    typer.Option(
        "--document",
        help="Read this document instead: what is taken, what is refused.",
        exists=True,
        dir_okay=False,
    ),
]
FormOption = Annotated[Form, typer.Option("--format", help="How to print.")]
Company = Annotated[str | None, typer.Option("--company", help="Whose document it is.")]
Day = Annotated[str | None, typer.Option("--date", help="The day it was said, such as 2026-01-29.")]


OWN_GUIDANCE = "guidance_sentences.csv"
OWN_MENTIONS = "technology_mentions.csv"


class _Measures(Protocol):
    def as_json(self) -> dict[str, object]: ...


@dataclass(frozen=True, slots=True)
class _Reading:
    """A document, who speaks in it and when, and whether the registry follows them."""

    document: Document
    context: Context
    is_followed: bool


@evaluate_app.command("guidance")
def evaluate_guidance(
    labelled: Labelled = None,
    form: FormOption = Form.table,
    document: DocumentFile = None,
    company: Company = None,
    date: Day = None,
) -> None:
    """Guidance on capital expenditure: precision, recall, and how exact each field is."""
    from pipelines.cli.views import evaluation as show  # noqa: PLC0415
    from pipelines.text.evaluation.guidance import evaluate_guidance as measure  # noqa: PLC0415
    from pipelines.text.evaluation.labelled import labelled_guidance  # noqa: PLC0415

    registry = _registry()
    if document is not None:
        reading = _reading(document, company, date, registry)
        _print(show.guidance_in(reading.document, reading.context), form)
        return
    _measured(labelled, form, OWN_GUIDANCE, lambda path: measure(labelled_guidance(path, registry)))


@evaluate_app.command("technologies")
def evaluate_technologies(
    labelled: Labelled = None,
    form: FormOption = Form.table,
    document: DocumentFile = None,
    company: Company = None,
    date: Day = None,
) -> None:
    """Technologies: precision against false friends, recall, and whether the class is right."""
    from pipelines.cli.views import evaluation as show  # noqa: PLC0415
    from pipelines.text.evaluation.labelled import labelled_mentions  # noqa: PLC0415
    from pipelines.text.evaluation.mentions import evaluate_mentions  # noqa: PLC0415

    registry = _registry()
    if document is not None:
        reading = _reading(document, company, date, registry)
        _print(show.technologies_in(reading.document, registry, reading.is_followed), form)
        return
    _measured(
        labelled, form, OWN_MENTIONS,
        lambda path: evaluate_mentions(labelled_mentions(path, registry), registry),
    )  # fmt: skip


def _registry() -> Registry:
    from pipelines.registry import load_registry  # noqa: PLC0415

    return load_registry(load_settings().registry_dir)


def _measured(
    labelled: Path | None, form: Form, own: str, measure: Callable[[Path], _Measures]
) -> None:
    """Measure on the labelled file, if one is given, and always on the project's own sentences."""
    from pipelines.cli.views import evaluation as show  # noqa: PLC0415
    from pipelines.text import evaluation  # noqa: PLC0415
    from pipelines.text.errors import DocumentError  # noqa: PLC0415

    on_own = measure(Path(evaluation.__file__).with_name(own)).as_json()
    try:
        told = measure(labelled).as_json() if labelled else on_own
    except DocumentError as error:
        raise typer.BadParameter(str(error), param_hint="--labelled") from None
    if form is Form.json:
        print(json.dumps({**told, "own_sentences": on_own} if labelled else told, indent=2))
        return
    if labelled:
        console().print(show.measures(labelled.name, told))
    console().print(show.measures("the project's own sentences", on_own))


def _reading(path: Path, company: str | None, date: str | None, registry: Registry) -> _Reading:
    """The document, with its company and day: as given, else as its header says.

    Raises:
        typer.BadParameter: the document cannot be read, or nothing says its day.
    """
    from pipelines.text.documents import read  # noqa: PLC0415
    from pipelines.text.errors import DocumentError  # noqa: PLC0415
    from pipelines.text.guidance import Context  # noqa: PLC0415
    from pipelines.text.guidance.periods import CALENDAR_YEAR  # noqa: PLC0415

    try:
        document = read(path.read_bytes(), path.name)
    except DocumentError as error:
        raise typer.BadParameter(str(error), param_hint="--document") from None
    filers = [each for each in registry.companies if document.ciks.intersection(each.ciks)]
    if company is not None:
        (company_id,) = company_ids([company], load_settings())
        filers = [registry.company_by_id[company_id]]
    day = instant(date).at.date() if date else document.filed_date
    if day is None:
        raise typer.BadParameter(
            f"{path.name} does not say when it was filed: give the day, such as 2026-01-29",
            param_hint="--date",
        )
    calendar = filers[0].fiscal_calendar if filers else CALENDAR_YEAR
    own = filers[0].company_id if filers else ""
    return _Reading(document, Context(day, calendar, own), bool(filers))


def _print(told: dict[str, list[dict[str, object]]], form: Form) -> None:
    from pipelines.cli.views import evaluation as show  # noqa: PLC0415

    if form is Form.json:
        print(json.dumps(jsonable(told), indent=2))
    else:
        console().print(show.lists(told))
