with sides as (
    select * from {{ ref('int_capital_sides__compared') }}
),

cumulated as (
    select * from {{ ref('int_capex__cumulated') }}
),

cells as (
    select distinct company_id, fiscal_year, fiscal_quarter, period_start, period_end,
        calendar_quarter, calendar_offset_days
    from {{ ref('int_capex_versions__by_basis') }}
    where basis = 'cash' and period_kind = 'quarter'
),

-- A ratio changes when one of its sides does.
changes as (
    select distinct company_id, period_end, unnest([shown_from, shown_to]) as changed_at
    from sides
    union
    select distinct company_id, period_end, unnest([shown_from, shown_to])
    from cumulated
),

moments as (
    select
        *,
        lead(changed_at) over (partition by company_id, period_end order by changed_at)
            as changed_to
    from changes
    where changed_at is not null
),

-- The sides of one company and the same days, as they stood together.
placed as (
    select
        cells.*,
        capex.value_usd as capex_usd,
        capex.year_earlier_usd as capex_year_earlier_usd,
        capex.yoy_pct as capex_yoy_pct,
        capex.trailing_four_quarters_usd as trailing_capex_usd,
        capex.usd_lineage_id as capex_lineage_id,
        revenue.value_usd as revenue_usd,
        revenue.trailing_four_quarters_usd as trailing_revenue_usd,
        revenue.usd_lineage_id as revenue_lineage_id,
        cash_flow.value_usd as operating_cash_flow_usd,
        cash_flow.trailing_four_quarters_usd as trailing_operating_cash_flow_usd,
        cash_flow.usd_lineage_id as operating_cash_flow_lineage_id,
        -- Growth on one of the two, never from one to the other.
        coalesce(
            case when alone.year_earlier_usd is not null then alone end,
            case when both_kinds.year_earlier_usd is not null then both_kinds end,
            alone,
            both_kinds
        ) as depreciation,
        cumulated.value_usd as cumulative_capex_usd,
        moments.changed_at as shown_from,
        moments.changed_to as shown_to
    from moments
    inner join cells using (company_id, period_end)
    inner join sides as capex
        on {{ side_at('capex', 'capex') }}
    left join sides as revenue
        on {{ side_at('revenue', 'revenue') }}
    left join sides as cash_flow
        on {{ side_at('cash_flow', 'operating_cash_flow') }}
    left join sides as alone
        on {{ side_at('alone', 'depreciation') }}
    left join sides as both_kinds
        on {{ side_at('both_kinds', 'depreciation_and_amortization') }}
    left join cumulated
        on cumulated.company_id = cells.company_id
        and cumulated.period_end = cells.period_end
        and {{ shown_at('cumulated', 'moments.changed_at') }}
),

figures as (
    select
        placed.company_id,
        companies.ticker,
        companies.spender_group,
        'cash' as basis,
        placed.fiscal_year,
        placed.fiscal_quarter,
        placed.period_start,
        placed.period_end,
        placed.calendar_quarter,
        {{ calendar_quarter_end('placed.calendar_quarter') }} as calendar_quarter_end,
        placed.calendar_offset_days,
        coalesce(
            companies.capex_expected_from
                <= {{ calendar_quarter_end('placed.calendar_quarter') }},
            false
        ) as is_in_panel,
        placed.capex_usd,
        placed.revenue_usd,
        placed.operating_cash_flow_usd,
        {{ ratio('placed.capex_usd', 'placed.revenue_usd') }} as capex_to_revenue,
        {{ ratio('placed.capex_usd', 'placed.operating_cash_flow_usd') }}
            as capex_to_operating_cash_flow,
        cast(placed.operating_cash_flow_usd - placed.capex_usd as decimal(18, 2))
            as free_cash_flow_usd,
        placed.capex_year_earlier_usd,
        placed.capex_yoy_pct,
        placed.depreciation.side as depreciation_kind,
        placed.depreciation.value_usd as depreciation_usd,
        placed.depreciation.year_earlier_usd as depreciation_year_earlier_usd,
        placed.depreciation.yoy_pct as depreciation_yoy_pct,
        placed.trailing_capex_usd,
        placed.trailing_revenue_usd,
        placed.trailing_operating_cash_flow_usd,
        {{ ratio('placed.trailing_capex_usd', 'placed.trailing_revenue_usd') }}
            as trailing_capex_to_revenue,
        {{ ratio('placed.trailing_capex_usd', 'placed.trailing_operating_cash_flow_usd') }}
            as trailing_capex_to_operating_cash_flow,
        cast(
            placed.trailing_operating_cash_flow_usd - placed.trailing_capex_usd
            as decimal(18, 2)
        ) as trailing_free_cash_flow_usd,
        '{{ var("cumulative_capex_from") }}' as cumulative_from,
        placed.cumulative_capex_usd,
        {{ why_no_ratio() }} as missing_reason,
        placed.capex_lineage_id,
        placed.revenue_lineage_id,
        placed.operating_cash_flow_lineage_id,
        placed.depreciation.usd_lineage_id as depreciation_lineage_id,
        placed.shown_from,
        placed.shown_to
    from placed
    inner join {{ ref('dim_companies') }} as companies using (company_id)
)

select
    * exclude (shown_from, shown_to),
    {{ lineage_id(['company_id', "'free_cash_flow'", 'period_end']) }} as lineage_id,
    {%- for name in capital_sums() if name != 'free_cash_flow' %}
    case when {{ name }}_usd is not null
        then {{ lineage_id(['company_id', "'" ~ name ~ "'", 'period_end']) }}
    end as {{ name }}_lineage_id,
    {%- endfor %}
    shown_from,
    shown_to
from {{ merged_spans('figures', ['company_id', 'period_end']) }} as spans
