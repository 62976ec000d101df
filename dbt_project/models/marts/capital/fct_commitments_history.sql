with stocks as (
    select
        versions.*,
        compared.year_earlier_usd,
        compared.yoy_pct,
        compared.growth_basis,
        compared.compared_from,
        compared.compared_to
    from {{ ref('int_commitment_versions__by_kind') }} as versions
    inner join {{ ref('int_quarters__compared') }} as compared
        on compared.lineage_id = versions.lineage_id
        and compared.series = versions.commitment_kind
),

capex as (
    select * from {{ ref('int_capital_sides__compared') }}
    where side = 'capex'
),

changes as (
    select distinct
        company_id, commitment_kind, period_end, unnest([compared_from, compared_to]) as changed_at
    from stocks
    union
    select distinct
        stocks.company_id, stocks.commitment_kind, stocks.period_end,
        unnest([capex.shown_from, capex.shown_to])
    from stocks
    inner join capex using (company_id, period_end)
),

moments as (
    select
        *,
        lead(changed_at) over (
            partition by company_id, commitment_kind, period_end order by changed_at
        ) as changed_to
    from changes
    where changed_at is not null
),

figures as (
    select
        stocks.company_id,
        companies.ticker,
        companies.spender_group,
        stocks.commitment_kind,
        stocks.fiscal_year,
        stocks.fiscal_quarter,
        stocks.period_end,
        stocks.calendar_quarter,
        {{ calendar_quarter_end('stocks.calendar_quarter') }} as calendar_quarter_end,
        stocks.calendar_offset_days,
        stocks.scope,
        stocks.value,
        stocks.currency,
        stocks.value_usd,
        stocks.fx_rate,
        stocks.fx_source,
        stocks.first_reported_usd,
        stocks.is_restated,
        stocks.year_earlier_usd,
        stocks.yoy_pct,
        stocks.growth_basis,
        capex.trailing_four_quarters_usd as trailing_capex_usd,
        stocks.concept,
        stocks.accession,
        stocks.version,
        stocks.known_from,
        stocks.known_from_basis,
        stocks.lineage_id,
        case when capex.trailing_four_quarters_usd is not null
            then {{ lineage_id(['stocks.company_id', "'trailing_capex'", 'stocks.period_end']) }}
        end as trailing_capex_lineage_id,
        moments.changed_at as shown_from,
        moments.changed_to as shown_to
    from moments
    inner join stocks
        on stocks.company_id = moments.company_id
        and stocks.commitment_kind = moments.commitment_kind
        and stocks.period_end = moments.period_end
        and stocks.compared_from <= moments.changed_at
        and (stocks.compared_to is null or stocks.compared_to > moments.changed_at)
    inner join {{ ref('dim_companies') }} as companies
        on companies.company_id = stocks.company_id and companies.spender_group is not null
    left join capex
        on capex.company_id = stocks.company_id
        and capex.period_end = stocks.period_end
        and {{ shown_at('capex', 'moments.changed_at') }}
)

select * exclude (shown_from, shown_to), shown_from, shown_to
from {{ merged_spans('figures', ['company_id', 'commitment_kind', 'period_end']) }} as spans
