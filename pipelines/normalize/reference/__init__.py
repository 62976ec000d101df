"""Companies, segments and exchange rates as tables: what figures are read against."""
