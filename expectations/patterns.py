"""Patterns of text that several suites expect."""

from __future__ import annotations

# Something other than white space.
GIVEN = r"\S"
SENTENCE = r"^\S.*\S\.$"
