"""Patterns of text that several suites expect."""

from __future__ import annotations

# Something other than white space.
GIVEN = r"\S"
SENTENCE = r"^\S.*\S\.$"
# A file of a filing: CIK, then the accession number without dashes.
FILING_URL = r"^https://[a-z.]*sec\.gov/Archives/edgar/data/\d+/\d{18}/\S+$"
