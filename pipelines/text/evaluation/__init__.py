"""How well sentences are read: measured on sentences that a person has labelled.

`labelled.py` reads files of labelled sentences; `guidance.py` and `mentions.py` measure. The two
CSV files beside are the project's own, made for it: no sentence of theirs was said by a company.
"""
