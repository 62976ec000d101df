"""What chips cost at their release and how fast they compute, as people entered it."""
