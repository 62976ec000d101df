with standing as (
    select * from {{ ref('int_capex_versions__by_basis') }} where known_to is null
),

quarters as (
    select
        company_id,
        basis,
        fiscal_year,
        cast(sum(value_usd) as decimal(18, 2)) as quarters_sum_usd,
        -- The first quarter is its own cumulative figure; a later one that is tagged stands
        -- outside the chain of differences that ends at the year.
        bool_or(derivation = 'reported' and fiscal_quarter > 1) as has_tagged_quarter
    from standing
    where period_kind = 'quarter'
    group by company_id, basis, fiscal_year
    having count(*) = 4
),

-- Cumulative figures that the year and its quarters use in two vintages at once: a recast that
-- filings have carried through for some of the comparatives only.
mixed_vintages as (
    select distinct company_id, basis, fiscal_year
    from standing
    inner join {{ ref('int_capex_operands__by_basis') }} as operands using (lineage_id)
    group by
        company_id, basis, fiscal_year, concept, dimensions, operands.period_start,
        operands.period_end
    having count(distinct operands.value) > 1
)

select
    years.* exclude (
        fiscal_quarter, calendar_quarter, calendar_offset_days, known_to, first_lineage_id,
        second_lineage_id, second_sign
    ),
    quarters.quarters_sum_usd,
    cast(years.value_usd - quarters.quarters_sum_usd as decimal(18, 2))
        as quarters_difference_usd,
    case
        when years.value_usd = quarters.quarters_sum_usd or quarters.company_id is null then null
        when mixed_vintages.company_id is not null then 'recast_in_progress'
        when quarters.has_tagged_quarter then 'tagged_quarter'
    end as quarters_difference_cause
from standing as years
left join quarters
    on quarters.company_id = years.company_id
    and quarters.basis = years.basis
    and quarters.fiscal_year = years.fiscal_year
left join mixed_vintages
    on mixed_vintages.company_id = years.company_id
    and mixed_vintages.basis = years.basis
    and mixed_vintages.fiscal_year = years.fiscal_year
where years.period_kind = 'year'
