-- A list of a day never changes: what a later list says is a row of its own.
select
    *,
    known_from as shown_from,
    cast(null as timestamp) as shown_to
from {{ ref('fct_token_prices') }}
