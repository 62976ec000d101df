"""The SEC's companyfacts: request, parser, and the fast reader of fact arrays."""
