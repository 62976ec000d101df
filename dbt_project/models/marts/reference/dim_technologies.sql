select
    technology_id,
    technology_name,
    description
from {{ source('normalized', 'technologies') }}
order by technology_id
