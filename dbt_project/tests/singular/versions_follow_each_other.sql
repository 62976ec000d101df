{{ config(severity='warn', meta={'scope': 'company'}) }}
-- Versions of a cell count from 1 without a gap, each starts when the one before it ends, and
-- only the last stands: so none overlaps another, and none is missing.
with ordered as (
    select
        company_id,
        basis,
        period_kind,
        fiscal_year,
        fiscal_quarter,
        version,
        known_from,
        known_to,
        row_number() over history as expected_version,
        lead(known_from) over history as next_known_from
    from {{ ref('int_capex_versions__by_basis') }}
    window history as (
        partition by company_id, basis, period_kind, fiscal_year, fiscal_quarter
        order by known_from, version
    )
)

select * from ordered
where version <> expected_version
    or known_to is distinct from next_known_from
    or known_to <= known_from
