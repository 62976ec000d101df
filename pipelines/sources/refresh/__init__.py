"""The steps that every source shares: fetch, archive, parse, compare, write; the last good stays.

Not here: what any one source requests or how it is parsed; that is its own folder, which says it
as a `SOURCE` of `sources/base.py`. Whoever refreshes calls `engine.py`.
"""
