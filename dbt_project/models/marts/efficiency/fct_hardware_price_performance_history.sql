-- A chip is known from the end of the day of the table that was read; a later table replaces it.
with versions as (
    select
        *,
        {{ end_of_day('table_date') }} as known_from,
        lead({{ end_of_day('table_date') }}) over (
            partition by hardware order by table_date
        ) as known_to
    from {{ source('raw', 'hardware_prices') }}
),

moments as (
    select distinct known_from as instant from versions
),

-- The best of a market so far: none released before, or on the same day, does more for a dollar.
standing as (
    select
        moments.instant,
        versions.*,
        cast(versions.flops as double) / cast(versions.price_usd as double) as flops_per_dollar
    from moments
    inner join versions on {{ stands_at('versions', 'moments.instant') }}
),

states as (
    select
        hardware,
        manufacturer,
        market,
        released_date,
        price_usd,
        flops,
        precision,
        power_watts,
        flops_per_dollar,
        flops_per_dollar >= max(flops_per_dollar) over so_far as is_best_so_far,
        document,
        price_source,
        table_date,
        known_from,
        file as source_reference,
        {{ lineage_id(["'chip'", 'hardware', 'table_date', "'price'"]) }} as lineage_id,
        {{ lineage_id(["'chip'", 'hardware', 'table_date', "'flops'"]) }} as flops_lineage_id,
        instant
    from standing
    window so_far as (
        partition by instant, market order by released_date
        range between unbounded preceding and current row
    )
),

steps as (
    select *, row(*columns(* exclude (instant))) as all_that_is_shown
    from states
    qualify all_that_is_shown is distinct from lag(all_that_is_shown) over (
        partition by hardware order by instant
    )
)

select
    * exclude (instant, all_that_is_shown),
    instant as shown_from,
    lead(instant) over (partition by hardware order by instant) as shown_to
from steps
