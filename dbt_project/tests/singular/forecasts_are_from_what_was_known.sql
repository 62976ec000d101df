{{ config(meta={'dagster': {'ref': {'name': 'fct_forecasts'}}}) }}
-- No forecast is from a filing that was accepted after its origin. What was published stays, also
-- where a filing is said to have been accepted days after its date later on: a check of its own
-- (known_near_filing_date) tells of such a filing, and withholds what is its company's.
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
    and datediff('day', filings.filed_date, cast(filings.accepted_at as date)) <= 2
