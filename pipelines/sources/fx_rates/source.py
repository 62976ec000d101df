"""Exchange rates: of the Federal Reserve (H.10), the ECB, and the central bank of Taiwan.

Holds the requests, which currencies are asked for, and the shape of `RAW_FX_RATES`:
every rate as quoted, in the direction in which its series quotes it. Averages and crosses are
`normalize/reference/currency.py`'s; which source speaks is the registry's (`rates.yml`).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import polars as pl

from pipelines.archive.recorded import recorded_names
from pipelines.archive.transport import Request
from pipelines.contracts.raw import RAW_FX_RATES, RAW_QUARANTINE
from pipelines.sources.base import NO_COMPANY, Publisher, UnpartitionedSource
from pipelines.sources.document import Parsed, Refusal, SourceError, quarantine_rows
from pipelines.sources.fx_rates.cbc import parse_cbc
from pipelines.sources.fx_rates.ecb import parse_ecb
from pipelines.sources.fx_rates.h10 import H10_CURRENCIES, fred_series, parse_fred, parse_h10
from pipelines.sources.fx_rates.replay import CBC, ECB, FED, NAME, REPLAY

if TYPE_CHECKING:
    from pipelines.registry import Registry
    from pipelines.settings import Settings
    from pipelines.sources.fx_rates.rate_rows import Quote

TABLE = RAW_FX_RATES

FIRST_DAY = dt.date(2010, 1, 1)

# The package "H10 daily" of the Data Download Program holds every daily series of the release;
# 5,000 business days reach back before `FIRST_DAY`.
H10_QUERY = (
    "rel=H10&series=60f32914ab61dfab590e0e470153e3ae&lastobs=5000&from=&to="
    "&filetype=csv&label=include&layout=seriescolumn&type=package"
)
_FRED_KEY = "fed_h10_"

# Where the central bank's rate comes from; it is recorded, and never asked for.
_CBC_URL = "https://www.cbc.gov.tw"


def requests(registry: Registry, settings: Settings) -> list[Request]:
    """The Federal Reserve's rates, from itself or through FRED, and the ECB's history."""
    ecb = Request(NAME, ECB, f"{settings.ecb_url}/eurofxref-hist.zip")
    if settings.live and settings.fed_rates_through == "fred":
        series = [fred_series(c) for c in sorted(registry.currencies & H10_CURRENCIES)]
        start = FIRST_DAY.isoformat()
        return [
            *(
                Request(
                    NAME,
                    f"{_FRED_KEY}{name}",
                    f"{settings.fred_url}/graph/fredgraph.csv?id={name}&cosd={start}",
                )
                for name in series
            ),
            ecb,
        ]
    fed = Request(NAME, FED, f"{settings.fed_url}/Output.aspx?{H10_QUERY}")
    return [fed, ecb] if settings.live else [fed, ecb, *shipped_requests(settings)]


def shipped_requests(settings: Settings) -> list[Request]:
    """The recorded rates of the central bank of Taiwan."""
    names = recorded_names(settings.recorded_dir, NAME)
    return [Request(NAME, CBC, _CBC_URL)] if CBC in names else []


def parser_inputs(registry: Registry) -> str:
    """The currencies asked for: they choose the series."""
    return ",".join(sorted(registry.currencies))


def parse_document(body: bytes, requested: Request, registry: Registry) -> Parsed:
    """The rates of the asked currencies in one document, from `FIRST_DAY` on.

    A currency that the document should hold and does not is refused alone, and so are one that
    neither source quotes, what is no rate, and a rate that stands twice with two values; days
    without a rate are no rows.

    Raises:
        SourceError: the document cannot be used, see `parse_h10`, `parse_fred`, `parse_ecb`.
    """
    what = f"{NAME} {requested.key}"
    wanted = registry.currencies
    if requested.key == ECB:
        quotes, refusals, known = parse_ecb(body, wanted, FIRST_DAY, what)
        refusals += [_nowhere(each, what) for each in sorted(wanted - H10_CURRENCIES - known)]
    elif requested.key == CBC:
        quotes, refusals = parse_cbc(body, what)
    elif requested.key == FED:
        quotes, refusals = parse_h10(body, wanted, what)
    else:
        series = requested.key.removeprefix(_FRED_KEY)
        quotes, refusals = parse_fred(body, series, wanted, what)
    frame = _frame([quote for quote in quotes if quote[4] >= FIRST_DAY], requested.key)
    if frame.is_empty():
        raise SourceError(f"{what}: holds no rate of {', '.join(sorted(wanted))}")
    rows = quarantine_rows(NAME, NO_COMPANY, refusals) if refusals else RAW_QUARANTINE.empty()
    return Parsed(frame, rows)


def _nowhere(currency: str, what: str) -> Refusal:
    return Refusal(
        f"currency {currency}",
        f"{what}: {currency} is quoted neither here nor by the Federal Reserve's H.10: amounts in "
        "it are not converted; correct reporting_currency in registry/companies.yml if it is a "
        "slip",
    )


def _frame(quotes: list[Quote], key: str) -> pl.DataFrame:
    names = ("currency", "base_currency", "quote_currency", "frequency", "rate_date", "rate")
    frame = pl.DataFrame(
        quotes, schema={name: TABLE.polars_schema[name] for name in names}, orient="row"
    )
    return TABLE.conform(frame.with_columns(source=pl.lit(key if key in (ECB, CBC) else FED)))


SOURCE = UnpartitionedSource(
    name=NAME,
    table=TABLE,
    period="rate_date",
    publishers=(
        Publisher(
            name="Federal Reserve, H.10",
            url="https://www.federalreserve.gov/releases/h10/",
            gives="daily rates against the dollar, TWD, KRW, JPY, EUR and CNY among them",
            appears="weekly",
            terms="public domain",
        ),
        Publisher(
            name="Federal Reserve Bank of St. Louis (FRED)",
            url="https://fred.stlouisfed.org",
            gives="the same rates, where LEDGER_FED_RATES_THROUGH=fred asks for them there",
            appears="weekly",
            terms="terms of FRED's own",
        ),
        Publisher(
            name="European Central Bank, reference rates",
            url="https://www.ecb.europa.eu/stats/policy_and_exchange_rates/",
            gives="daily rates against the euro, none of TWD: the check on H.10",
            appears="every working day",
            terms="free, with attribution",
        ),
        Publisher(
            name="Central Bank of the Republic of China (Taiwan)",
            url="https://www.cbc.gov.tw",
            gives="the closing rate of TWD, where H.10 has no month; recorded, never fetched",
            appears="every working day",
            terms="not looked up: ask before you pass these rates on",
        ),
    ),
    parser_inputs=parser_inputs,
    replay=REPLAY,
    requests=requests,
    parse=parse_document,
    shipped_requests=shipped_requests,
    cell=(*TABLE.key, "rate"),
)
