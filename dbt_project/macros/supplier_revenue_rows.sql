{# The rows of fct_supplier_revenue at an instant, from versions: the one home of what a cell of
   supplier revenue shows, and of which lines count in a segment's total.

   versions: relation with the columns of fct_supplier_revenue_versions from company_id to
       lineage_id, and is_countable, line_path, has_narrower_lines, replaced_from, known_to.
   as_of: SQL for the instant (TIMESTAMP, UTC); none takes the versions that stand today.
   extra_columns: further columns of `versions` to return.

   A line counts if it may, unless narrower lines have replaced it or a line that contains it
   counts. Neighbouring quarters and the other lines of the quarter are those that stood at the
   same instant, so nothing that became known later reaches a row. #}
{% macro supplier_revenue_rows(versions, as_of=none, extra_columns=[]) %}
{%- set own_columns = [
    'company_id', 'ticker', 'revenue_line_id', 'line_name', 'segment_id', 'sub_segment_id',
    'scope', 'is_broad', 'is_confirmed'
] -%}
{%- set cell_columns = [
    'fiscal_year', 'fiscal_quarter', 'period_start', 'period_end', 'calendar_quarter',
    'calendar_offset_days', 'value', 'currency', 'value_usd', 'fx_rate', 'fx_source',
    'fx_first_date', 'fx_last_date', 'first_reported_value', 'is_restated'
] -%}
{%- set trailing_columns = [
    'is_series_break', 'definition_number', 'derivation', 'source', 'accession', 'document',
    'version', 'known_from', 'known_from_basis', 'lineage_id'
] + extra_columns -%}
{%- set days_before = '(cell.period_end - near.period_end)' -%}
select
    {% for column in own_columns -%}
    {{ column }},
    {% endfor -%}
    counts_as is not null as in_segment_total,
    counts_as as counted_as,
    {% for column in cell_columns -%}
    {{ column }},
    {% endfor -%}
    case when not is_broken_since_year_earlier then same_quarter_value end as year_earlier_value,
    {{ change_pct('year_earlier_value', 'value') }} as yoy_pct,
    {{ growth_basis('yoy_pct', 'is_restated', 'is_same_quarter_restated') }} as growth_basis,
    {% for column in trailing_columns -%}
    {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
from (
    select
        {% for column in own_columns + cell_columns + trailing_columns -%}
        cell.{{ column }},
        {% endfor -%}
        -- Not counted_as: versions may hold a column of that name, as it stood at known_from.
        cell.counts_as,
        max(near.value) filter (
            {{ is_a_year(days_before) }}
            and near.currency = cell.currency
            -- A break may lie in a quarter that nobody stated: compare what both measure.
            and near.definition_number = cell.definition_number
        ) as same_quarter_value,
        bool_or(near.is_restated) filter ({{ is_a_year(days_before) }}) as is_same_quarter_restated,
        -- A break on any of the last four quarters parts this one from the year before.
        bool_or(near.is_series_break) filter ({{ is_within_a_year(days_before) }})
            as is_broken_since_year_earlier
    from (
        select
            *,
            case
                when not cell.is_countable or {{ is_replaced_at('cell', as_of) }} then null
                when exists (
                    select 1 from {{ versions }} as wider
                    where wider.company_id = cell.company_id
                        and wider.fiscal_year = cell.fiscal_year
                        and wider.fiscal_quarter = cell.fiscal_quarter
                        and wider.is_countable
                        and starts_with(cell.line_path, wider.line_path || '/')
                        and {{ stands_at('wider', as_of) }}
                        and not {{ is_replaced_at('wider', as_of) }}
                ) then null
                when not cell.has_narrower_lines then 'line'
                when cell.scope = 'total_company' then 'total_proxy'
                else 'parent_of_missing_children'
            end as counts_as
        from {{ versions }} as cell
        where {{ stands_at('cell', as_of) }}
    ) as cell
    -- The cell itself and the quarters up to a year before it.
    inner join {{ versions }} as near
        on near.company_id = cell.company_id
        and near.revenue_line_id = cell.revenue_line_id
        and ({{ is_within_a_year(days_before) }} or {{ is_a_year(days_before) }})
        and {{ stands_at('near', as_of) }}
    group by all
) as cells
order by company_id, revenue_line_id, fiscal_year, fiscal_quarter, version
{%- endmacro %}

{# Whether narrower lines have replaced a line by the instant. #}
{% macro is_replaced_at(version, as_of) -%}
    {%- if as_of is none -%}
    ({{ version }}.replaced_from is not null)
    {%- else -%}
    ({{ version }}.replaced_from is not null and {{ version }}.replaced_from <= {{ as_of }})
    {%- endif -%}
{%- endmacro %}
