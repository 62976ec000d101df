"""What chips cost at their release and how fast they reckon, as people entered it."""
