{# Which calendar quarter a period belongs to is decided in normalize/periods.py and read from
   there; here is only what follows from its name. #}

{# Last day of the calendar quarter of that name, such as 2026Q2. #}
{% macro calendar_quarter_end(name) -%}
    last_day(make_date(
        cast(left({{ name }}, 4) as integer), cast(right({{ name }}, 1) as integer) * 3, 1
    ))
{%- endmacro %}

{# Whether a number of days is a year, on calendars of 52 or 53 weeks too: the year's band of
   normalize/periods.py. #}
{% macro is_a_year(days) -%}
    ({{ days }} between 350 and 380)
{%- endmacro %}
