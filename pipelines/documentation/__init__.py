"""The pages of the docs site that follow from the code and the published data.

Belongs here: what `make docs` generates as it builds, none of which is committed. Pages that a
person writes stand in `docs/`. Each module makes pages as Markdown and knows nothing of MkDocs,
which `hooks.py` alone does.
"""
