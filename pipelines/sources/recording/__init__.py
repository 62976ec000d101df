"""Turns documents that a person has into the recorded data that the project ships.

Not here: how a source's recorded rows are replayed (its `replay.py`).
"""
