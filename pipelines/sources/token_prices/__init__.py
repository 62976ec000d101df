"""What tokens of language models cost, as price lists state it day by day."""
