-- What rests on a blog, or was worked out by somebody, is published and counts in no total.
select company_id, revenue_line_id, fiscal_year, fiscal_quarter, lineage_id
from {{ ref('fct_supplier_revenue') }}
where in_segment_total and confidence = 'low'
