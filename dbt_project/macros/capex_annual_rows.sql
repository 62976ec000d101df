{# The rows of fct_capex_annual at an instant, from versions: the one home of how a fiscal year
   compares with its quarters, and of why it may differ from them.

   years: relation with the columns of fct_capex_annual_versions that the year itself states.
   quarters: fct_capex_versions.
   operands: relation of the operands of both, with the columns of lineage.
   as_of: SQL for the instant (TIMESTAMP, UTC); none takes the versions that stand today.
   extra_columns: further columns of `years` to return.

   Both are compared in the filer's own currency, and shown at the year's rate.

   The quarters, and the operands of both, are those of versions that stood at the same instant. #}
{% macro capex_annual_rows(years, quarters, operands, as_of=none, extra_columns=[]) %}
{%- set own_columns = [
    'company_id', 'ticker', 'basis', 'fiscal_year', 'period_start', 'period_end', 'value',
    'currency', 'value_usd', 'fx_rate', 'fx_source', 'fx_first_date', 'fx_last_date',
    'first_reported_usd', 'is_restated'
] -%}
{%- set trailing_columns = [
    'is_series_break', 'accession', 'version', 'known_from', 'known_from_basis', 'lineage_id'
] + extra_columns -%}
with quarters_of_years as (
    select
        cell.lineage_id as year_lineage_id,
        near.lineage_id,
        near.value,
        -- The first quarter is its own cumulative figure; a later one that is tagged stands
        -- outside the chain of differences that ends at the year.
        near.derivation = 'reported' and near.fiscal_quarter > 1 as is_tagged
    from {{ years }} as cell
    inner join {{ quarters }} as near
        on near.company_id = cell.company_id
        and near.basis = cell.basis
        and near.fiscal_year = cell.fiscal_year
        and near.currency = cell.currency
        and {{ stands_at('near', as_of) }}
    where {{ stands_at('cell', as_of) }}
),

sums as (
    select
        year_lineage_id,
        cast(sum(value) as decimal(18, 2)) as quarters_sum,
        bool_or(is_tagged) as has_tagged_quarter
    from quarters_of_years
    group by year_lineage_id
    having count(*) = 4
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

select
    {% for column in own_columns -%}
    cell.{{ column }},
    {% endfor -%}
    {{ in_usd('sums.quarters_sum', 'cell.currency', 'cell.fx_rate') }} as quarters_sum_usd,
    cast(
        cell.value_usd - {{ in_usd('sums.quarters_sum', 'cell.currency', 'cell.fx_rate') }}
        as decimal(18, 2)
    ) as quarters_difference_usd,
    case
        when sums.year_lineage_id is null or cell.value = sums.quarters_sum then null
        when mixed_vintages.year_lineage_id is not null then 'recast_in_progress'
        when sums.has_tagged_quarter then 'tagged_quarter'
        -- Both figures are what was filed: a difference that no rule explains is published too.
        else 'unexplained'
    end as quarters_difference_cause,
    {% for column in trailing_columns -%}
    cell.{{ column }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ years }} as cell
left join sums on sums.year_lineage_id = cell.lineage_id
left join mixed_vintages on mixed_vintages.year_lineage_id = cell.lineage_id
where {{ stands_at('cell', as_of) }}
order by cell.company_id, cell.basis, cell.fiscal_year, cell.version
{%- endmacro %}
