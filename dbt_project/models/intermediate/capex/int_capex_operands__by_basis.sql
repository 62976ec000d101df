with versions as (
    select * from {{ ref('int_capex_versions__by_basis') }}
),

parts as (
    select lineage_id, 1 as part_order, first_lineage_id as part_id, 1 as part_sign
    from versions
    union all
    select lineage_id, 2, second_lineage_id, second_sign
    from versions
    where second_lineage_id is not null
)

select
    parts.lineage_id,
    cast(
        row_number() over (
            partition by parts.lineage_id order by parts.part_order, operands.operand_order
        ) as integer
    ) as operand_order,
    cast(parts.part_sign * operands.sign as integer) as sign,
    operands.source,
    operands.cik,
    operands.concept,
    operands.dimensions,
    operands.unit,
    operands.period_start,
    operands.period_end,
    operands.value,
    operands.accession,
    operands.document,
    operands.element_id
from parts
inner join {{ source('normalized', 'operands') }} as operands
    on operands.lineage_id = parts.part_id
