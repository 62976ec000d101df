"""How technologies look in a terminal: who first named each, how many do, and one's mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.cli.sheet import Sheet
from pipelines.cli.views.capex import as_of, asked
from pipelines.storage.connections import WarehouseError

if TYPE_CHECKING:
    from pipelines.cli.arguments import Instant
    from pipelines.settings import Settings

_ADOPTION = """
    with first as (
        select
            technology_id,
            min(said_date) as first_mention_date,
            min_by(ticker, (said_date, known_from)) as first_ticker,
            count(distinct company_id) as companies
        from {mentions}
        group by technology_id
    )
    select
        adoption.technology_id,
        adoption.technology_name,
        first.companies,
        first.first_mention_date,
        first.first_ticker,
        adoption.calendar_quarter,
        adoption.companies_mentioning,
        adoption.companies_reporting,
        adoption.companies_affirmative,
        adoption.companies_conditional,
        adoption.companies_boilerplate,
        adoption.tickers_mentioning,
        adoption.companies_in_calls,
        adoption.tickers_in_calls
    from {adoption} as adoption
    left join first using (technology_id)
    where adoption.calendar_quarter in (
        select distinct calendar_quarter from {adoption} order by 1 desc limit $quarters
    )
    order by adoption.technology_id, adoption.calendar_quarter
"""
_MENTIONS = """
    select
        said_date,
        ticker,
        coalesce(form || case when exhibit <> form then ' ' || exhibit else '' end, document)
            as document,
        mentions,
        mention_class,
        is_first,
        accession,
        url
    from {mentions}
    where technology_id = $technology
    order by said_date, ticker, source_reference, exhibit
"""


def technologies(settings: Settings, quarters: int, moment: Instant | None = None) -> Sheet:
    """Each technology's newest quarters: who names it, of those whose filings were read.

    Raises:
        WarehouseError: nothing is published yet, or nothing was known at that moment.
    """
    exact = _asked(settings, _ADOPTION, moment, quarters=quarters)
    rows = [
        [
            f"{name} (first {ticker} {day}, of {companies} in all)" if ticker else name,
            quarter,
            f"{mentioning} of {reporting}",
            str(affirmative or ""),
            str(conditional or ""),
            str(boilerplate or ""),
            tickers or "",
            f"{in_calls}: {callers}" if in_calls else "",
        ]
        for _, name, companies, day, ticker, quarter, mentioning, reporting, affirmative,
        conditional, boilerplate, tickers, in_calls, callers in exact[1]
    ]  # fmt: skip
    return Sheet(
        f"Technologies that companies name, by calendar quarter{as_of(moment)}",
        (
            "technology", "quarter", "in filings:", "in hand:", "in prospect:", "boilerplate:",
            "who", "in calls",
        ),
        rows,
        exact,
        "in filings: companies that name it, of those whose filings of the quarter were read; by "
        "their strongest mention; in calls: what a person entered, in no share, since nobody "
        "enters who did not",
        keys=2,
        groups=1,
    )  # fmt: skip


def mentions(settings: Settings, technology: str, moment: Instant | None = None) -> Sheet:
    """The documents that name one technology, the first first.

    Raises:
        WarehouseError: nothing is published yet, or nothing was known at that moment.
    """
    exact = _asked(settings, _MENTIONS, moment, technology=technology)
    rows = [
        [f"{day}", ticker, document, f"{count}", sense, "first" if is_first else "", url or ""]
        for day, ticker, document, count, sense, is_first, _, url in exact[1]
    ]
    return Sheet(
        f"Where companies name {technology}{as_of(moment)}",
        ("said", "company", "document", "mentions:", "sense", "", "address"),
        rows,
        exact,
        "sense: the strongest of the document; first: of the company, of what is at hand",
        keys=3,
    )


def _asked(
    settings: Settings, sql: str, moment: Instant | None, **parameters: object
) -> tuple[list[str], list[tuple[Any, ...]]]:
    found = asked(
        settings,
        sql,
        moment,
        parameters,
        mentions="fct_technology_mentions",
        adoption="fct_technology_adoption",
    )
    if moment is not None and not found[1]:
        raise WarehouseError(f"no technology was named as of {moment.words}")
    return found
