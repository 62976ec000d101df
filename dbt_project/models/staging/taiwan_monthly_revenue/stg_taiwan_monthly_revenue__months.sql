select
    company_id,
    month,
    month_end,
    version,
    value,
    unit,
    report_month,
    statement,
    report_url,
    known_from,
    known_from_basis,
    confidence,
    known_to,
    {{ lineage_id(['company_id', "'monthly_revenue'", 'month_end'], 'version') }} as lineage_id
from {{ source('normalized', 'monthly_revenue') }}
