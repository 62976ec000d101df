-- A row never changes once it is known.
select
    *,
    known_from as shown_from,
    cast(null as timestamp) as shown_to
from {{ ref('fct_customer_concentration') }}
