{{ config(meta={'dagster': {'ref': {'name': 'fct_token_price_decline'}}}) }}
-- A rate is drawn through every price of its tier, and through no other.
with priced as (
    select
        scale,
        price_list,
        tier,
        count(*) as list_dates,
        arg_min(basket_usd, list_date) as first_basket_usd,
        arg_max(basket_usd, list_date) as last_basket_usd,
        100 * (
            exp(
                regr_slope(
                    ln(cast(blended_usd_per_million as double)),
                    date_diff('day', date '2023-01-01', list_date) / 365.25
                )
            ) - 1
        ) as yearly_change_pct
    from {{ ref('fct_token_price_index') }}
    group by scale, price_list, tier
)

select
    coalesce(priced.tier, rates.tier) as tier,
    priced.yearly_change_pct,
    rates.yearly_change_pct as published_pct
from priced
full join {{ ref('fct_token_price_decline') }} as rates using (scale, price_list, tier)
where priced.list_dates is distinct from rates.list_dates
    or priced.first_basket_usd is distinct from rates.first_basket_usd
    or priced.last_basket_usd is distinct from rates.last_basket_usd
    or abs(priced.yearly_change_pct - rates.yearly_change_pct) > 1e-5
    or (rates.yearly_change_pct is null) <> (rates.list_dates < {{ var('least_list_dates') }})
