"""How published tables look in a terminal, one module a kind of table.

Not here: what the figures are; a view reads the published marts.
"""
