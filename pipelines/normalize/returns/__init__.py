"""Who sells AI: the companies, and what is reported of their revenue."""
