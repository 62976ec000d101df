"""Addresses of filings at the SEC."""

from __future__ import annotations

import polars as pl

from expectations.custom.base import ExpectNoFailingRows, Failing, failing_of


class ExpectAddressesOfTheirFiling(ExpectNoFailingRows):
    """Each row links to a document of the filing that it names, whose folder is its accession."""

    pattern: str

    def failing(self, table: pl.DataFrame) -> Failing:
        """Rows without a filing, without an address, or with that of another filing."""
        folder = pl.format("/{}/", pl.col("accession").str.replace_all("-", "", literal=True))
        url = pl.col("url")
        is_its = url.str.contains(self.pattern) & url.str.contains(folder, literal=True)
        return failing_of(table, ~is_its)
