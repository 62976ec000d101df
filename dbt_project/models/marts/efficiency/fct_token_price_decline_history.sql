with index_rows as (
    select * from {{ ref('fct_token_price_index_history') }}
),

moments as (
    select scale, price_list, tier, shown_from as instant from index_rows
    union
    select scale, price_list, tier, shown_to from index_rows
where shown_to is not null
),

points as (
    select
        moments.scale,
        moments.price_list,
        moments.tier,
        moments.instant,
        shown.is_primary,
        shown.least_score,
        shown.list_date,
        shown.blended_usd_per_million,
        shown.basket_usd,
        shown.lineage_id,
        ln(cast(shown.blended_usd_per_million as double)) as log_price,
        date_diff('day', date '2023-01-01', shown.list_date) / 365.25 as years
    from moments
    inner join index_rows as shown
        on shown.scale = moments.scale
        and shown.price_list = moments.price_list
        and shown.tier = moments.tier
        and {{ shown_at('shown', 'moments.instant') }}
),

fitted as (
    select
        scale,
        price_list,
        tier,
        instant,
        cast(count(*) as integer) as list_dates,
        regr_slope(log_price, years) as slope,
        regr_intercept(log_price, years) as intercept,
        regr_sxx(log_price, years) as spread
    from points
    group by scale, price_list, tier, instant
),

residuals as (
    select
        points.*,
        fitted.list_dates,
        fitted.slope,
        fitted.spread,
        points.log_price - fitted.intercept - fitted.slope * points.years as residual,
        lag(points.log_price - fitted.intercept - fitted.slope * points.years) over (
            partition by points.scale, points.price_list, points.tier, points.instant
            order by points.list_date
        ) as residual_before
    from points
    inner join fitted using (scale, price_list, tier, instant)
),

-- Prices stay for months, so that a list says little that the one before did not: the standard
-- error is widened by what the residuals share with those before them.
summed as (
    select
        scale,
        price_list,
        tier,
        instant,
        any_value(is_primary) as is_primary,
        any_value(least_score) as least_score,
        any_value(list_dates) as list_dates,
        min(list_date) as first_list_date,
        max(list_date) as last_list_date,
        arg_min(blended_usd_per_million, list_date) as first_usd_per_million,
        arg_max(blended_usd_per_million, list_date) as last_usd_per_million,
        arg_min(basket_usd, list_date) as first_basket_usd,
        arg_max(basket_usd, list_date) as last_basket_usd,
        arg_min(lineage_id, list_date) as first_lineage_id,
        arg_max(lineage_id, list_date) as lineage_id,
        any_value(slope) as slope,
        any_value(spread) as spread,
        sum(residual * residual) as squares,
        greatest(
            0,
            least(
                0.9,
                coalesce(sum(residual * residual_before) / nullif(sum(residual * residual), 0), 0)
            )
        ) as shared
    from residuals
    group by scale, price_list, tier, instant
),

measured as (
    select
        *,
        list_dates >= {{ var('least_list_dates') }} as is_fitted,
        case
            when list_dates > 2
                then {{ student_t_80('list_dates - 2') }}
                    * sqrt(squares / (list_dates - 2) / spread) * sqrt((1 + shared) / (1 - shared))
        end as half_width
    from summed
),

-- Rounded, so that the order in which rows are added up shows in no digit.
states as (
    select
        scale,
        is_primary,
        price_list,
        tier,
        least_score,
        list_dates,
        first_list_date,
        last_list_date,
        first_usd_per_million,
        last_usd_per_million,
        first_basket_usd,
        last_basket_usd,
        case when is_fitted then round(100 * (exp(slope) - 1), 6) end as yearly_change_pct,
        case when is_fitted then round(100 * (exp(slope - half_width) - 1), 6) end as lower_80_pct,
        case when is_fitted then round(100 * (exp(slope + half_width) - 1), 6) end as upper_80_pct,
        case when is_fitted then round(shared, 6) end as residual_correlation,
        case
            when not is_fitted
                then 'priced on ' || list_dates || ' lists, of the '
                    || {{ var('least_list_dates') }} || ' that a rate takes'
        end as missing_reason,
        first_lineage_id,
        lineage_id,
        instant
    from measured
),

steps as (
    select *, row(*columns(* exclude (instant))) as all_that_is_shown
    from states
    qualify all_that_is_shown is distinct from lag(all_that_is_shown) over (
        partition by scale, price_list, tier order by instant
    )
)

select
    * exclude (instant, all_that_is_shown),
    instant as shown_from,
    lead(instant) over (partition by scale, price_list, tier order by instant) as shown_to
from steps
