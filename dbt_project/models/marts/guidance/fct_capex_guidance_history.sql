-- What replaces a statement is said later of the same period on the same basis: an amount replaces
-- whatever stood, words alone only words, or the range that they name. An undated statement
-- replaces nothing and is replaced by nothing, since nobody knows where it stands.
{#- Amounts that a change taken back moves have an id of their own: those before it keep theirs. #}
{%- set on_another -%}
|| case when said.amounts_from > said.known_from
    then strftime(said.amounts_from, '@%Y%m%dT%H%M%S') else ''
end
{%- endset %}
with amounts as (
    select
        *,
        known_from_basis = 'entered_date_end' as is_undated,
        coalesce(low_usd, high_usd) is not null as has_amount
    from {{ source('normalized', 'guidance') }}
),

-- Each version once, whatever definitions its comparable amounts were on.
said as (
    select * from amounts
    where amounts_from = known_from
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

-- Why a statement was replaced is what the day that replaced it says of that, as long as it does:
-- a change that a correction takes back explains nothing more.
instants as (
    select *, known_from as shown_from
    from after_it
    union
    select after_it.*, unnest([later.known_from, later.known_to])
    from after_it
    inner join said as later using (company_id, horizon, basis, issued_date)
),

causes as (
    select
        instants.company_id,
        instants.horizon,
        instants.basis,
        instants.earlier_date as issued_date,
        instants.earlier_version as version,
        instants.issued_date as superseded_by,
        later.change_cause as superseded_cause,
        instants.shown_from
    from instants
    left join said as later
        on later.company_id = instants.company_id
        and later.horizon = instants.horizon
        and later.basis = instants.basis
        and later.issued_date = instants.issued_date
        and {{ stands_at('later', 'instants.shown_from') }}
    where instants.shown_from >= instants.known_from
    qualify superseded_cause is distinct from lag(superseded_cause, 1, '') over (
        partition by instants.company_id, instants.horizon, instants.basis,
            instants.earlier_date, instants.earlier_version
        order by instants.shown_from
    )
),

spans as (
    select
        *,
        lead(shown_from) over (
            partition by company_id, horizon, basis, issued_date, version order by shown_from
        ) as next_from
    from (
        select
            company_id, horizon, basis, issued_date, version,
            cast(null as date) as superseded_by,
            cast(null as varchar) as superseded_cause,
            known_from as shown_from
        from said
        union all
        select * from causes
    ) as told
),

shown as (
    select
        said.*,
        spans.superseded_by,
        spans.superseded_cause,
        greatest(spans.shown_from, said.amounts_from) as shown_from,
        coalesce(
            least(spans.next_from, said.amounts_to), spans.next_from, said.amounts_to
        ) as shown_to
    from spans
    inner join amounts as said using (company_id, horizon, basis, issued_date, version)
    where coalesce(spans.next_from > said.amounts_from, true)
        and coalesce(spans.shown_from < said.amounts_to, true)
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
    said.superseded_by,
    said.superseded_cause,
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
        'said.company_id', "'comparable_guidance'" ~ on_another, 'said.horizon', 'said.basis',
        'said.issued_date',
    ], 'said.version') }} as comparable_lineage_id,
    {{ lineage_id([
        'said.company_id', "'comparable_guidance_high'" ~ on_another, 'said.horizon', 'said.basis',
        'said.issued_date',
    ], 'said.version') }} as comparable_high_lineage_id,
    said.shown_from,
    said.shown_to
from shown as said
inner join {{ ref('dim_companies') }} as companies using (company_id)
left join before_it using (company_id, horizon, basis, issued_date, version)
