-- Years of capex and of revenue lines beside their quarters: `series` is the basis or the line.
with quarters as (
    select
        company_id, basis as series, fiscal_year, fiscal_quarter, currency, value, derivation,
        known_from, known_to, lineage_id
    from {{ ref('int_capex_versions__by_basis') }}
    where period_kind = 'quarter'
    union all
    select
        company_id, revenue_line_id, fiscal_year, fiscal_quarter, currency, value, derivation,
        known_from, known_to, lineage_id
    from {{ ref('int_supplier_revenue_versions__by_line') }}
),

years as (
    select
        company_id, basis as series, fiscal_year, currency, value, known_from, known_to,
        lineage_id
    from {{ ref('int_capex_versions__by_basis') }}
    where period_kind = 'year'
    union all
    select
        company_id, revenue_line_id, fiscal_year, currency, value, known_from, known_to,
        lineage_id
    from {{ ref('int_supplier_revenue_versions__by_year') }}
),

quarters_of_years as (
    select
        years.series,
        years.lineage_id as year_lineage_id,
        years.known_from as year_known_from,
        quarters.lineage_id,
        quarters.value,
        -- The first quarter is its own cumulative figure; a later one that is tagged stands
        -- outside the chain of differences that ends at the year.
        quarters.derivation = 'reported' and quarters.fiscal_quarter > 1 as is_tagged,
        quarters.derivation = 'sum_of_months' as is_of_months,
        quarters.known_from,
        quarters.known_to
    from years
    inner join quarters
        on quarters.company_id = years.company_id
        and quarters.series = years.series
        and quarters.fiscal_year = years.fiscal_year
        and quarters.currency = years.currency
        and {{ overlap('quarters', 'years') }}
),

-- What a year is compared with changes when its own version or a quarter's does.
moments as (
    select series, lineage_id as year_lineage_id, known_from as shown_from from years
    union
    select series, year_lineage_id, greatest(year_known_from, known_from) from quarters_of_years
),

-- The quarters of a year are those that stood at the same instant.
standing as (
    select
        moments.series,
        moments.year_lineage_id,
        moments.shown_from,
        quarters.lineage_id,
        quarters.value,
        quarters.is_tagged,
        quarters.is_of_months
    from moments
    inner join quarters_of_years as quarters
        on quarters.series = moments.series
        and quarters.year_lineage_id = moments.year_lineage_id
        and {{ stands_at('quarters', 'moments.shown_from') }}
),

sums as (
    select
        series,
        year_lineage_id,
        shown_from,
        cast(count(*) as integer) as quarters_published,
        case when count(*) = 4 then cast(sum(value) as decimal(18, 2)) end as quarters_sum,
        bool_or(is_tagged) as has_tagged_quarter,
        bool_or(is_of_months) as has_quarter_of_months
    from standing
    group by series, year_lineage_id, shown_from
),

operands as (
    select lineage_id, concept, dimensions, period_start, period_end, value
    from {{ ref('int_capex_operands__by_basis') }}
    union
    select lineage_id, concept, dimensions, period_start, period_end, value
    from {{ source('normalized', 'operands') }}
),

-- Cumulative figures that the year and its quarters use in two vintages at once: a recast that
-- filings have carried through for some of the comparatives only.
mixed_vintages as (
    select distinct parts.series, parts.year_lineage_id, parts.shown_from
    from (
        select series, year_lineage_id, shown_from, lineage_id from standing
        union all
        select series, year_lineage_id, shown_from, year_lineage_id as lineage_id from sums
    ) as parts
    inner join operands using (lineage_id)
    group by
        parts.series, parts.year_lineage_id, parts.shown_from, operands.concept,
        operands.dimensions, operands.period_start, operands.period_end
    having count(distinct operands.value) > 1
)

select
    moments.year_lineage_id,
    years.series,
    moments.shown_from,
    coalesce(sums.quarters_published, 0) as quarters_published,
    sums.quarters_sum,
    case
        when sums.quarters_sum is null or years.value = sums.quarters_sum then null
        when mixed_vintages.year_lineage_id is not null then 'recast_in_progress'
        when sums.has_tagged_quarter then 'tagged_quarter'
        -- Months are unaudited and in thousands; the year is audited and rounded more coarsely.
        when sums.has_quarter_of_months then 'monthly_reports'
        -- Both figures are what was filed: a difference that no rule explains is published too.
        else 'unexplained'
    end as quarters_difference_cause
from moments
inner join years
    on years.lineage_id = moments.year_lineage_id and years.series = moments.series
left join sums
    on sums.year_lineage_id = moments.year_lineage_id
    and sums.series = moments.series
    and sums.shown_from = moments.shown_from
left join mixed_vintages
    on mixed_vintages.year_lineage_id = moments.year_lineage_id
    and mixed_vintages.series = moments.series
    and mixed_vintages.shown_from = moments.shown_from
