{# An amount of a period in US dollars, to the cent, at the period's average rate; null where no
   rate is at hand. A dollar is a dollar whether or not a table of rates says so.
   DuckDB keeps a product of two 64-bit decimals in 64 bits, unless one side is wider. #}
{% macro in_usd(value, currency, usd_per_unit) -%}
    case when {{ currency }} = 'USD' then {{ value }}
        else cast(
            round(cast({{ value }} as decimal(20, 2)) * {{ usd_per_unit }}, 2) as decimal(18, 2)
        )
    end
{%- endmacro %}

{# The rate beside such an amount, its source and the first and last of its days. #}
{% macro fx_columns(currency, rates) -%}
    case when {{ currency }} = 'USD' then cast(1 as decimal(18, 12))
        else {{ rates }}.usd_per_unit
    end as fx_rate,
    case when {{ currency }} = 'USD' then 'identity' else {{ rates }}.source end as fx_source,
    case when {{ currency }} <> 'USD' then {{ rates }}.first_rate_date end as fx_first_date,
    case when {{ currency }} <> 'USD' then {{ rates }}.last_rate_date end as fx_last_date
{%- endmacro %}

{# Joins the rates of an amount's own period, as `rates`: the relation has its currency as `unit`,
   and names the first and last day of the period. #}
{% macro with_period_rates(amounts, period_start='period_start', period_end='period_end') -%}
    left join {{ source('normalized', 'period_rates') }} as rates
        on rates.currency = {{ amounts }}.unit
        and rates.period_start = {{ amounts }}.{{ period_start }}
        and rates.period_end = {{ amounts }}.{{ period_end }}
{%- endmacro %}
