{{ config(meta={'dagster': {'ref': {'name': 'fct_token_price_index'}}}) }}
-- depends_on: {{ ref('fct_token_price_index') }}
-- What a price list offers is one model of a copy of a scale: else it would have two scores.
select
    scale,
    scored_date,
    offer,
    count(*) as models
from (
    select scale, scored_date, unnest(string_split(listed_as, ';')) as offer
    from {{ source('raw', 'capability_scores') }}
) as named
group by scale, scored_date, offer
having count(*) > 1
