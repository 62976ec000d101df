{{ config(meta={'dagster': {'ref': {'name': 'fct_forecasts'}}}) }}
-- No forecast is from a filing that was accepted after its origin.
select distinct
    forecasts.series_id,
    forecasts.origin_quarter,
    forecasts.known_from,
    operands.accession,
    filings.accepted_at
from {{ ref('fct_forecasts') }} as forecasts
inner join {{ ref('lineage') }} as operands using (lineage_id)
inner join {{ ref('dim_filings') }} as filings on filings.accession = operands.accession
where filings.accepted_at > forecasts.known_from
