{# The rows of fct_supplier_revenue_annual at an instant, from versions.

   years: relation with the columns of fct_supplier_revenue_annual_versions that the year itself
       states.
   quarters: fct_supplier_revenue_versions.
   operands: relation of the operands of both, with the columns of lineage.
   as_of: SQL for the instant (TIMESTAMP, UTC); none takes the versions that stand today.
   extra_columns: further columns of `years` to return.

   The quarters of a year are those that stood at the same instant, in the year's currency. #}
{% macro supplier_revenue_annual_rows(years, quarters, operands, as_of=none, extra_columns=[]) %}
{%- set own_columns = [
    'company_id', 'ticker', 'revenue_line_id', 'line_name', 'segment_id', 'sub_segment_id',
    'scope', 'is_broad', 'is_confirmed', 'fiscal_year', 'period_start', 'period_end', 'value',
    'currency', 'value_usd', 'fx_rate', 'fx_source', 'fx_first_date', 'fx_last_date',
    'first_reported_value', 'is_restated'
] -%}
{%- set trailing_columns = [
    'source', 'accession', 'document', 'version', 'known_from', 'known_from_basis', 'lineage_id'
] + extra_columns -%}
with
{{- quarters_of_years(years, quarters, operands, ['company_id', 'revenue_line_id'], as_of) }}

select
    {% for column in own_columns -%}
    cell.{{ column }},
    {% endfor -%}
    coalesce(sums.quarters_published, 0) as quarters_published,
    sums.quarters_sum,
    cast(cell.value - sums.quarters_sum as decimal(18, 2)) as quarters_difference,
    {{ quarters_difference_cause() }} as quarters_difference_cause,
    {% for column in trailing_columns -%}
    cell.{{ column }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ years }} as cell
left join sums on sums.year_lineage_id = cell.lineage_id
left join mixed_vintages on mixed_vintages.year_lineage_id = cell.lineage_id
where {{ stands_at('cell', as_of) }}
order by cell.company_id, cell.revenue_line_id, cell.fiscal_year, cell.version
{%- endmacro %}
