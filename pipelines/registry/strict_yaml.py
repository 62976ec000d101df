"""One YAML file as plain values: strict about what is written, bounded before it is built.

Values are built from the parser's events on a stack of their own, so that no depth of nesting
ends the process, and every refusal knows its line. What YAML guesses is not guessed here: a key
stands once in its mapping, a number is decimal, `on` and `no` are words (ON is a ticker, NO a
country), a date is a date of the calendar, and a fraction is a `Decimal`. What an entry means
belongs to the models.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

import yaml

from pipelines.registry.errors import RegistryError

if TYPE_CHECKING:
    from pathlib import Path

# libyaml's parser is ten times faster where the wheel brings it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# A revenue line's member within another is twelve levels deep; ten thousand companies are some
# 200,000 values.
MOST_BYTES = 32_000_000
_DEEPEST = 32
_MOST_VALUES = 1_000_000
_MOST_DIGITS = 18
_SHOWN = 60

_CONTROL = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # YAML 1.1, 5.1
)
_NULLS = ("", "~", "null", "Null", "NULL")
_TRUTHS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+(\.[0-9]*)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_WHOLE_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(slots=True)
class _Node:
    """A value, with how many values and levels it holds; aliases count as what they repeat."""

    value: object
    size: int = 1
    depth: int = 0


@dataclass(slots=True)
class _Open(_Node):
    """A mapping or list whose end has not come yet.

    Attributes:
        anchor: the name by which an alias may repeat it.
        key: of a mapping, the key whose value comes next.
        key_lines: of a mapping, the line of each key.
    """

    anchor: str | None = None
    key: str | None = None
    key_lines: dict[str, int] = field(default_factory=dict)

    @property
    def wants_key(self) -> bool:
        """Whether what comes next is a key."""
        return isinstance(self.value, dict) and self.key is None


def read_mapping(path: Path) -> dict[str, object]:
    """The mapping that the file holds.

    Returns:
        Text, whole numbers, `Decimal`, `bool`, `None`, dates, lists and mappings with text as keys.

    Raises:
        RegistryError: the file cannot be read, is not YAML in UTF-8, or holds something that YAML
            would guess at or repeat without bound; the message names the file and the line.
    """
    text = _text(path)
    try:
        content = _Builder(path.name).build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        lines = text.splitlines() or [""]
        # The end of the file may be marked one line beyond its last.
        line = min(mark.line + 1, len(lines)) if mark else 1
        problem = short(error.problem or error.context or "")
        faulty = lines[line - 1]
        indent = faulty[: len(faulty) - len(faulty.lstrip())]
        hint = "indent with spaces, not tabs" if "\t" in indent else "correct that line"
        raise RegistryError(
            f"{path.name} line {line}: is not valid YAML ({problem}): {hint}"
        ) from None
    except yaml.YAMLError as error:
        raise RegistryError(f"{path.name}: is not valid YAML ({short(str(error))})") from None
    if not isinstance(content, dict):
        raise RegistryError(f"{path.name}: holds no mapping at its top level")
    return content


def _text(path: Path) -> str:
    name = path.name
    try:
        if path.exists() and not path.is_file():
            raise RegistryError(f"{name}: is not a file")
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RegistryError(f"{name}: cannot be read: {error.strerror}") from None
    if len(body) > MOST_BYTES:
        raise RegistryError(f"{name}: is larger than {MOST_BYTES // 1_000_000} MB")
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in body[:4]:
        raise RegistryError(f"{name} line 1: is UTF-16 or UTF-32: save the file as UTF-8")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise RegistryError(
            f"{name} line {line}: holds a byte that is not UTF-8: save the file as UTF-8"
        ) from None
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise RegistryError(
            f"{name} line {line}: holds the control character U+{ord(control[0]):04X}: delete it"
        )
    return text


class _Builder:
    """Builds the values of one file from the parser's events."""

    def __init__(self, file_name: str) -> None:
        self._file_name = file_name
        self._open: list[_Open] = []
        self._anchors: dict[str, _Node] = {}
        self._root: object = None
        self._documents = 0

    def build(self, text: str) -> object:
        """The value of the only document; None where there is none."""
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    self._refuse(line, "a second document begins here: write one in a file")
            elif isinstance(event, yaml.CollectionStartEvent):
                self._begin(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                ended = self._open.pop()
                self._place(ended, line, ended.anchor)
            elif isinstance(event, yaml.ScalarEvent):
                self._refuse_tag(event.tag, line)
                self._place(_Node(self._scalar(event, line)), line, event.anchor)
            elif isinstance(event, yaml.AliasEvent):
                self._place(self._repeated(event.anchor or "", line), line, None)
        return self._root

    def _refuse(self, line: int, problem: str) -> NoReturn:
        raise RegistryError(f"{self._file_name} line {line}: {problem}")

    def _refuse_tag(self, tag: str | None, line: int) -> None:
        if tag is not None:
            self._refuse(line, f"the tag {short(tag)!r} is not used here: delete it")

    def _begin(self, event: yaml.CollectionStartEvent, line: int) -> None:
        self._refuse_tag(event.tag, line)
        if self._open and self._open[-1].wants_key:
            self._refuse(line, "a key must be text, not a list or a mapping")
        if len(self._open) >= _DEEPEST:
            self._refuse(line, f"is nested more than {_DEEPEST} levels deep")
        value: object = {} if isinstance(event, yaml.MappingStartEvent) else []
        if event.anchor:
            # Until it has ended an alias of this name would contain itself.
            self._anchors.pop(event.anchor, None)
        self._open.append(_Open(value, anchor=event.anchor))

    def _repeated(self, anchor: str, line: int) -> _Node:
        node = self._anchors.get(anchor)
        if node is None:
            self._refuse(line, f"*{short(anchor)} repeats nothing that ended before this line")
        if len(self._open) + node.depth > _DEEPEST:
            self._refuse(line, f"is nested more than {_DEEPEST} levels deep")
        return node

    def _place(self, node: _Node, line: int, anchor: str | None) -> None:
        """Put a value that has ended where it belongs."""
        if anchor:
            self._anchors[anchor] = node
        if not self._open:
            self._root = node.value
            return
        parent = self._open[-1]
        parent.size += node.size
        parent.depth = max(parent.depth, node.depth + 1)
        if parent.size > _MOST_VALUES:
            self._refuse(line, f"holds more than {_MOST_VALUES:,} values, aliases written out")
        if isinstance(parent.value, list):
            parent.value.append(node.value)
        elif isinstance(parent.value, dict) and parent.key is not None:
            parent.value[parent.key] = node.value
            parent.key = None
        else:
            parent.key = self._key(node.value, parent, line)

    def _key(self, key: object, parent: _Open, line: int) -> str:
        if not isinstance(key, str):
            shown = "nothing" if key is None else short(str(key))
            self._refuse(line, f"a key must be text, and {shown} is not: put it in quotes")
        if key == "<<":
            self._refuse(line, "a merge (<<) is not used here: write its fields out")
        if key in parent.key_lines:
            self._refuse(
                line,
                f"{short(key)!r} is named twice, first in line {parent.key_lines[key]}: "
                "delete one of the two",
            )
        parent.key_lines[key] = line
        return key

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> object:
        text: str = event.value
        if event.style:
            self._refuse_surrogates(text, line)
            return text
        if text in _NULLS:
            return None
        if text in _TRUTHS:
            return _TRUTHS[text]
        if _LEADING_ZERO.fullmatch(text):
            self._refuse(
                line,
                f"{short(text)!r} begins with a zero, which YAML takes for an octal number: "
                "write the number without it, or a code in quotes",
            )
        if _DATE.fullmatch(text):
            return self._date(text, line)
        number = _NUMBER.fullmatch(text)
        if number is None:
            return text
        if len(text) > _MOST_DIGITS:
            self._refuse(line, f"{short(text)!r} has more than {_MOST_DIGITS} digits")
        return Decimal(text) if number[1] else int(text)

    def _date(self, text: str, line: int) -> dt.date:
        day = day_of(text)
        if day is None:
            self._refuse(line, f"{text!r} is not a valid date: write a date such as 2026-03-31")
        return day

    def _refuse_surrogates(self, text: str, line: int) -> None:
        """Half a character, which only an escape can bring and nothing can print."""
        if any("\ud800" <= character <= "\udfff" for character in text):
            self._refuse(line, "an escape names half a character: write the character itself")


def day_of(text: str) -> dt.date | None:
    """The day that is written as 2026-03-31; None for any other text, and for 2026-02-30."""
    if not _WHOLE_DATE.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def short(text: str) -> str:
    """Text out of a file for a message: on one line, cut off where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
