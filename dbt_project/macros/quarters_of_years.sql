{# How a fiscal year compares with its quarters, as CTEs: quarters_of_years, sums, mixed_vintages.

   years: relation of years, with lineage_id, currency and the columns of `series`.
   quarters: relation of the versions of their quarters, with value and derivation besides.
   operands: relation of the operands of both, with the columns of lineage.
   series: columns that tell two series apart.
   as_of: SQL for the instant (TIMESTAMP, UTC); none takes the versions that stand today.

   The quarters, and the operands of both, are those of versions that stood at the same instant. #}
{% macro quarters_of_years(years, quarters, operands, series, as_of=none) %}
quarters_of_years as (
    select
        cell.lineage_id as year_lineage_id,
        near.lineage_id,
        near.value,
        -- The first quarter is its own cumulative figure; a later one that is tagged stands
        -- outside the chain of differences that ends at the year.
        near.derivation = 'reported' and near.fiscal_quarter > 1 as is_tagged
    from {{ years }} as cell
    inner join {{ quarters }} as near
        on near.fiscal_year = cell.fiscal_year
        and near.currency = cell.currency
        {%- for column in series %}
        and near.{{ column }} = cell.{{ column }}
        {%- endfor %}
        and {{ stands_at('near', as_of) }}
    where {{ stands_at('cell', as_of) }}
),

sums as (
    select
        year_lineage_id,
        cast(count(*) as integer) as quarters_published,
        case when count(*) = 4 then cast(sum(value) as decimal(18, 2)) end as quarters_sum,
        bool_or(is_tagged) as has_tagged_quarter
    from quarters_of_years
    group by year_lineage_id
),

-- Cumulative figures that the year and its quarters use in two vintages at once: a recast that
-- filings have carried through for some of the comparatives only.
mixed_vintages as (
    select distinct parts.year_lineage_id
    from (
        select year_lineage_id, lineage_id from quarters_of_years
        union all
        select year_lineage_id, year_lineage_id from sums
    ) as parts
    inner join {{ operands }} as operands using (lineage_id)
    group by
        parts.year_lineage_id, operands.concept, operands.dimensions, operands.period_start,
        operands.period_end
    having count(distinct operands.value) > 1
)
{%- endmacro %}

{# Why a year, `cell`, differs from its `sums`, with `mixed_vintages` joined to it; else null. #}
{% macro quarters_difference_cause() -%}
case
        when sums.quarters_sum is null or cell.value = sums.quarters_sum then null
        when mixed_vintages.year_lineage_id is not null then 'recast_in_progress'
        when sums.has_tagged_quarter then 'tagged_quarter'
        -- Both figures are what was filed: a difference that no rule explains is published too.
        else 'unexplained'
    end
{%- endmacro %}
