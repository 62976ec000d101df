{{ config(severity='warn', meta={'scope': 'company'}) }}
-- The operands of every published value add up to it, and every one has operands: exactly, or to
-- within a cent for each operand that entered a total in US dollars from another currency.
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
    {{ published_values() }}
)

select published.table_name, published.lineage_id, published.value, recomputed.value as recomputed
from published
left join recomputed using (lineage_id)
where recomputed.value is null
    or abs(recomputed.value - published.value) > 0.01 * recomputed.converted
