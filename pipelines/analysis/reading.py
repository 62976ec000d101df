"""What statistics reads of the warehouse: series, guidance, sales and months.

Belongs here: the queries, and rows into the classes of this package. What is made of them and
written is in `store.py`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipelines.analysis.guidance import Amount, Guidance, Statement
from pipelines.analysis.months import Month
from pipelines.analysis.operands import GROUP, TOTAL, Sale
from pipelines.analysis.series import Series, Shown, numbered, total
from pipelines.storage.connections import connect_warehouse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipelines.registry import Registry
    from pipelines.settings import Settings

# A fiscal quarter belongs to the calendar quarter that its middle lies in.
_HALF_A_QUARTER = dt.timedelta(days=45)
BASIS = "cash"
REVENUE = "segment_revenue"
_CAPEX = f"""
    select company_id, calendar_quarter, cast(value_usd as double) as value, known_from, known_to,
        accession
    from intermediate.int_capex_versions__by_basis
    where period_kind = 'quarter' and basis = '{BASIS}' and value_usd is not null
    order by company_id, calendar_quarter, known_from
"""  # noqa: S608
# On every basis, for what takes guidance on one of them to that of the series; on the definition
# of each moment: an accounting change counts from when it was known until it is taken back. A year
# in which one came is on no one definition.
_AMOUNTS = """
    with changes as (
        select company_id, basis, issued_date, amounts_from, amounts_to
        from normalized.guidance
        where begins_definition
    ),

    stated as (
        select company_id, basis, period_kind = 'year' as is_year, period_end,
            cast(value_usd as double) as amount, known_from, known_to, accession
        from intermediate.int_capex_versions__by_basis
        where value_usd is not null
    ),

    moments as (
        select *, known_from as moment from stated
        union
        select stated.*, unnest([amounts_from, amounts_to]) from stated
        inner join changes using (company_id, basis)
    ),

    amounts as (
        select moments.*,
            count(distinct issued_date) filter (issued_date < period_end) as definition,
            count(distinct issued_date) filter (
                issued_date < last_day(period_end - interval 9 month)
            ) as definition_of_first_quarter
        from moments
        left join changes
            on changes.company_id = moments.company_id
            and changes.basis = moments.basis
            and changes.amounts_from <= moment
            and coalesce(changes.amounts_to > moment, true)
        where moment >= known_from and coalesce(moment < known_to, true)
        group by all
    )

    select company_id, basis, definition, is_year, period_end, amount, moment, until, accession
    from (
        select *, coalesce(lead(moment) over (
            partition by company_id, basis, is_year, period_end, amount, known_from, accession
            order by moment
        ), known_to) as until
        from amounts
    )
    where not is_year or definition = definition_of_first_quarter
    order by company_id, basis, period_end, moment
"""
# A statement of an unknown day stands nowhere; one of each quarter is of no period. Words replace
# an amount only where they name it.
_GUIDED = f"""
    select said.company_id, said.horizon, said.horizon_start_date, said.horizon_end_date,
        said.basis,
        case when said.basis = '{BASIS}'
            then cast((said.low_usd + said.high_usd) / 2 as double)
            else cast((said.comparable_low_usd + said.comparable_high_usd) / 2 as double)
        end as midpoint,
        said.comparable_definition as definition,
        coalesce(said.low_usd, said.high_usd, said.supersedes_low_usd, said.supersedes_high_usd)
            is not null as replaces,
        said.issued_date, said.known_from, said.amounts_from, said.amounts_to, said.source,
        said.accession,
        case when said.source = 'guidance_statements'
            then said.document || ', ' || said.issued_date
        end as document,
        stated.url
    from normalized.guidance as said
    left join raw.guidance_statements as stated
        on said.source = 'guidance_statements' and stated.file = said.source_reference
    where said.known_from_basis <> 'entered_date_end' and said.horizon not like 'each %'
    order by said.company_id, said.horizon_end_date, said.basis, said.known_from, said.issued_date,
        said.amounts_from
"""  # noqa: S608
# The newest quarter of an index counts once half of those expected stand behind its last link:
# what the first two say of a quarter is not the tier's.
_TIERS = """
    select segment_id, tier, calendar_quarter, matched_index,
        2 * matched_index_companies >= companies_expected, shown_from, shown_to
    from intermediate.int_tier_revenue__charted
    where sub_segment_id is null
    order by segment_id, tier, calendar_quarter, shown_from
"""
# What counts in a tier's newest quarter; what no filing says leads to a statement or a page.
_SALES = """
    select counted.segment_id, counted.tier, counted.calendar_quarter, counted.revenue_line_id,
        counted.period_end, cast(counted.value_usd as double),
        case when counted.accession is null then found.source else 'fct_supplier_revenue' end,
        counted.accession,
        coalesce(counted.document, 'monthly revenue reports of the quarter'), found.url,
        counted.shown_from, counted.shown_to
    from intermediate.int_supplier_revenue__counted as counted
    inner join (
        select lineage_id, max(source) as source, max(report_url) as url
        from normalized.operands
        group by lineage_id
    ) as found using (lineage_id)
    where counted.in_segment_total and counted.value_usd is not null
    order by counted.segment_id, counted.tier, counted.calendar_quarter, counted.company_id,
        counted.revenue_line_id, counted.shown_from
"""
# Months of whoever counts in a tier, in dollars of the month.
_MONTHS = """
    select counted.segment_id, counted.tier, counted.of_companies, months.company_id,
        months.month_end,
        cast(months.value as double) * cast(rates.usd_per_unit as double), months.report_url,
        months.known_from, months.known_to
    from normalized.monthly_revenue as months
    inner join (
        select segment_id, tier, company_id, count(*) over (partition by segment_id, tier)
            as of_companies
        from intermediate.int_supplier_revenue__counted
        where in_segment_total
        group by segment_id, tier, company_id
    ) as counted using (company_id)
    inner join normalized.period_rates as rates
        on rates.currency = months.unit
        and rates.period_start = months.month
        and rates.period_end = months.month_end
    order by counted.segment_id, counted.tier, months.company_id, months.month, months.known_from
"""


@dataclass(frozen=True)
class ToAnalyse:
    """What statistics reads of the warehouse, as `store.analysed` takes it."""

    every: list[tuple[Series, dict[str, str]]]
    guidance: Guidance
    sales: list[Sale]
    months: list[Month]


def read_to_analyse(registry: Registry, settings: Settings) -> ToAnalyse:
    """What statistics reads of the warehouse.

    Raises:
        pipelines.storage.connections.WarehouseError: the warehouse cannot be read.
    """
    with connect_warehouse(settings) as connection:
        capex = connection.execute(_CAPEX).fetchall()
        tiers = connection.execute(_TIERS).fetchall()
        amounts = connection.execute(_AMOUNTS).fetchall()
        guided = connection.execute(_GUIDED).fetchall()
        sold = connection.execute(_SALES).fetchall()
        monthly = connection.execute(_MONTHS).fetchall()
    guidance = Guidance(_statements(guided), _amounts(amounts), BASIS)
    return ToAnalyse(
        [*_capex(registry, capex), *_tiers(tiers)], guidance, _sales(sold), _months(monthly)
    )


def _capex(
    registry: Registry, rows: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[Series, dict[str, str]]]:
    """Each spender's, and their sum where all of them state a quarter."""
    shown: dict[str, list[Shown]] = defaultdict(list)
    for company, quarter, value, known_from, known_to, accession in rows:
        shown[company].append(
            Shown("", numbered(quarter), value, True, known_from, known_to, accession)
        )
    companies = sorted(
        company.company_id for company in registry.companies if company.spender_group == GROUP
    )
    spenders = [
        Series(f"capex:{company}", "capex", "USD", tuple(shown[company])) for company in companies
    ]
    for company, series in zip(companies, spenders, strict=True):
        yield series, {"company_id": company}
    if spenders:
        yield total(TOTAL, "capex_total", spenders), {}


def _statements(rows: Iterable[tuple[Any, ...]]) -> Iterator[Statement]:
    for company, horizon, starts, ends, basis, *said in rows:
        yield Statement(
            f"capex:{company}",
            horizon,
            _quarter_of(starts + _HALF_A_QUARTER),
            _quarter_of(ends - _HALF_A_QUARTER),
            ends,
            basis,
            *said,
        )


def _sales(rows: Iterable[tuple[Any, ...]]) -> list[Sale]:
    return [
        Sale(f"revenue:{segment}:{tier}", numbered(quarter), *told)
        for segment, tier, quarter, *told in rows
    ]


def _months(rows: Iterable[tuple[Any, ...]]) -> list[Month]:
    return [
        Month(
            f"revenue:{segment}:{tier}",
            of_companies,
            company,
            12 * end.year + end.month - 1,
            end,
            *told,
        )
        for segment, tier, of_companies, company, end, *told in rows
    ]


def _amounts(rows: Iterable[tuple[Any, ...]]) -> Iterator[Amount]:
    for company, *stated in rows:
        yield Amount(f"capex:{company}", *stated)


def _quarter_of(day: dt.date) -> int:
    return 4 * day.year + (day.month - 1) // 3


def _tiers(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Series, dict[str, str]]]:
    shown: dict[tuple[str, str], list[Shown]] = defaultdict(list)
    for segment, tier, quarter, index, may_end, shown_from, shown_to in rows:
        of_tier = shown[segment, tier]
        if index is not None:
            of_tier.append(Shown("", numbered(quarter), index, may_end, shown_from, shown_to, None))
    for (segment, tier), values in shown.items():
        series = Series(
            f"revenue:{segment}:{tier}",
            REVENUE,
            "index",
            tuple(values),
            is_rebased=True,
        )
        yield series, {"segment_id": segment, "tier": tier}
