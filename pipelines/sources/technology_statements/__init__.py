"""Technologies that companies named in calls, as people entered them: one citation a row."""
