"""Reading one YAML file: what it gives, and the sentence for each thing that YAML would guess."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from pipelines.registry import RegistryError
from pipelines.registry.strict_yaml import MOST_BYTES, day_of, read_mapping, short
from pipelines.settings import PACKAGE_DIR


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own.yml"


def read(path: Path, content: str | bytes) -> dict[str, object]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_mapping(path)


def message_of(path: Path, content: str | bytes) -> str:
    with pytest.raises(RegistryError) as caught:
        read(path, content)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 250
    return message


@pytest.mark.parametrize("file", sorted((PACKAGE_DIR / "registry").glob("*.yml")), ids=str)
def test_the_shipped_files_mean_what_plain_yaml_says(file: Path) -> None:
    assert read_mapping(file) == _exact(yaml.safe_load(file.read_text("utf-8")))


def _exact(value: object) -> object:
    """Plain YAML's value with each fraction as it is written, where plain YAML gives a float."""
    if isinstance(value, dict):
        return {key: _exact(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_exact(each) for each in value]
    return Decimal(repr(value)) if isinstance(value, float) else value


def test_plain_values_have_one_meaning(path: Path) -> None:
    content = """
    # A comment, then every kind of value.
    word: last sunday of january
    number: 1652044
    minus: -7
    zero: 0
    fraction: 12.50
    truth: true
    nothing:
    tilde: ~
    day: 2024-02-29
    quoted: "2024-02-30"
    code: '0050'
    block: |
      two
      lines
    list: [a, {b: [1, 2]}, []]
    empty: {}
    """
    assert read(path, content) == {
        "word": "last sunday of january",
        "number": 1652044,
        "minus": -7,
        "zero": 0,
        "fraction": Decimal("12.50"),
        "truth": True,
        "nothing": None,
        "tilde": None,
        "day": dt.date(2024, 2, 29),
        "quoted": "2024-02-30",
        "code": "0050",
        "block": "two\nlines\n",
        "list": ["a", {"b": [1, 2]}, []],
        "empty": {},
    }


def test_words_that_yaml_takes_for_truths_and_numbers_are_words(path: Path) -> None:
    words = ["ON", "NO", "y", "off", "1_000", "0x1F", "12:30", ".inf", "1e5", "2024-02-30 or so"]
    assert read(path, f"words: [{', '.join(words)}]") == {"words": words}
    assert read(path, "NO: norway") == {"NO": "norway"}


def test_a_mark_of_byte_order_and_other_line_ends_change_nothing(path: Path) -> None:
    assert read(path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n") == {"a": 1, "b": 2}


def test_an_alias_repeats_what_ended_before(path: Path) -> None:
    assert read(path, "a: &x [1, &y two]\nb: *x\nc: *y") == {
        "a": [1, "two"],
        "b": [1, "two"],
        "c": "two",
    }


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("a: 1\nday: 2024-02-30", "line 2: '2024-02-30' is not a valid date: write a date such"),
        ("a: 2023-13-01", "line 1: '2023-13-01' is not a valid date"),
        ("a: 2024-2-3", "line 1: '2024-2-3' is not a valid date"),
        ("a: 0000-01-01", "line 1: '0000-01-01' is not a valid date"),
        ("a: 0001652044", "line 1: '0001652044' begins with a zero, which YAML takes for an octal"),
        ("a: [1,\n -007]", "line 2: '-007' begins with a zero"),
        ("a: 00.5", "line 1: '00.5' begins with a zero"),
        ("a: " + "9" * 100_000, "…' has more than 18 digits"),
        ("a: 0." + "3" * 5_000, "…' has more than 18 digits"),
        ("a: 1\nb: 2\na: 3", "line 3: 'a' is named twice, first in line 1: delete one of the"),
        ("x: [{a: 1,\n 'a': 2}]", "line 2: 'a' is named twice, first in line 1"),
        ("1: a", "line 1: a key must be text, and 1 is not: put it in quotes"),
        ("a: {2024-01-01: b}", "line 1: a key must be text, and 2024-01-01 is not"),
        ("a: {~: b}", "line 1: a key must be text, and nothing is not"),
        ("a:\n  ? [b]\n  : c", "line 2: a key must be text, not a list or a mapping"),
        ("? {b: 1}\n: c", "line 1: a key must be text, not a list or a mapping"),
        ("a: !!python/name:os.system x", "line 1: the tag 'tag:yaml.org,2002:python/name:os.syst"),
        ("a: !own {b: 1}", "line 1: the tag '!own' is not used here: delete it"),
        ("a: &x {b: 1}\nc: {<<: *x}", "line 2: a merge (<<) is not used here"),
        ("a: 1\n---\nb: 2", "line 2: a second document begins here"),
        ("a: *gone", "line 1: *gone repeats nothing that ended before this line"),
        ("a: &x [*x]", "line 1: *x repeats nothing that ended before this line"),
        ("a: &x 1\nb: &x [*x]", "line 2: *x repeats nothing that ended before this line"),
        ("a:\n\t- b", "line 2: is not valid YAML (found character that cannot start any token"),
        ("a:\n\t- b", ": indent with spaces, not tabs"),
        ("a: b: c", "line 1: is not valid YAML (mapping values are not allowed in this context)"),
        ("a: [1, 2\nb: 3", "is not valid YAML ("),
        ("a: 'open", "is not valid YAML ("),
        ("%YAML 9.9\n---\na: 1", "line 1: is not valid YAML ("),
        ('a: 1\nb: "\\ud800"', "line 2: "),
        ("a: 1\nb: x\x00y", "line 2: holds the control character U+0000: delete it"),
        ("a: \x1b[31m", "line 1: holds the control character U+001B: delete it"),
        ("a: 1".encode("utf-16"), "line 1: is UTF-16 or UTF-32: save the file as UTF-8"),
        ("a: 1".encode("utf-16-be"), "line 1: is UTF-16 or UTF-32: save the file as UTF-8"),
        ("a: 1".encode("utf-32-le"), "line 1: is UTF-16 or UTF-32: save the file as UTF-8"),
        ("a: 1\nb: Société".encode("latin-1"), "line 2: holds a byte that is not UTF-8"),
        ("a: “b”".encode("cp1252"), "line 1: holds a byte that is not UTF-8"),
        ("", "own.yml: holds no mapping at its top level"),
        ("# nothing\n", "own.yml: holds no mapping at its top level"),
        ("- a", "own.yml: holds no mapping at its top level"),
        ("a", "own.yml: holds no mapping at its top level"),
    ],
)
def test_what_cannot_be_read_as_meant_is_one_sentence_with_its_line(
    path: Path, content: str | bytes, complaint: str
) -> None:
    message = message_of(path, content)
    assert message.startswith("own.yml")
    assert complaint in message


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("a: " + "[" * 100_000, "more than 32 levels deep"),
        ("a: " + "{a: " * 100_000, "more than 32 levels deep"),
        ("- " * 100_000, "more than 32 levels deep"),
        ("a: " + "[" * 32 + "]" * 32, "more than 32 levels deep"),
        ("? " * 100_000, "a key must be text"),
    ],
)
def test_no_depth_of_nesting_ends_the_process(path: Path, content: str, complaint: str) -> None:
    assert complaint in message_of(path, content)
    assert read(path, "a: " + "[" * 31 + "]" * 31)


def test_aliases_count_as_what_they_repeat(path: Path) -> None:
    laughs = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "holds more than 1,000,000 values, aliases written out" in message_of(
        path, "\n".join(laughs)
    )
    ladder = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 60)]
    assert "is nested more than 32 levels deep" in message_of(path, "\n".join(ladder))


def test_a_file_has_a_largest_size(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(RegistryError, match=r"^own\.yml: is larger than 32 MB$"):
        read_mapping(path)


def test_what_is_not_there_or_not_a_file_is_said(path: Path) -> None:
    with pytest.raises(RegistryError, match=r"^own\.yml: cannot be read: No such file"):
        read_mapping(path)
    path.mkdir()
    with pytest.raises(RegistryError, match=r"^own\.yml: is not a file$"):
        read_mapping(path)


def test_a_day_is_written_in_one_way() -> None:
    assert day_of("2026-03-31") == dt.date(2026, 3, 31)
    for other in ("2026-02-30", "20260331", "2026-W10-1", "٢٠٢٦-03-31", " 2026-03-31", ""):
        assert day_of(other) is None


def test_names_out_of_files_are_shown_short() -> None:
    assert short("two\n words") == "two words"
    assert short("x" * 100) == "x" * 59 + "…"
