"""Capital expenditure that companies guided, as people entered it: one citation a row."""
