{# The rows of fct_supplier_revenue_annual at an instant, from versions.

   years: relation with the columns of fct_supplier_revenue_annual_versions that the year itself
       states.
   quarters: fct_supplier_revenue_versions.
   as_of: SQL for the instant (TIMESTAMP, UTC); none takes the versions that stand today.
   extra_columns: further columns of `years` to return.

   The quarters of a year are those that stood at the same instant, in the year's currency. #}
{% macro supplier_revenue_annual_rows(years, quarters, as_of=none, extra_columns=[]) %}
{%- set own_columns = [
    'company_id', 'ticker', 'revenue_line_id', 'line_name', 'segment_id', 'sub_segment_id',
    'scope', 'is_broad', 'is_confirmed', 'fiscal_year', 'period_start', 'period_end', 'value',
    'currency', 'value_usd', 'fx_rate', 'fx_source', 'fx_first_date', 'fx_last_date',
    'first_reported_value', 'is_restated'
] -%}
{%- set trailing_columns = [
    'source', 'accession', 'document', 'version', 'known_from', 'known_from_basis', 'lineage_id'
] + extra_columns -%}
select
    {% for column in own_columns -%}
    cell.{{ column }},
    {% endfor -%}
    cast(count(near.value) as integer) as quarters_published,
    case when count(near.value) = 4 then cast(sum(near.value) as decimal(18, 2)) end
        as quarters_sum,
    {% for column in trailing_columns -%}
    cell.{{ column }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ years }} as cell
left join {{ quarters }} as near
    on near.company_id = cell.company_id
    and near.revenue_line_id = cell.revenue_line_id
    and near.fiscal_year = cell.fiscal_year
    and near.currency = cell.currency
    and {{ stands_at('near', as_of) }}
where {{ stands_at('cell', as_of) }}
group by all
order by cell.company_id, cell.revenue_line_id, cell.fiscal_year, cell.version
{%- endmacro %}
