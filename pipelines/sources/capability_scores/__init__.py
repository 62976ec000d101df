"""How capable models are on published scales, as people entered it: one citation a row."""
