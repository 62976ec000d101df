{# The rows of fct_capex at an instant, from versions: the one home of what a cell of capex shows.

   versions: relation with the columns of fct_capex_versions up to lineage_id.
   as_of: SQL for the instant (TIMESTAMP, UTC); none takes the versions that stand today.
   extra_columns: further columns of `versions` to return.

   Neighbouring quarters are those that stood at the same instant, so nothing that became known
   later reaches year_earlier_usd, yoy_pct or trailing_four_quarters_usd. Growth is that in the
   filer's own currency; between two currencies there is none, and no trailing sum. #}
{% macro capex_rows(versions, as_of=none, extra_columns=[]) %}
{%- set own_columns = [
    'company_id', 'ticker', 'basis', 'fiscal_year', 'fiscal_quarter', 'period_start',
    'period_end', 'calendar_quarter', 'calendar_offset_days', 'value', 'currency', 'value_usd',
    'fx_rate', 'fx_source', 'fx_first_date', 'fx_last_date', 'first_reported_usd', 'is_restated'
] -%}
{%- set trailing_columns = [
    'is_series_break', 'is_in_panel', 'derivation', 'accession', 'version', 'known_from',
    'known_from_basis', 'lineage_id'
] + extra_columns -%}
{%- set days_before = '(cell.period_end - near.period_end)' -%}
{%- set is_alike = 'near.currency = cell.currency' -%}
select
    {% for column in own_columns -%}
    {{ column }},
    {% endfor -%}
    case when not is_broken_since_year_earlier then same_quarter_usd end as year_earlier_usd,
    case when not is_broken_since_year_earlier then same_quarter_value end as year_earlier_value,
    {{ change_pct('year_earlier_value', 'value') }} as yoy_pct,
    {{ growth_basis('yoy_pct', 'is_restated', 'is_same_quarter_restated') }} as growth_basis,
    case when quarter_count = 4
        and not is_broken_within
        and {{ is_a_year('period_end - first_day + 1') }}
        then cast(quarters_usd as decimal(18, 2))
    end as trailing_four_quarters_usd,
    {% for column in trailing_columns -%}
    {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
from (
    select
        {% for column in own_columns + trailing_columns -%}
        cell.{{ column }},
        {% endfor -%}
        max(near.value_usd) filter ({{ is_a_year(days_before) }} and {{ is_alike }})
            as same_quarter_usd,
        max(near.value) filter ({{ is_a_year(days_before) }} and {{ is_alike }})
            as same_quarter_value,
        bool_or(near.is_restated) filter ({{ is_a_year(days_before) }}) as is_same_quarter_restated,
        -- A break on any of the last four quarters parts this one from the year before.
        bool_or(near.is_series_break) filter ({{ is_within_a_year(days_before) }})
            as is_broken_since_year_earlier,
        -- A break on the first of four is against the quarter before them: no mixture.
        bool_or(near.is_series_break) filter ({{ is_within_three_quarters(days_before) }})
            as is_broken_within,
        count(near.value_usd) filter ({{ is_within_a_year(days_before) }} and {{ is_alike }})
            as quarter_count,
        sum(near.value_usd) filter ({{ is_within_a_year(days_before) }}) as quarters_usd,
        min(near.period_start) filter ({{ is_within_a_year(days_before) }}) as first_day
    from {{ versions }} as cell
    -- The cell itself and the quarters up to a year before it.
    inner join {{ versions }} as near
        on near.company_id = cell.company_id
        and near.basis = cell.basis
        and ({{ is_within_a_year(days_before) }} or {{ is_a_year(days_before) }})
        and {{ stands_at('near', as_of) }}
    where {{ stands_at('cell', as_of) }}
    group by all
) as cells
order by company_id, basis, fiscal_year, fiscal_quarter, version
{%- endmacro %}

{# Whether a version stands at the instant: known by then, and not yet replaced. #}
{% macro stands_at(version, as_of) -%}
    {%- if as_of is none -%}
    {{ version }}.known_to is null
    {%- else -%}
    {{ version }}.known_from <= {{ as_of }}
        and ({{ version }}.known_to is null or {{ version }}.known_to > {{ as_of }})
    {%- endif -%}
{%- endmacro %}
