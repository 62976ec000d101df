{# The rows of fct_monthly_revenue at an instant, from versions: the one home of what a month is
   compared with.

   versions: relation with the columns of fct_monthly_revenue_versions that the month itself
       states.
   as_of: SQL for the instant (TIMESTAMP, UTC); none takes the versions that stand today.
   extra_columns: further columns of `versions` to return.

   The month a year before is the version of it that stood at the same instant. #}
{% macro monthly_revenue_rows(versions, as_of=none, extra_columns=[]) %}
{%- set own_columns = [
    'company_id', 'ticker', 'month', 'month_end', 'value', 'currency', 'value_usd', 'fx_rate',
    'fx_source', 'fx_first_date', 'fx_last_date', 'first_reported_value', 'is_restated'
] -%}
{%- set trailing_columns = [
    'definition_number', 'report_month', 'statement', 'version', 'known_from', 'lineage_id'
] + extra_columns -%}
select
    {% for column in own_columns -%}
    cell.{{ column }},
    {% endfor -%}
    earlier.value as year_earlier_value,
    {{ change_pct('earlier.value', 'cell.value') }} as yoy_pct,
    {% for column in trailing_columns -%}
    cell.{{ column }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ versions }} as cell
left join {{ versions }} as earlier
    on earlier.company_id = cell.company_id
    and earlier.month = cell.month - interval 1 year
    and earlier.currency = cell.currency
    -- A break of the company's total between the two parts them: compare what both measure.
    and earlier.definition_number = cell.definition_number
    and {{ stands_at('earlier', as_of) }}
where {{ stands_at('cell', as_of) }}
order by cell.company_id, cell.month, cell.version
{%- endmacro %}
