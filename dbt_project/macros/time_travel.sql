{# Creates the table macro <mart>_as_of(ts), without its fct_, beside a mart's history: the mart as
   it would have stood at ts (TIMESTAMP, UTC). The hook of every model in the schema of the marts.
   The relation carries a schema and no database name, so that the same definition works in every
   file that holds the marts. One that is asked for under a shorter name has that too. #}
{% macro create_as_of() %}
{%- if this.name.endswith('_history') -%}
{%- set mart = this.name.removeprefix('fct_').removesuffix('_history') -%}
{%- set names = [mart] + {'capex_guidance': ['guidance']}.get(mart, []) -%}
{%- for name in names %}
create or replace macro {{ this.schema }}.{{ name }}_as_of(ts) as table
select * exclude (shown_from, shown_to)
from {{ this.schema }}.{{ this.name }} as history
where {{ shown_at('history', 'cast(ts as timestamp)') }}
{{ ';' if not loop.last }}
{%- endfor -%}
{%- endif -%}
{% endmacro %}

{# What is known of a day is known at its end (UTC): lists and scales state no time. #}
{% macro end_of_day(day) -%}
    cast({{ day }} + interval '1 day' - interval '1 second' as timestamp)
{%- endmacro %}

{# What is said on a day is known at its end in New York (UTC). #}
{% macro end_of_day_in_new_york(day) -%}
    cast(timezone(
        'UTC', timezone('America/New_York', {{ day }} + interval '1 day' - interval '1 second')
    ) as timestamp)
{%- endmacro %}

{# Whether a row of a history was shown at the instant. #}
{% macro shown_at(row, instant) -%}
    ({{ row }}.shown_from <= {{ instant }}
        and ({{ row }}.shown_to is null or {{ row }}.shown_to > {{ instant }}))
{%- endmacro %}

{# Whether rows of two histories were shown at some instant together. #}
{% macro shown_together(one, other) -%}
    (({{ one }}.shown_to is null or {{ one }}.shown_to > {{ other }}.shown_from)
        and ({{ other }}.shown_to is null or {{ other }}.shown_to > {{ one }}.shown_from))
{%- endmacro %}

{# Whether two versions stood at some instant together. #}
{% macro overlap(one, other) -%}
    (({{ one }}.known_to is null or {{ one }}.known_to > {{ other }}.known_from)
        and ({{ other }}.known_to is null or {{ other }}.known_to > {{ one }}.known_from))
{%- endmacro %}

{# Whether a version stood at the instant: known by then, and not yet replaced. #}
{% macro stands_at(version, instant) -%}
    ({{ version }}.known_from <= {{ instant }}
        and ({{ version }}.known_to is null or {{ version }}.known_to > {{ instant }}))
{%- endmacro %}

{# The rows of a relation that has shown_from and shown_to, those merged that follow each other and
   say the same: a row stands until what it shows changes, or ceases to stand. `key` tells cells
   apart. #}
{% macro merged_spans(relation, key) -%}
    (
        select * exclude (step)
        from (
            select
                * exclude (shown_from, shown_to, said, is_step),
                min(shown_from) as shown_from,
                nullif(max(coalesce(shown_to, timestamp 'infinity')), timestamp 'infinity')
                    as shown_to
            from (
                select
                    *,
                    count(*) filter (is_step) over (
                        partition by {{ key | join(', ') }} order by shown_from
                    ) as step
                from (
                    select
                        *,
                        not coalesce(
                            said = lag(said) over history
                            and shown_from = lag(shown_to) over history,
                            false
                        ) as is_step
                    from (
                        select *, row(*columns(* exclude (shown_from, shown_to))) as said
                        from {{ relation }}
                    ) as told
                    window history as (partition by {{ key | join(', ') }} order by shown_from)
                ) as stepped
            ) as numbered
            group by all
        ) as merged
    )
{%- endmacro %}
