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
    # Its segments add up only with the gains of hedging beside them.
    ("googl_google_cloud", "2022-03-31", 5_821_000_000),
    ("googl_google_cloud", "2022-06-30", 6_276_000_000),
    ("googl_google_cloud", "2023-03-31", 7_454_000_000),
    ("googl_google_cloud", "2023-06-30", 8_031_000_000),
    ("googl_google_cloud", "2023-09-30", 8_411_000_000),
    ("googl_google_cloud", "2023-12-31", 9_192_000_000),
    ("googl_google_cloud", "2024-03-31", 9_574_000_000),
    ("googl_google_cloud", "2024-06-30", 10_347_000_000),
    ("googl_google_cloud", "2024-09-30", 11_353_000_000),
    ("googl_google_cloud", "2024-12-31", 11_955_000_000),
    ("googl_google_cloud", "2025-03-31", 12_260_000_000),
    ("googl_google_cloud", "2025-06-30", 13_624_000_000),
    ("googl_google_cloud", "2025-09-30", 15_157_000_000),
    ("googl_google_cloud", "2025-12-31", 17_664_000_000),
    # To the million in the two quarters that a filing at hand states, else as its releases say.
    ("orcl_cloud_services", "2023-08-31", 4_635_000_000),
    ("orcl_cloud_services", "2023-11-30", 4_800_000_000),
    ("orcl_cloud_services", "2024-02-29", 5_100_000_000),
    ("orcl_cloud_services", "2024-05-31", 5_300_000_000),
    ("orcl_cloud_services", "2024-08-31", 5_623_000_000),
    ("orcl_cloud_services", "2024-11-30", 5_900_000_000),
    ("orcl_cloud_services", "2025-02-28", 6_200_000_000),
    ("orcl_cloud_services", "2025-05-31", 6_700_000_000),
    ("orcl_cloud_services", "2025-08-31", 7_200_000_000),
    ("orcl_cloud_services", "2025-11-30", 8_000_000_000),
    ("orcl_cloud_services", "2026-02-28", 8_900_000_000),
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
    ("googl_google_cloud", "2021-12-31", 19_206_000_000),
    ("googl_google_cloud", "2024-12-31", 43_229_000_000),
    ("googl_google_cloud", "2025-12-31", 58_705_000_000),
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
