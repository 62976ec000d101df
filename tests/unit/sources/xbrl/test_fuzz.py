"""The parsers of XBRL on damaged bodies: a `LedgerError` comes out, or what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.sources.xbrl import kind_of, parse_inline, parse_instance, parse_labels
from pipelines.sources.xbrl.identity import cover_of
from tests.support import fuzzing
from tests.support.segment_bodies import SEGMENT, TOTAL, Stated, inline, instance, labels

if TYPE_CHECKING:
    from collections.abc import Callable

SHORT = Stated("1000000", "a:B=goog:C")
INSTANCES = [instance(TOTAL), instance(SHORT, SEGMENT)]
INLINE = [inline(TOTAL), inline(SHORT)]
LABELS = [labels(goog_GoogleCloudMember="Google Cloud")]


@pytest.mark.parametrize(
    ("parse", "bodies"),
    [
        pytest.param(lambda body: parse_instance(body, "x"), INSTANCES, id="instance"),
        pytest.param(lambda body: parse_inline({"a.htm": body}, "x"), INLINE, id="inline"),
        pytest.param(lambda body: parse_labels(body, "x"), LABELS, id="label linkbase"),
        pytest.param(cover_of, [*INSTANCES, *INLINE], id="cover page"),
    ],
)
def test_a_parser_gives_rows_or_a_sentence(
    parse: Callable[[bytes], object], bodies: list[bytes]
) -> None:
    fuzzing.refuses_some(parse, bodies)


def test_the_kind_of_a_file() -> None:
    fuzzing.try_damages(kind_of, [*INSTANCES, *INLINE, *LABELS], seed=2)
