-- A score stands until a later copy of its scale scores the model again, or names what it is
-- offered as under another model: scales rename what they score.
with scores as (
    select
        scale,
        model,
        score,
        scored_date,
        listed_as,
        {{ end_of_day('scored_date') }} as known_from,
        lead({{ end_of_day('scored_date') }}) over (
            partition by scale, model order by scored_date
        ) as known_to
    from {{ source('raw', 'capability_scores') }}
),

offered as (
    select * exclude (listed_as), unnest(string_split(listed_as, ';')) as offer
    from scores
    where listed_as is not null
),

named as (
    select
        * exclude (known_to, named_again),
        coalesce(least(known_to, named_again), known_to, named_again) as known_to
    from (
        select *, lead(known_from) over (partition by scale, offer order by known_from)
            as named_again
        from offered
    ) as told
),

-- What a list offers of a scored model, and while both are known. Until a scale was read nobody had
-- its scores to go by: the lists of before are priced at once when it is.
offers as (
    select
        named.scale,
        prices.price_list,
        prices.list_date,
        prices.provider,
        prices.model,
        named.model as scored_model,
        named.score,
        named.scored_date,
        prices.lineage_id as input_lineage_id,
        prices.output_lineage_id,
        cast(3 * prices.input_usd_per_billion + prices.output_usd_per_billion as decimal(18, 2))
            as basket_usd,
        greatest(prices.known_from, named.known_from) as since,
        named.known_to as until
    from {{ ref('fct_token_prices') }} as prices
    inner join named
        on named.offer = prices.provider || ':' || prices.model
        and (named.known_to is null or named.known_to > prices.known_from)
    where prices.is_offered
),

listed as (
    select price_list, list_date, cast(count(*) as integer) as offers_listed
    from {{ ref('fct_token_prices') }}
    where is_offered
    group by price_list, list_date
),

tiers (scale, tier, least_score) as (
    {{ capability_tiers() }}
),

moments as (
    select scale, price_list, list_date, since as instant from offers
    union
    select scale, price_list, list_date, until from offers
where until is not null
),

told as (
    select
        moments.scale,
        tiers.tier,
        tiers.least_score,
        moments.price_list,
        moments.list_date,
        moments.instant,
        cast(count(offers.model) as integer) as offers_scored,
        cast(
            count(distinct offers.scored_model) filter (offers.score >= tiers.least_score)
            as integer
        ) as models_qualifying,
        arg_min(
            struct_pack(
                provider := offers.provider,
                model := offers.model,
                scored_model := offers.scored_model,
                score := offers.score,
                scored_date := offers.scored_date,
                input_lineage_id := offers.input_lineage_id,
                output_lineage_id := offers.output_lineage_id,
                basket_usd := offers.basket_usd
            ),
            struct_pack(
                basket_usd := offers.basket_usd,
                provider := offers.provider,
                model := offers.model
            )
        ) filter (offers.score >= tiers.least_score) as cheapest
    from moments
    inner join tiers on tiers.scale = moments.scale
    left join offers
        on offers.scale = moments.scale
        and offers.price_list = moments.price_list
        and offers.list_date = moments.list_date
        and offers.since <= moments.instant
        and (offers.until is null or offers.until > moments.instant)
    group by all
),

states as (
    select
        told.scale,
        told.scale = 'epoch_capabilities_index' and told.price_list = 'litellm' as is_primary,
        told.price_list,
        told.tier,
        cast(told.least_score as integer) as least_score,
        told.list_date,
        cast(told.cheapest.basket_usd * 0.00025 as decimal(18, 7)) as blended_usd_per_million,
        cast(told.cheapest.basket_usd as decimal(18, 2)) as basket_usd,
        told.cheapest.provider,
        told.cheapest.model,
        told.cheapest.scored_model,
        cast(told.cheapest.score as decimal(18, 2)) as score,
        told.cheapest.scored_date,
        told.models_qualifying,
        told.offers_scored,
        listed.offers_listed,
        {{ lineage_id(["'basket'", 'told.price_list', 'told.list_date', 'told.tier']) }}
            as lineage_id,
        {{ lineage_id(
            ["'score'", 'told.scale', 'told.cheapest.scored_model', 'told.cheapest.scored_date']
        ) }} as score_lineage_id,
        told.cheapest.input_lineage_id,
        told.cheapest.output_lineage_id,
        told.instant
    from told
    inner join listed using (price_list, list_date)
),

-- A row stands until what it shows changes; where no model qualifies there is none.
steps as (
    select *, row(*columns(* exclude (instant))) as all_that_is_shown
    from states
    qualify all_that_is_shown is distinct from lag(all_that_is_shown) over (
        partition by scale, price_list, tier, list_date order by instant
    )
),

spans as (
    select
        * exclude (instant, all_that_is_shown),
        instant as shown_from,
        lead(instant) over (
            partition by scale, price_list, tier, list_date order by instant
        ) as shown_to
    from steps
)

select * from spans
where model is not null
