"""Documents in words: from bytes to sentences.

`documents.py` reads a file of any kind into the texts of its exhibits, and `sentences.py` cuts
these. Pure functions on polars frames: no network, no orchestrator, no database. Sources read
documents with them.
"""
