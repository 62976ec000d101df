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
    document,
    element_id,
    report_url
from {{ source('normalized', 'operands') }}
