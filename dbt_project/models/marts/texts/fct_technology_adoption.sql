select * exclude (shown_from, shown_to)
from {{ ref('fct_technology_adoption_history') }}
where shown_to is null
order by technology_id, calendar_quarter
