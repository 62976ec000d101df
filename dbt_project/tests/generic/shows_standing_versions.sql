{# The model shows exactly the versions that stand: the rows without known_to of `versions`, the
   table of all of them. #}
{% test shows_standing_versions(model, versions) %}
{%- set shown = (declared(model, 'key') | list + ['value', 'currency', 'version', 'lineage_id'])
    | join(', ') %}
(
    select {{ shown }}, known_from, 'does not stand' as finding from {{ model }}
    except
    select {{ shown }}, known_from, 'does not stand' from {{ versions }} where known_to is null
)
union all
(
    select {{ shown }}, known_from, 'is not shown' from {{ versions }} where known_to is null
    except
    select {{ shown }}, known_from, 'is not shown' from {{ model }}
)
{% endtest %}
