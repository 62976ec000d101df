"""Documents in words: from bytes to sentences, and from sentences to what they say.

`documents.py` reads a file of any kind into the texts of its exhibits, and `sentences.py` cuts
these. `guidance/` reads the capital expenditure that a company guides, `technologies.py` finds the
technologies that it names, and `evaluation/` measures both on sentences that a person has labelled.
Pure functions on polars frames: no network, no orchestrator, no database. Sources read documents
with them.
"""
