"""Compute Ledger: from SEC filings to segment-level marts of the AI build-out's money."""
