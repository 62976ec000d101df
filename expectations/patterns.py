"""Patterns of text that several suites expect."""

from __future__ import annotations

# Filer agent, year, sequence (EDGAR Filer Manual, volume II).
ACCESSION = r"^\d{10}-\d{2}-\d{6}$"
# Something other than white space.
GIVEN = r"\S"
SENTENCE = r"^\S.*\S\.$"
