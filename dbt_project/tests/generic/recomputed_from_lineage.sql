{# The operands of every measure, which the model's YAML names with their columns of lineage ids in
   config.meta.measures, add up to it, and each has operands: exactly, or to within a cent for each
   operand that entered a total in US dollars from another currency. #}
{% test recomputed_from_lineage(model) %}
with recomputed as (
    select
        lineage_id,
        sum(
            cast(case sign when 1 then value else -value end as decimal(20, 2))
            * coalesce(fx_rate, cast(1 as decimal(18, 12)))
        ) as value,
        count(fx_rate) as converted
    from {{ ref('lineage') }}
    group by lineage_id
),

published as (
    {%- for measure, lineage_id in declared(model, 'measures').items() %}
    select '{{ measure }}' as measure, {{ lineage_id }} as lineage_id, {{ measure }} as value
    from {{ model }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select published.measure, published.lineage_id, published.value, recomputed.value as recomputed
from published
left join recomputed using (lineage_id)
where published.value is not null
    and (
        recomputed.value is null
        or abs(recomputed.value - published.value) > 0.01 * recomputed.converted
    )
{% endtest %}
