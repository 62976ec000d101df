"""The frozen shapes of the registry's entries, and what a valid entry is.

A company needs ticker, role, fiscal_year_end, and either a CIK or a listing in Taiwan; all
else has a default. Metrics are in `metrics.py`, revenue lines in `revenue_lines.py`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from pipelines.registry.fiscal_year_end import FiscalYearEnd, parse_fiscal_year_end
from pipelines.registry.strict_yaml import day_of, short


def _day(value: object) -> dt.date:
    """A day as YAML or text gives it: pydantic alone would take 0 for the first day of 1970."""
    day = day_of(value) if isinstance(value, str) else value
    if isinstance(day, dt.date) and not isinstance(day, dt.datetime):
        return day
    raise PydanticCustomError(
        "day",
        "{value} is not a valid date: write a date such as 2026-03-31",
        {"value": repr(short(str(value)))},
    )


def _whole_number(value: object) -> object:
    """A whole number or its digits: pydantic alone would take true for 1."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise PydanticCustomError("whole_number", "is not a whole number")
    return value


# The earliest time zone of all, so that a person's own day is never in the future.
_WHERE_DAYS_BEGIN = dt.timezone(dt.timedelta(hours=14))


def _past(day: dt.date) -> dt.date:
    """A day that has come somewhere, since nobody has ruled, reviewed or set anything later."""
    if day > dt.datetime.now(_WHERE_DAYS_BEGIN).date():
        raise ValueError(f"{day} is in the future: name the day on which it was done")
    return day


def _ended(day: dt.date) -> dt.date:
    """The last day of what was before: what still holds then is today's."""
    if day > dt.datetime.now(_WHERE_DAYS_BEGIN).date():
        raise ValueError(f"{day} is in the future: what holds until then is today's")
    return day


Day = Annotated[dt.date, BeforeValidator(_day)]
EndedDay = Annotated[Day, AfterValidator(_ended)]
PastDay = Annotated[Day, AfterValidator(_past)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Reason = Text
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
CompanyId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9.\-]{0,11}$")]
QName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9\-]*:[A-Za-z_][A-Za-z0-9_]*$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Cik = Annotated[int, BeforeValidator(_whole_number), Field(ge=1, le=9_999_999_999)]

# Weeks of the four quarters: thirteen each, or three or four times four; a 53rd is none of them.
Weeks = Annotated[int, BeforeValidator(_whole_number), Field(ge=12, le=16)]
QuarterWeeks = tuple[Weeks, Weeks, Weeks, Weeks]
_WEEKS_IN_YEAR = 52

CapexBasis = Literal["cash", "cash_net", "with_finance_leases", "company_stated"]
SpenderGroup = Literal["hyperscaler", "neocloud"]

# Where in the chain a thing stands: it makes or tests the others, goes into them, is one of them,
# or is built of them. Each tier sells to the next, so that no total holds two.
Tier = Literal["equipment", "inputs", "devices", "systems"]


class Entry(BaseModel):
    """Immutable, and an unknown field is an error rather than a silent typo."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EarlierCik(Entry):
    """A CIK under which the company filed before (trap ET4)."""

    cik: Cik
    valid_to: EndedDay
    note: str = ""


# The metric that makes a company a spender: its capital expenditure in cash.
SPENDING = "capex_cash"

# The calendar of the Republic of China, in which Taiwan dates its reports, counts years from here.
ROC_EPOCH = 1911


class EarlierFiscalYearEnd(Entry):
    """A rule by which the fiscal year ended before, and the last day of its last fiscal year."""

    fiscal_year_end: str
    valid_to: EndedDay
    note: str = ""

    @field_validator("fiscal_year_end")
    @classmethod
    def _readable_rule(cls, text: str) -> str:
        return parse_fiscal_year_end(text).text

    @property
    def fiscal_calendar(self) -> FiscalYearEnd:
        """The rule."""
        return parse_fiscal_year_end(self.fiscal_year_end)


class EarlierCurrency(Entry):
    """A currency that the company reported in before, and the last day of its last period."""

    reporting_currency: Currency
    valid_to: EndedDay
    note: str = ""


class TaiwanListing(Entry):
    """Where its monthly revenue is published.

    Attributes:
        market: the exchange.
        code: its code there.
        issuer: foreign for a company founded abroad, whose name on the exchange ends in -KY or
            -DR: the exchanges' Market Observation Post System shows those on pages of their own.
    """

    market: Literal["twse", "tpex"]
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{4,6}$")]
    issuer: Literal["domestic", "foreign"] = "domestic"


class EarlierListing(TaiwanListing):
    """A listing that the company had before: it moved to the other exchange, or got a new code."""

    valid_to: EndedDay
    note: str = ""


class Company(Entry):
    """A company that the ledger follows.

    Attributes:
        ticker: today's ticker.
        cik: Central Index Key it files under today; none for a company that never filed.
        role: spender (buys compute), supplier (sells it), or both.
        fiscal_year_end: today's rule, see `fiscal_year_end.py`.
        earlier_fiscal_year_ends: the rules of before, with the day each ended; where none is
            given, the filings themselves date an earlier calendar.
        quarter_weeks: how many weeks its four fiscal quarters have, where they are not months or
            thirteen weeks each; a 53rd week belongs to the last.
        company_id: identifier everywhere in the ledger; the ticker unless given.
        company_name: name to show; the filer's own where none is given.
        country: ISO 3166-1 alpha-2 code of the head office.
        reporting_currency: ISO 4217 code of today's; that of its newest report unless given.
        earlier_reporting_currencies: those of before, with the day each ended; where none is
            given, the filings themselves date a change.
        taiwan_listing: exchange and code under which Taiwan publishes its monthly revenue today.
        earlier_taiwan_listings: those of before, with the day each ended.
        statements_only: it reports to neither; a person enters what it states.
        earlier_ciks: CIKs it filed under before, with the day each ended.
        headline_basis: the capex basis of the company's own headline; of a spender, cash unless
            given.
        spender_group: of a spender, hyperscaler or neocloud: no total holds both.
        capex_expected_from: it belongs to the panel of quarters that end on or after this; a
            spender from its first quarter on unless given.
    """

    ticker: CompanyId
    cik: Cik | None = None
    role: Literal["spender", "supplier", "both"]
    fiscal_year_end: str
    earlier_fiscal_year_ends: tuple[EarlierFiscalYearEnd, ...] = ()
    quarter_weeks: QuarterWeeks | None = None
    company_id: CompanyId = ""
    company_name: Text | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    reporting_currency: Currency | None = None
    earlier_reporting_currencies: tuple[EarlierCurrency, ...] = ()
    taiwan_listing: TaiwanListing | None = None
    statements_only: bool = False
    earlier_taiwan_listings: tuple[EarlierListing, ...] = ()
    earlier_ciks: tuple[EarlierCik, ...] = ()
    headline_basis: CapexBasis | None = None
    spender_group: SpenderGroup | None = None
    capex_expected_from: Day | None = None

    @model_validator(mode="before")
    @classmethod
    def _defaults(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        defaults = {"company_id": data["ticker"]} if "ticker" in data else {}
        if data.get("role") in ("spender", "both"):
            defaults["headline_basis"] = "cash"
        return {**defaults, **data}

    @field_validator("fiscal_year_end")
    @classmethod
    def _readable_rule(cls, text: str) -> str:
        return parse_fiscal_year_end(text).text

    @model_validator(mode="after")
    def _reports_somewhere(self) -> Company:
        if self.statements_only != (self.cik is None and self.taiwan_listing is None):
            raise ValueError(
                "cik: a company needs a cik, or else a taiwan_listing, or else statements_only: "
                "true, alone"
            )
        if self.is_spender != (self.spender_group is not None):
            raise ValueError(
                "spender_group: a spender is in one group, hyperscaler or neocloud, and a supplier "
                "in none"
            )
        if self.earlier_reporting_currencies and self.reporting_currency is None:
            raise ValueError(
                "earlier_reporting_currencies: name today's reporting_currency beside them"
            )
        if self.quarter_weeks is not None:
            if sum(self.quarter_weeks) != _WEEKS_IN_YEAR:
                raise ValueError(f"quarter_weeks: must add up to {_WEEKS_IN_YEAR} weeks")
            if self.earlier_fiscal_year_ends:
                raise ValueError(
                    "quarter_weeks: cannot stand beside earlier_fiscal_year_ends, which would "
                    "have weeks of their own"
                )
        for name in (
            "earlier_fiscal_year_ends",
            "earlier_reporting_currencies",
            "earlier_taiwan_listings",
        ):
            days = [each.valid_to for each in getattr(self, name)]
            if len(set(days)) < len(days):
                raise ValueError(f"{name}: two end on one day: correct their valid_to")
        if self.cik is None and self.earlier_ciks:
            raise ValueError("earlier_ciks: a company without a cik has no earlier ones")
        if self.taiwan_listing is None and self.earlier_taiwan_listings:
            raise ValueError(
                "earlier_taiwan_listings: a company without a taiwan_listing has no earlier ones"
            )
        return self

    @property
    def is_spender(self) -> bool:
        """Whether its capital expenditure is part of the build-out."""
        return self.role in ("spender", "both")

    @property
    def fiscal_calendar(self) -> FiscalYearEnd:
        """The rule of its fiscal year end."""
        return parse_fiscal_year_end(self.fiscal_year_end)

    @property
    def ciks(self) -> tuple[int, ...]:
        """Every CIK it files or filed under, today's first; empty if it never filed."""
        if self.cik is None:
            return ()
        return (self.cik, *(earlier.cik for earlier in self.earlier_ciks))

    def currencies_from(self, first_day: dt.date, default: str) -> list[tuple[dt.date, str]]:
        """The registered currencies, each with the day from which it holds."""
        earlier = sorted(self.earlier_reporting_currencies, key=lambda each: each.valid_to)
        starts = [first_day, *(each.valid_to + dt.timedelta(days=1) for each in earlier)]
        names = [*(each.reporting_currency for each in earlier), self.reporting_currency or default]
        return list(zip(starts, names, strict=True))

    @property
    def taiwan_listings(self) -> tuple[TaiwanListing, ...]:
        """Every listing in Taiwan that it has or had, today's first."""
        if self.taiwan_listing is None:
            return ()
        return (self.taiwan_listing, *self.earlier_taiwan_listings)

    def listing_on(self, market: str) -> TaiwanListing | None:
        """Its newest listing on an exchange; today's where none is registered there."""
        on_it = (listing for listing in self.taiwan_listings if listing.market == market)
        return next(on_it, self.taiwan_listing)


class SubSegment(Entry):
    """A part of a segment of the value chain, and the tier that it stands in."""

    sub_segment_id: Identifier
    sub_segment_name: Text
    tier: Tier
    description: Text


class Segment(Entry):
    """A segment of the value chain.

    Attributes:
        segment_id: identifier.
        segment_name: name to show.
        headline_tiers: tiers that spenders buy from, and so are held against their capex.
        sub_segments: its parts.
    """

    segment_id: Identifier
    segment_name: Text
    headline_tiers: tuple[Tier, ...] = Field(min_length=1)
    sub_segments: tuple[SubSegment, ...]

    @field_validator("sub_segments")
    @classmethod
    def _named_once(cls, parts: tuple[SubSegment, ...]) -> tuple[SubSegment, ...]:
        if not parts:
            raise ValueError("a segment has at least one")
        names = [part.sub_segment_id for part in parts]
        doubles = sorted({name for name in names if names.count(name) > 1})
        if doubles:
            raise ValueError(f"named twice: {', '.join(doubles)}")
        return parts

    @model_validator(mode="after")
    def _headline_is_there(self) -> Segment:
        empty = set(self.headline_tiers) - {part.tier for part in self.sub_segments}
        if empty:
            raise ValueError(
                f"headline_tiers: none of its sub-segments stands in {', '.join(sorted(empty))}"
            )
        return self
