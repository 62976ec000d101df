"""Annualised revenue of those who sell AI, as people entered it: one citation a row."""
