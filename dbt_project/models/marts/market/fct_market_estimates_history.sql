-- It was known when the last day on which it may have been said was over, in New York, or that of
-- a copy that held it, whichever is earlier. What was said once stays said.
{%- set estimate = ["'estimate'", 'estimate_by', 'stated', 'definition', 'period'] %}
with estimates as (
    select
        *,
        coalesce(seen_date, entered_date) as held_date,
        least(stated_to, held_date) as said_by_date
    from {{ source('raw', 'market_estimates') }}
)

select
    estimate_by,
    speaker,
    estimate_kind,
    is_kind_said,
    definition,
    period,
    first_year,
    last_year,
    calendar_quarter,
    low_usd,
    high_usd,
    bound,
    stated,
    said_by_date,
    confidence,
    document,
    document || ', ' || stated as citation,
    url,
    read_at,
    note,
    file as source_reference,
    {{ end_of_day_in_new_york('said_by_date') }} as known_from,
    case
        when stated_to <= held_date then 'stated_date_end'
        when seen_date is not null then 'seen_date_end'
        else 'entered_date_end'
    end as known_from_basis,
    {{ lineage_id(estimate + ["'low'"]) }} as lineage_id,
    case when high_usd is not null then {{ lineage_id(estimate + ["'high'"]) }} end
        as high_lineage_id,
    {{ end_of_day_in_new_york('said_by_date') }} as shown_from,
    cast(null as timestamp) as shown_to
from estimates
