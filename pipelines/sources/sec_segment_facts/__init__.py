"""Facts with dimensions from a filing's own XBRL, or from the Financial Statement Data Sets."""
