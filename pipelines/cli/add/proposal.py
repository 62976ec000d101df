"""From a ticker to a proposal: what is asked of the SEC, in which order, and what is refused.

Always live: the recorded data knows only companies of the registry. Each document goes through
the archive, under the same names as in a live run, so that a later run asks for none twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl
from pydantic import ValidationError
from stamina.instrumentation import get_on_retry_hooks, set_on_retry_hooks

from pipelines.archive.errors import CorruptedObject, FetchError, UserAgentRefused
from pipelines.archive.live import LiveTransport
from pipelines.archive.store import Archive
from pipelines.cli.add import lookup
from pipelines.cli.add.axes import Division, divide
from pipelines.cli.add.entries import company_entry, lines_entry
from pipelines.cli.add.year_end import YearEnd, infer, infer_weeks
from pipelines.errors import LedgerError
from pipelines.normalize.facts.publication_time import (
    ANNUAL_FORMS,
    PERIODIC_FORMS,
    TRANSITION_FORMS,
)
from pipelines.registry import Company, CompanyLines, load_registry
from pipelines.sources.base import CompanySource, Filing, FilingSource
from pipelines.sources.discovery import sources
from pipelines.sources.document import SourceError, load_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.archive.transport import Request, Response, Transport
    from pipelines.cli.add.lookup import Listed
    from pipelines.registry import Registry
    from pipelines.settings import Settings
    from pipelines.sources.base import Fetch
    from pipelines.sources.document import Parsed

_Read = TypeVar("_Read")
_Source = TypeVar("_Source", CompanySource, FilingSource)

# What is asked: which filings there are, and what the newest report states.
_LISTING, _REPORT = "sec_filings", "sec_segment_facts"
# A transition period ends where the fiscal years after it do.
_YEAR_ENDS = (*ANNUAL_FORMS, *TRANSITION_FORMS)
# What the transport advises a run, and what is no way out here.
_ADVICE_FOR_A_RUN = ", or run without --live to use the recorded data"


class NothingToPropose(LedgerError):
    """The company is known, and its filings do not say what an entry needs."""


@dataclass(frozen=True)
class Proposal:
    """Registry entries to confirm, and what they rest on.

    Attributes:
        listed: the company as the SEC lists it.
        filing: its newest report with XBRL.
        division: revenue in that report.
        year_end: the rule of its fiscal year end.
        company: the entry of `companies.yml`.
        lines: the entry of `revenue_lines.yml`.
        notes: sentences on what was left out.
    """

    listed: Listed
    filing: Filing
    division: Division
    year_end: YearEnd
    company: dict[str, Any]
    lines: dict[str, Any]
    notes: tuple[str, ...]


def propose(ticker: str, settings: Settings) -> Proposal:
    """Look a company up and propose its entries; writes to the archive only.

    Raises:
        WrongTicker: the ticker is registered, unknown, or of several companies.
        NothingToPropose: no report with XBRL, or no revenue in it that the registry knows.
        SourceError: a document cannot be used.
        FetchError: a document cannot be fetched, or nobody says who asks.
    """
    registry = load_registry(settings.registry_dir)
    lookup.refuse_registered(ticker, registry)
    try:
        transport = LiveTransport(settings, Archive(settings.archive_dir))
    except UserAgentRefused as error:
        raise UserAgentRefused(f"adding a company asks the SEC, and {error}") from None
    # What is printed is pasted into a file: no log lines of retries on the same stream.
    hooks = get_on_retry_hooks()
    set_on_retry_hooks(())
    try:
        return _proposal(ticker, transport, registry, settings)
    except FetchError as error:
        raise FetchError(str(error).removesuffix(_ADVICE_FOR_A_RUN)) from error
    finally:
        set_on_retry_hooks(hooks)
        transport.close()


def _proposal(
    ticker: str, transport: Transport, registry: Registry, settings: Settings
) -> Proposal:
    listed = _settled(
        transport,
        lambda fetch: lookup.find(fetch(lookup.request(settings)).body, ticker, registry),
    )
    filings, stated_end = _settled(
        transport, lambda fetch: _filings(listed, fetch, registry, settings)
    )
    is_year_end = pl.col("form").is_in(_YEAR_ENDS)
    annual = filings.filter(is_year_end)["report_date"].drop_nulls()
    year_end = infer(annual, stated_end)
    interim = filings.filter(pl.col("form") == "10-Q")["report_date"].drop_nulls()
    weeks = infer_weeks(annual, interim)
    filing = _newest_report(filings, listed)
    parsed = _settled(
        transport,
        lambda fetch: _source(_REPORT, FilingSource).read_filing(
            filing, listed.ticker, fetch, registry, settings
        ),
    )
    division = _divided(parsed, filing, listed, registry)
    taken = (*registry.revenue_line_by_id, *registry.metric_by_id)
    company = company_entry(listed, year_end, weeks, division)
    lines = lines_entry(listed, filing, division, taken)
    _validate(company, lines, year_end)
    notes = _notes(parsed, division)
    return Proposal(listed, filing, division, year_end, company, lines, notes)


def _settled(transport: Transport, read: Callable[[Fetch], _Read]) -> _Read:
    """What a reader makes of its documents; ones that the archive held are asked for anew if
    they turn out to be unusable, once."""
    for is_fresh in (False, True):
        held: list[bool] = []

        def fetch(request: Request, is_fresh: bool = is_fresh, held: list[bool] = held) -> Response:
            response = transport.fetch(replace(request, is_fresh=is_fresh))
            held.append(response.not_modified)
            return response

        try:
            return read(fetch)
        except (SourceError, CorruptedObject):
            if is_fresh or not any(held):
                raise
    raise AssertionError("the second attempt returns or raises")


def _source(name: str, kind: type[_Source]) -> _Source:
    """A source of the SEC by its name."""
    for each in sources():
        if each.name == name and isinstance(each, kind):
            return each
    raise NothingToPropose(f"adding a company asks {name}, and this project has no such source")


def _filings(
    listed: Listed, fetch: Fetch, registry: Registry, settings: Settings
) -> tuple[pl.DataFrame, str | None]:
    """The recent filings, and month and day of the fiscal year's end as the SEC notes it."""
    source = _source(_LISTING, CompanySource)
    # Nothing but its number is known yet.
    asked = Company(
        ticker=listed.ticker, cik=listed.cik, role="supplier", fiscal_year_end="december 31"
    )
    [request] = source.requests(asked, settings)
    body = fetch(request).body
    parsed = source.parse(body, request, listed.ticker, listed.cik, registry)
    stated = load_json(body, f"submissions of {listed.ticker}").get("fiscalYearEnd")
    return parsed.frame, stated if isinstance(stated, str) else None


def _newest_report(filings: pl.DataFrame, listed: Listed) -> Filing:
    """The newest annual or interim report with inline XBRL, no amendment."""
    reports = filings.filter(pl.col("form").is_in(PERIODIC_FORMS))
    newest = (
        reports.filter("is_inline_xbrl").sort("filed_date", "accession", descending=True).head(1)
    )
    if newest.is_empty():
        found = f"{reports.height} without inline XBRL" if reports.height else "none at all"
        raise NothingToPropose(
            f"{listed.ticker} (CIK {listed.cik}): of the forms {', '.join(PERIODIC_FORMS)} the "
            f"SEC's list of its recent filings has {found}: enter the company by hand, with "
            "members from its reports"
        )
    accession, form, filed = newest.select("accession", "form", "filed_date").row(0)
    return Filing(listed.cik, accession, form, filed, has_instance=True)


def _divided(parsed: Parsed, filing: Filing, listed: Listed, registry: Registry) -> Division:
    division = divide(parsed.frame, registry)
    if division is None:
        raise NothingToPropose(
            f"{listed.ticker}: filing {filing} states consolidated revenue under none of the "
            "concepts of the metric revenue: add the one it uses to metrics.yml first"
        )
    return division


def _validate(company: dict[str, Any], lines: dict[str, Any], year_end: YearEnd) -> None:
    """The entries are what the registry takes, but for a rule that a person must find."""
    try:
        if year_end.rule is not None:
            Company.model_validate(company)
        CompanyLines.model_validate(lines)
    except ValidationError as error:
        (first, *_) = error.errors(include_url=False)
        place = ".".join(map(str, first["loc"]))
        raise NothingToPropose(
            f"{company['ticker']}: what its filing says makes no valid entry ({place}: "
            f"{first['msg']}): enter the company by hand"
        ) from None


def _notes(parsed: Parsed, division: Division) -> tuple[str, ...]:
    notes = []
    if parsed.quarantined.height:
        notes.append(f"{parsed.quarantined.height} facts of the filing cannot be read")
    if division.cross_cuts:
        notes.append(f"{division.cross_cuts} figures with two axes or more are not proposed")
    return tuple(notes)
