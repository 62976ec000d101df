-- A row never changes once it is known: what became known earlier was said first.
select
    *,
    known_from as shown_from,
    cast(null as timestamp) as shown_to
from {{ ref('fct_technology_mentions') }}
