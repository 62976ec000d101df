-- What replaces a statement is said later of the same period on the same basis: an amount replaces
-- whatever stood, words alone only words, or the range that they name. An undated statement
-- replaces nothing and is replaced by nothing, since nobody knows where it stands.
with said as (
    select
        *,
        known_from_basis = 'entered_date_end' as is_undated,
        coalesce(low_usd, high_usd) is not null as has_amount
    from {{ source('normalized', 'guidance') }}
),

steps as (
    select
        earlier.company_id,
        earlier.horizon,
        earlier.basis,
        earlier.issued_date as earlier_date,
        earlier.version as earlier_version,
        earlier.low_usd as earlier_low_usd,
        earlier.high_usd as earlier_high_usd,
        earlier.direction as earlier_direction,
        earlier.has_amount as earlier_has_amount,
        earlier.known_from as earlier_known_from,
        later.issued_date,
        later.version,
        later.known_from,
        later.change_cause
    from said as earlier
    inner join said as later
        on later.company_id = earlier.company_id
        and later.horizon = earlier.horizon
        and later.basis = earlier.basis
        and later.issued_date > earlier.issued_date
        and later.known_from > earlier.known_from
        and coalesce(earlier.known_to > later.known_from, true)
        and (
            later.has_amount
            or not earlier.has_amount
            or coalesce(later.supersedes_low_usd, later.supersedes_high_usd) is not null
        )
    where not earlier.is_undated and not later.is_undated
),

-- The first that became known after a statement takes its place.
after_it as (
    select * from steps
    qualify row_number() over (
        partition by company_id, horizon, basis, earlier_date, earlier_version
        order by known_from, issued_date
    ) = 1
),

-- Of what a statement takes the place of, the amount, and of words the last.
before_it as (
    select * from after_it
    qualify row_number() over (
        partition by company_id, horizon, basis, issued_date, version
        order by earlier_has_amount desc, earlier_known_from desc, earlier_date desc
    ) = 1
),

spans as (
    select
        company_id, horizon, basis, issued_date, version,
        known_from as shown_from,
        false as is_replaced
    from said
    union all
    select company_id, horizon, basis, earlier_date, earlier_version, known_from, true
    from after_it
)

select
    said.company_id,
    companies.ticker,
    said.horizon,
    said.horizon_grain,
    said.horizon_start_date,
    said.horizon_end_date,
    said.basis,
    said.is_basis_stated,
    said.basis_words,
    said.issued_date,
    said.kind,
    said.low_usd,
    said.high_usd,
    cast((said.low_usd + said.high_usd) / 2 as decimal(18, 2)) as midpoint_usd,
    said.direction,
    case
        when before_it.issued_date is null then 'stated'
        when coalesce(said.low_usd, 0) = coalesce(before_it.earlier_low_usd, 0)
            and coalesce(said.high_usd, 0) = coalesce(before_it.earlier_high_usd, 0)
            and coalesce(said.direction, '') = coalesce(before_it.earlier_direction, '')
            then 'repeats'
        else 'replaces'
    end as standing,
    before_it.earlier_date as supersedes,
    said.supersedes_low_usd,
    said.supersedes_high_usd,
    said.change_cause,
    said.comparable_low_usd,
    said.comparable_high_usd,
    said.comparable_definition,
    said.comparable_change_date,
    case when spans.is_replaced then after_it.issued_date end as superseded_by,
    case when spans.is_replaced then after_it.change_cause end as superseded_cause,
    said.source,
    said.form,
    said.exhibit,
    coalesce(
        said.form || case when said.exhibit <> said.form then ' ' || said.exhibit else '' end
            || ', sentence ' || said.position,
        said.document
    ) || ', ' || said.issued_date as citation,
    said.confidence,
    said.note,
    said.accession,
    said.known_from,
    said.known_from_basis,
    {{ lineage_id([
        'said.company_id', "'guidance'", 'said.horizon', 'said.basis', 'said.issued_date',
    ], 'said.version') }} as lineage_id,
    {{ lineage_id([
        'said.company_id', "'guidance_high'", 'said.horizon', 'said.basis', 'said.issued_date',
    ], 'said.version') }} as high_lineage_id,
    {{ lineage_id([
        'said.company_id', "'comparable_guidance'", 'said.horizon', 'said.basis', 'said.issued_date',
    ], 'said.version') }} as comparable_lineage_id,
    {{ lineage_id([
        'said.company_id', "'comparable_guidance_high'", 'said.horizon', 'said.basis',
        'said.issued_date',
    ], 'said.version') }} as comparable_high_lineage_id,
    spans.shown_from,
    case when spans.is_replaced then said.known_to else coalesce(after_it.known_from, said.known_to)
    end as shown_to
from spans
inner join said using (company_id, horizon, basis, issued_date, version)
inner join {{ ref('dim_companies') }} as companies using (company_id)
left join before_it using (company_id, horizon, basis, issued_date, version)
left join after_it
    on after_it.company_id = said.company_id
    and after_it.horizon = said.horizon
    and after_it.basis = said.basis
    and after_it.earlier_date = said.issued_date
    and after_it.earlier_version = said.version
