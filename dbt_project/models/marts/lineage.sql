with capex_operands as (
    select * from {{ ref('int_capex_operands__by_basis') }}
),

single as (
    select * from capex_operands
    where lineage_id in (
        select lineage_id from {{ ref('fct_capex_versions') }}
        union all
        select lineage_id from {{ ref('fct_capex_annual') }}
    )
),

-- Restatements reach versions that no capex mart shows: other metrics, replaced fiscal years.
restated as (
    select * from {{ ref('stg_metrics__operands') }}
    where lineage_id in (select lineage_id from {{ ref('fct_restatements') }})
        and lineage_id not in (select lineage_id from single)
),

summed as (
    select
        totals.lineage_id,
        cast(
            row_number() over (
                partition by totals.lineage_id order by capex.company_id, operands.operand_order
            ) as integer
        ) as operand_order,
        operands.* exclude (lineage_id, operand_order)
    from {{ ref('fct_capex_totals') }} as totals
    inner join {{ ref('fct_capex') }} as capex
        on capex.basis = totals.basis
        and capex.calendar_quarter = totals.calendar_quarter
        and capex.is_in_panel
    inner join capex_operands as operands on operands.lineage_id = capex.lineage_id
),

operands as (
    from single
    union all by name
    from restated
    union all by name
    from summed
)

select
    lineage_id,
    operand_order,
    sign,
    source,
    cik,
    concept,
    dimensions,
    unit,
    period_start,
    period_end,
    value,
    accession,
    {{ filing_url('cik', 'accession') }} as url
from operands
order by lineage_id, operand_order
