{# Which calendar quarter a period belongs to is decided in normalize/series/periods.py and read
   from there; here is only what follows from its name. #}

{# Last day of the calendar quarter of that name, such as 2026Q2. #}
{% macro calendar_quarter_end(name) -%}
    last_day(make_date(
        cast(left({{ name }}, 4) as integer), cast(right({{ name }}, 1) as integer) * 3, 1
    ))
{%- endmacro %}

{# Whether of two quarters of one company, so many days apart by their ends, the earlier is among
   the four that end with the later; and among the three. By days and not by number, since a
   company that moves its year end numbers anew; quarters have 12 to 17 weeks. #}
{% macro is_within_a_year(days) -%}
    ({{ days }} between 0 and 349)
{%- endmacro %}
{% macro is_within_three_quarters(days) -%}
    ({{ days }} between 0 and 230)
{%- endmacro %}

{# Whether a number of days is a quarter, of 12 to 17 weeks. #}
{% macro is_a_quarter(days) -%}
    ({{ days }} between 80 and 120)
{%- endmacro %}

{# Whether a number of days is a year, on calendars of 52 or 53 weeks too: the year's band of
   normalize/series/periods.py. #}
{% macro is_a_year(days) -%}
    ({{ days }} between 350 and 380)
{%- endmacro %}

{# The last days of the calendar quarters from one to another, as a list. #}
{% macro quarter_ends(first, last) -%}
    list_transform(
        generate_series({{ first }}, {{ last }} + 1, interval 3 month), lambda day: last_day(day)
    )
{%- endmacro %}

{# The name of the calendar quarter of a day, such as 2026Q2. #}
{% macro calendar_quarter(day) -%}
    (extract(year from {{ day }}) || 'Q' || extract(quarter from {{ day }}))
{%- endmacro %}
