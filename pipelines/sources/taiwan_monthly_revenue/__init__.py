"""Monthly revenue of Taiwan's listed companies, of both exchanges."""
