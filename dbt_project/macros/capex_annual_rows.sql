{# The rows of fct_capex_annual at an instant, from versions.

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
with
{{- quarters_of_years(years, quarters, operands, ['company_id', 'basis'], as_of) }}

select
    {% for column in own_columns -%}
    cell.{{ column }},
    {% endfor -%}
    {{ in_usd('sums.quarters_sum', 'cell.currency', 'cell.fx_rate') }} as quarters_sum_usd,
    cast(
        cell.value_usd - {{ in_usd('sums.quarters_sum', 'cell.currency', 'cell.fx_rate') }}
        as decimal(18, 2)
    ) as quarters_difference_usd,
    {{ quarters_difference_cause() }} as quarters_difference_cause,
    {% for column in trailing_columns -%}
    cell.{{ column }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ years }} as cell
left join sums on sums.year_lineage_id = cell.lineage_id
left join mixed_vintages on mixed_vintages.year_lineage_id = cell.lineage_id
where {{ stands_at('cell', as_of) }}
order by cell.company_id, cell.basis, cell.fiscal_year, cell.version
{%- endmacro %}
