select * exclude (shown_from, shown_to)
from {{ ref('fct_token_price_index_history') }}
where shown_to is null
order by scale, price_list, tier, list_date
