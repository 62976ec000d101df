select * exclude (followed_as, line_path, calendar_quarter_end)
from {{ ref('int_supplier_revenue__counted') }}
