"""The SEC's JSON as a person has it: what holds a name twice is refused, since one would go."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.sources.document import SourceError
from pipelines.sources.recording.filer_bodies import refuse_doubled_names
from tests.support.api_bodies import fact, facts_body
from tests.support.record_desk import RecordDesk


@pytest.mark.parametrize("body", [b'{"a": {"b": 1, "b": 2}}', b'[{"b": 1}, {"b": [], "b": []}]'])
def test_a_name_that_stands_twice_in_one_object_is_refused(body: bytes) -> None:
    with pytest.raises(SourceError, match="the document names 'b' twice in one place"):
        refuse_doubled_names(body)
    refuse_doubled_names(b'\xef\xbb\xbf[{"a": {"b": 1}, "b": 2}, {"a": 3}]')


def test_facts_that_stand_under_one_unit_twice_are_not_recorded(tmp_path: Path) -> None:
    desk = RecordDesk(tmp_path)
    whole = facts_body(fact()).decode()
    unit = whole.index('"USD":')
    end = whole.index("]", unit) + 1
    doubled = f"{whole[:end]}, {whole[unit:end]}{whole[end:]}"
    path = desk.add(doubled.encode())
    [(place, said)] = desk.record().skipped
    assert place == path
    assert "the document names 'USD' twice" in said
