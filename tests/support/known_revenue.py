"""What suppliers and clouds reported, to the dollar: figures that the marts must show.

One line a figure: revenue line, last day of the period, amount in the currency reported.
"""

from __future__ import annotations

QUARTERS = (
    ("nvda_data_center", "2023-04-30", 4_284_000_000),
    ("nvda_data_center", "2023-07-30", 10_323_000_000),
    ("nvda_data_center", "2023-10-29", 14_514_000_000),
    ("nvda_data_center", "2024-01-28", 18_404_000_000),
    ("nvda_data_center", "2024-04-28", 22_563_000_000),
    ("nvda_data_center", "2024-07-28", 26_272_000_000),
    ("nvda_data_center", "2024-10-27", 30_771_000_000),
    ("nvda_data_center", "2025-01-26", 35_580_000_000),
    ("nvda_total", "2024-04-28", 26_044_000_000),
    # Half and second quarter are filed, the first follows from them: 2,616 less 1,321.
    ("amd_data_center", "2023-04-01", 1_295_000_000),
    ("amd_data_center", "2024-03-30", 2_337_000_000),
    ("vrt_total", "2024-12-31", 2_346_400_000),
    # No ruling speaks of Meta: its total comes with its entry among the companies.
    ("meta_total", "2024-09-30", 40_589_000_000),
    ("meta_total", "2024-12-31", 48_385_000_000),
)

YEARS = (
    ("nvda_data_center", "2024-01-28", 47_525_000_000),
    ("nvda_data_center", "2025-01-26", 115_186_000_000),
    ("nvda_compute_and_networking", "2024-01-28", 47_405_000_000),
    ("nvda_data_center_compute", "2025-01-26", 102_196_000_000),
    ("nvda_data_center_networking", "2025-01-26", 12_990_000_000),
    ("amd_data_center", "2023-12-30", 6_496_000_000),
    ("amzn_aws", "2023-12-31", 90_757_000_000),
    ("amzn_aws", "2024-12-31", 107_556_000_000),
    ("amzn_aws", "2025-12-31", 128_725_000_000),
    ("csco_networking", "2024-07-27", 29_229_000_000),
    ("msft_intelligent_cloud", "2024-06-30", 87_464_000_000),
    ("msft_intelligent_cloud", "2025-06-30", 106_265_000_000),
)

# The segment before it was cut anew.
YEARS_FIRST_FILED = (("msft_intelligent_cloud", "2024-06-30", 105_362_000_000),)

# Headlines that the company gives only in words, to a tenth of a billion.
STATED_CAPEX_QUARTERS = (
    ("MSFT", "2024-09-30", 20_000_000_000),
    ("MSFT", "2024-12-31", 22_600_000_000),
    ("MSFT", "2025-03-31", 21_400_000_000),
    ("MSFT", "2025-06-30", 24_200_000_000),
    ("MSFT", "2025-09-30", 34_900_000_000),
    ("MSFT", "2025-12-31", 37_500_000_000),
    ("MSFT", "2026-03-31", 31_900_000_000),
)

# Purchases less proceeds from sales and incentives.
NET_CAPEX_QUARTERS = (
    ("AMZN", "2025-06-30", 31_368_000_000),
    ("AMZN", "2026-03-31", 43_234_000_000),
)
