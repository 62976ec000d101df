-- The operands of every published value add up to it exactly, and every one has operands.
with recomputed as (
    select lineage_id, sum(sign * value) as value
    from {{ ref('lineage') }}
    group by lineage_id
),

published as (
    {{ published_values() }}
)

select published.table_name, published.lineage_id, published.value, recomputed.value as recomputed
from published
left join recomputed using (lineage_id)
where recomputed.value is distinct from published.value
