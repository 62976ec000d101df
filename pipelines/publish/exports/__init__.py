"""The published tables handed on in other forms: read from the published file alone.

Not here: what is published, and Parquet, which every publication holds. Nothing here computes a
figure that the marts do not have, but for rebasing an index to a quarter that its chart names.
"""
