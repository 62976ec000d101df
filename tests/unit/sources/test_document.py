"""What the checks of any JSON body refuse."""

from __future__ import annotations

import pytest

from pipelines.sources.document import BodyError, load_json


@pytest.mark.parametrize("body", [b'{"a": 1, "a": 2}', b'{"b": [{"a": {"c": 1}, "a": {"c": 2}}]}'])
def test_a_name_that_says_two_things_refuses_the_body(body: bytes) -> None:
    """A decoder takes the last without a word."""
    with pytest.raises(BodyError, match="it says 'a' twice in one place, and differently") as error:
        load_json(body, "the body")
    assert "cut off" not in str(error.value), "it is whole, and fetching it again helps nobody"


def test_a_name_that_says_one_thing_twice_says_it() -> None:
    assert load_json(b'{"a": {"b": 1}, "a": {"b": 1}}', "the body") == {"a": {"b": 1}}
