"""The SEC's submissions: which filings there are, and when each was accepted."""
