-- Of which versions each sum of the spenders' ratios is made as it stands, and with which sign.
with standing as (
    select * from {{ ref('int_capital_sides__compared') }}
    where shown_to is null
),

cells as (
    select
        standing.company_id,
        standing.period_start,
        standing.period_end,
        standing.lineage_id as capex_lineage_id,
        standing.fx_rate,
        versions.calendar_quarter,
        companies.spender_group,
        companies.capex_expected_from
            <= {{ calendar_quarter_end('versions.calendar_quarter') }} as is_in_panel
    from standing
    inner join {{ ref('int_capex_versions__by_basis') }} as versions
        on versions.lineage_id = standing.lineage_id and versions.basis = 'cash'
    inner join {{ source('normalized', 'companies') }} as companies
        on companies.company_id = standing.company_id
    where standing.side = 'capex'
),

-- Each side of a quarter, and of the three before it.
of_quarters as (
    select
        standing.side, cells.company_id, cells.period_end, standing.lineage_id, standing.fx_rate,
        standing.usd_lineage_id
    from cells
    inner join standing using (company_id, period_start, period_end)
),

of_years as (
    select
        standing.side, cells.company_id, cells.period_end, standing.lineage_id, standing.fx_rate
    from cells
    inner join standing
        on standing.company_id = cells.company_id
        and {{ is_within_a_year('cells.period_end - standing.period_end') }}
),

cell_parts as (
    select
        'free_cash_flow' as name, company_id, period_end, lineage_id as part_id, fx_rate,
        case side when 'capex' then -1 else 1 end as part_sign
    from of_quarters
    where side in ('operating_cash_flow', 'capex')
    union all
    select
        'trailing_free_cash_flow', company_id, period_end, lineage_id, fx_rate,
        case side when 'capex' then -1 else 1 end
    from of_years
    where side in ('operating_cash_flow', 'capex')
    union all
    select 'trailing_' || side, company_id, period_end, lineage_id, fx_rate, 1
    from of_years
    where side in ('capex', 'revenue', 'operating_cash_flow')
    union all
    select
        'cumulative_capex', cell.company_id, cell.period_end, earlier.capex_lineage_id,
        earlier.fx_rate, 1
    from cells as cell
    inner join cells as earlier
        on earlier.company_id = cell.company_id
        and earlier.period_end <= cell.period_end
        and earlier.calendar_quarter >= '{{ var("cumulative_capex_from") }}'
),

sides as (
    from cell_parts
    union all
    select side, company_id, period_end, lineage_id, fx_rate, 1
    from of_quarters
    where side in ('capex', 'revenue', 'operating_cash_flow')
),

of_cells as (
    select
        {{ lineage_id(['company_id', 'name', 'period_end']) }} as lineage_id,
        part_id,
        part_sign,
        fx_rate
    from cell_parts
    union all
    select usd_lineage_id, lineage_id, 1, fx_rate
    from of_quarters
    where usd_lineage_id <> lineage_id
),

of_totals as (
    select
        {{ lineage_id([
            "'total_' || parts.name", 'cells.spender_group', 'cells.calendar_quarter',
        ]) }} as lineage_id,
        parts.part_id,
        parts.part_sign,
        parts.fx_rate
    from cells
    inner join sides as parts using (company_id, period_end)
    where cells.is_in_panel
)

select lineage_id, part_id, cast(part_sign as integer) as part_sign, fx_rate
from of_cells
union all
select lineage_id, part_id, cast(part_sign as integer), fx_rate
from of_totals
