"""The colours that charts have in common: dashboard and workbook draw with them."""

from __future__ import annotations

# Okabe and Ito's colours, told apart with every kind of colour vision, less black and yellow,
# which are lost on a dark or a light page.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
