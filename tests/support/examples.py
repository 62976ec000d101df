"""How many examples a property is tried on, where it is not the profile's number.

Not here: the profiles (`conftest.py`), which are loaded before this module is.
"""

from __future__ import annotations

from hypothesis import settings

# For a property of one date or one number: an example costs next to nothing, its edges are rare.
MANY = settings(max_examples=10 * settings().max_examples)

# For one that normalises a whole history, once or on each of its days: a quarter of a second each.
FEW = settings(max_examples=settings().max_examples // 3)
