select * exclude (followed_as, line_path)
from {{ ref('int_supplier_revenue__counted') }}
