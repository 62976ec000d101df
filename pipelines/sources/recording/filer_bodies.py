"""The SEC's JSON as a person has it: what a body is, and of whose filings.

Bodies in the shape of the API: companyfacts of any vintage, trimmed copies, submissions and their
older pages. What is recorded of each kind is its source's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from pipelines.sources.document import (
    SourceError,
    cik_of,
    json_value,
    load_json,
    refuse_non_json,
)

if TYPE_CHECKING:
    from pipelines.registry import Company, Registry
    from pipelines.sources.recording.files import File

FACTS, SUBMISSIONS, PAGE = "facts", "submissions", "page"
CIK_IN_NAME = re.compile(r"CIK(\d{10})", re.ASCII)


class _Top(msgspec.Struct):
    """The keys that tell the kinds of document apart."""

    cik: int | str | None = None
    facts: msgspec.Raw = msgspec.Raw()
    filings: msgspec.Raw = msgspec.Raw()
    accessionNumber: msgspec.Raw = msgspec.Raw()  # noqa: N815
    data: msgspec.Raw = msgspec.Raw()


def kind_of_body(body: bytes) -> tuple[str, int | None]:
    """What a body is (facts, submissions or page), and the CIK that it states.

    Raises:
        SourceError: it is none of these.
    """
    refuse_non_json(body, "the document")
    try:
        top = msgspec.json.decode(body, type=_Top)
        if top.data:
            top = msgspec.json.decode(bytes(top.data), type=_Top)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        load_json(body, "the document")  # names what is wrong with it, if it is no JSON
        raise SourceError("the document is not in the shape of the SEC's API") from None
    stated = cik_of(top.cik)
    for kind, part in (
        (FACTS, top.facts),
        (SUBMISSIONS, top.filings),
        (PAGE, top.accessionNumber),
    ):
        if part:
            return kind, stated
    raise SourceError("the document holds neither facts nor filings: it is another document")


def refuse_doubled_names(body: bytes) -> None:
    """Refuse JSON in which an object has a name twice: a reader takes the last without a word.

    Raises:
        SourceError: one has; or the body is no JSON.
    """

    def each_once(pairs: list[tuple[str, object]]) -> None:
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            doubled = next(name for name in names if names.count(name) > 1)
            raise SourceError(
                f"the document names {doubled!r:.60} twice in one place, and nothing says which is "
                "right: get it again"
            )

    json_value(body, "the document", pairs=each_once)


def is_body_of(body: bytes, *kinds: str) -> bool:
    """Whether a body is of one of these kinds."""
    try:
        return kind_of_body(body)[0] in kinds
    except SourceError:
        return False


def filer_of(file: File, stated: int | None, registry: Registry) -> tuple[int, Company]:
    """Whose a document is: by the CIK that it states, else by its name.

    Raises:
        SourceError: it names none, or one that the registry does not have.
    """
    name = CIK_IN_NAME.match(file.name)
    cik = stated if stated is not None else int(name[1]) if name else None
    if cik is None:
        raise SourceError("the document names no CIK, neither inside nor in its file name")
    for company in registry.companies:
        if cik in company.ciks:
            return cik, company
    raise SourceError(f"the document is about CIK {cik}, which is not in the registry")


def text_of(value: object) -> str:
    """A cell of recorded data."""
    return "" if value is None else str(value)
