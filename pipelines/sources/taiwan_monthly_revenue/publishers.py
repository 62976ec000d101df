"""Who publishes the months of Taiwan's companies, and on what terms."""

from pipelines.sources.base import Publisher

PUBLISHERS = (
    Publisher(
        name="Taiwan Stock Exchange (TWSE), open data",
        url="https://openapi.twse.com.tw",
        gives="the newest month of every listed company, in thousands of TWD",
        appears="by the 10th of the next month",
        terms="Open Government Data Licence 1.0, with attribution",
    ),
    Publisher(
        name="Taipei Exchange (TPEx), open data",
        url="https://www.tpex.org.tw/openapi",
        gives="the same of companies on the other exchange",
        appears="by the 10th of the next month",
        terms="Open Government Data Licence 1.0, with attribution",
    ),
    Publisher(
        name="Market Observation Post System (MOPS)",
        url="https://mopsov.twse.com.tw",
        gives="earlier months; recorded, never fetched",
        appears="by the 10th of the next month",
        terms="terms of the system's own",
    ),
)
