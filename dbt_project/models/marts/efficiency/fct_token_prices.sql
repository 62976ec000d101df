select
    price_list,
    list_date,
    provider,
    model,
    cast(round(input_usd_per_million, 5) as decimal(18, 5)) as input_usd_per_million,
    cast(round(output_usd_per_million, 5) as decimal(18, 5)) as output_usd_per_million,
    cast(round(1000 * input_usd_per_million, 2) as decimal(18, 2)) as input_usd_per_billion,
    cast(round(1000 * output_usd_per_million, 2) as decimal(18, 2)) as output_usd_per_billion,
    context_tokens,
    retires_on,
    coalesce(retires_on > list_date, true) as is_offered,
    citation,
    {{ end_of_day('list_date') }} as known_from,
    {{ lineage_id(["'tokens'", 'price_list', 'list_date', 'provider', 'model', "'input'"]) }}
        as lineage_id,
    {{ lineage_id(["'tokens'", 'price_list', 'list_date', 'provider', 'model', "'output'"]) }}
        as output_lineage_id
from {{ source('raw', 'token_prices') }}
-- A free tier is limited, and no offer.
where input_usd_per_million > 0 and output_usd_per_million > 0
order by price_list, list_date, provider, model
