"""How large others say the market for compute is, as people entered it: one citation a row."""
