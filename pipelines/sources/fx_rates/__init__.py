"""Exchange rates of the Federal Reserve and of the European Central Bank."""
