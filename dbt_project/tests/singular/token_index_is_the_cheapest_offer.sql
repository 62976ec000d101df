{{ config(meta={'dagster': {'ref': {'name': 'fct_token_price_index'}}}) }}
-- Each tier of a list is priced by the cheapest offer that reaches its score, and by no other; a
-- list without such an offer has no price.
with newest as (
    select scale, model, score, listed_as
    from {{ source('raw', 'capability_scores') }}
    qualify row_number() over (partition by scale, model order by scored_date desc) = 1
),

named as (
    select scale, model, score, unnest(string_split(listed_as, ';')) as offer
    from newest
    where listed_as is not null
),

tiers (scale, tier, least_score) as (
    {{ capability_tiers() }}
),

cheapest as (
    select
        tiers.scale,
        prices.price_list,
        tiers.tier,
        prices.list_date,
        count(distinct named.model) as models,
        min(3 * prices.input_usd_per_billion + prices.output_usd_per_billion) as basket_usd
    from {{ ref('fct_token_prices') }} as prices
    inner join named on named.offer = prices.provider || ':' || prices.model
    inner join tiers on tiers.scale = named.scale and named.score >= tiers.least_score
    where prices.is_offered
    group by all
)

select
    coalesce(cheapest.tier, priced.tier) as tier,
    coalesce(cheapest.list_date, priced.list_date) as list_date,
    cheapest.basket_usd,
    priced.basket_usd as published_usd
from cheapest
full join {{ ref('fct_token_price_index') }} as priced
    using (scale, price_list, tier, list_date)
where cheapest.basket_usd is distinct from priced.basket_usd
    or cheapest.models is distinct from priced.models_qualifying
    or priced.blended_usd_per_million * 4000 is distinct from priced.basket_usd
