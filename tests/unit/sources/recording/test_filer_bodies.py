"""The SEC's JSON as a person has it: what holds a name twice is refused, since one would go."""

from __future__ import annotations

import pytest

from pipelines.sources.document import SourceError
from pipelines.sources.recording.filer_bodies import refuse_doubled_names


@pytest.mark.parametrize("body", [b'{"a": {"b": 1, "b": 2}}', b'[{"b": 1}, {"b": [], "b": []}]'])
def test_a_name_that_stands_twice_in_one_object_is_refused(body: bytes) -> None:
    with pytest.raises(SourceError, match="the document names 'b' twice in one place"):
        refuse_doubled_names(body)
    refuse_doubled_names(b'\xef\xbb\xbf[{"a": {"b": 1}, "b": 2}, {"a": 3}]')
