"""Parts of a company's revenue: the members that a ruling names, reconciled with the whole."""
