"""The assets that fetch, one file a source."""
