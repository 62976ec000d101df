"""The published tables handed on in other forms, each a module: read from the published file alone.

Not here: what is published, and Parquet, which every publication holds.
"""
