{{ config(materialized='table') }}

-- What spenders have signed for, kind by kind. A company that states leases not yet commenced as
-- two figures of one filing states their sum; one part alone is nobody's figure.
with stocks as (
    select stocks.*, scopes.scope
    from {{ ref('int_metric_versions__in_usd') }} as stocks
    {{ with_metric_scopes('stocks') }}
    where stocks.period_kind = 'instant'
),

wholes as (
    select
        * exclude (metric_id, period_kind, period_start, derivation),
        metric_id as commitment_kind,
        lineage_id as first_lineage_id,
        cast(null as varchar) as second_lineage_id
    from stocks
    where metric_id in ('purchase_obligations', 'leases_not_commenced')
),

halves as (
    select
        part.* exclude (metric_id, period_kind, period_start, derivation),
        'leases_not_commenced' as commitment_kind,
        part.lineage_id as first_lineage_id,
        rest.lineage_id as second_lineage_id,
        rest.concept as second_concept,
        rest.value as second_value,
        rest.value_usd as second_usd,
        rest.is_series_break as is_second_broken,
        least(part.known_to, rest.known_to) as both_known_to
    from stocks as part
    inner join stocks as rest
        on rest.company_id = part.company_id
        and rest.period_end = part.period_end
        and rest.accession = part.accession
        and rest.currency = part.currency
    anti join wholes
        on wholes.company_id = part.company_id
        and wholes.period_end = part.period_end
        and wholes.commitment_kind = 'leases_not_commenced'
    where part.metric_id = 'leases_not_commenced_part'
        and rest.metric_id = 'leases_not_commenced_rest'
),

added as (
    select
        * exclude (
            second_concept, second_value, second_usd, is_second_broken, both_known_to
        ) replace (
            cast(value + second_value as decimal(18, 2)) as value,
            cast(value_usd + second_usd as decimal(18, 2)) as value_usd,
            {{ in_usd(
                'first_value(cast(value + second_value as decimal(18, 2))) over history',
                'currency', 'fx_rate'
            ) }} as first_reported_usd,
            concept || ' + ' || second_concept as concept,
            is_series_break or is_second_broken as is_series_break,
            cast(row_number() over history as integer) as version,
            both_known_to as known_to,
            {{ lineage_id(
                ['company_id', 'commitment_kind', "'instant'", 'period_end'],
                '(row_number() over history)'
            ) }} as lineage_id
        )
    from halves
    window history as (
        partition by company_id, fiscal_year, fiscal_quarter order by known_from
    )
),

stated as (
    from wholes
    union all by name
    from added
)

-- Across a change of what the figure includes nothing grows.
select
    * replace (
        is_series_break
            or scope is distinct from coalesce(lag(scope) over history, scope) as is_series_break
    )
from stated
window history as (
    partition by company_id, commitment_kind order by fiscal_year, fiscal_quarter, version
)
