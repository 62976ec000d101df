{# Of a history, at most one row of each of its mart's rows is shown at any instant: its spans, told
   apart by config.meta.key without shown_from, do not overlap, and at most one has no end. #}
{% test shown_one_at_a_time(model) %}
{%- set cell = declared(model, 'key') | reject('equalto', 'shown_from') | join(', ') %}
select {{ cell }}, shown_from, shown_to
from {{ model }}
qualify lead(shown_from) over (partition by {{ cell }} order by shown_from)
        < coalesce(shown_to, timestamp 'infinity')
    or shown_to <= shown_from
{% endtest %}
