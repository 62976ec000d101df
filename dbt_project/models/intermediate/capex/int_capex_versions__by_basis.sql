{{ config(materialized='table') }}

with versions as (
    select * from {{ source('normalized', 'versions') }}
    where period_kind in ('quarter', 'year')
),

single_metrics (metric_id, basis) as (
    values
        ('capex_cash', 'cash'),
        ('finance_lease_principal', 'finance_lease_principal'),
        -- A headline that the company gives only in words: entered, never computed.
        ('capex_stated', 'company_stated')
),

-- What a company's own headline adds to its cash purchases, or takes off them.
composites (basis, second_metric_id, second_sign) as (
    values ('with_finance_leases', 'finance_lease_principal', 1), ('cash_net', 'capex_proceeds', -1)
),

-- A composite stands while one version of each side stands: it starts when the later of the two
-- became known, and that side is the one that changed it. Both are of one currency.
concurrent as (
    select
        cash.company_id,
        composites.basis,
        cash.period_kind,
        cash.fiscal_year,
        cash.fiscal_quarter,
        cash.period_start,
        cash.period_end,
        cash.calendar_quarter,
        cash.calendar_offset_days,
        cash.unit,
        cast(cash.value + composites.second_sign * second.value as decimal(18, 2)) as value,
        case when cash.derivation = 'reported' then second.derivation else cash.derivation end
            as derivation,
        cash.is_series_break or second.is_series_break as is_series_break,
        cash.lineage_id as first_lineage_id,
        second.lineage_id as second_lineage_id,
        composites.second_sign,
        case when second.known_from > cash.known_from
            then struct_pack(
                accession := second.accession,
                known_from := second.known_from,
                known_from_basis := second.known_from_basis,
                change_cause := second.change_cause
            )
            else struct_pack(
                accession := cash.accession,
                known_from := cash.known_from,
                known_from_basis := cash.known_from_basis,
                change_cause := cash.change_cause
            )
        end as changed
    from {{ source('normalized', 'companies') }} as companies
    inner join composites on composites.basis = companies.headline_basis
    inner join versions as cash
        on cash.company_id = companies.company_id and cash.metric_id = 'capex_cash'
    inner join versions as second
        on second.company_id = companies.company_id
        and second.metric_id = composites.second_metric_id
        and second.unit = cash.unit
        and second.period_kind = cash.period_kind
        and second.fiscal_year = cash.fiscal_year
        and second.fiscal_quarter = cash.fiscal_quarter
        and (second.known_to is null or second.known_to > cash.known_from)
        and (cash.known_to is null or cash.known_to > second.known_from)
),

-- Two sides that change by opposite amounts leave the composite as it was: no new version.
changes as (
    select
        * exclude (changed),
        changed.*
    from concurrent
    window history as (
        partition by company_id, basis, period_kind, fiscal_year, fiscal_quarter
        order by changed.known_from
    )
    qualify
        lag((value, is_series_break)) over history is distinct from (value, is_series_break)
),

composite_versions as (
    select
        * exclude (change_cause),
        row_number() over history as version,
        lead(known_from) over history as known_to,
        case when row_number() over history = 1 then 'first_report' else change_cause end
            as change_cause
    from changes
    window history as (
        partition by company_id, basis, period_kind, fiscal_year, fiscal_quarter order by known_from
    )
),

all_versions as (
    select
        versions.* exclude (metric_id, concept),
        single_metrics.basis,
        versions.lineage_id as first_lineage_id,
        cast(null as varchar) as second_lineage_id,
        cast(null as integer) as second_sign
    from versions
    inner join single_metrics using (metric_id)
    union all by name
    select
        *,
        {{ lineage_id(['company_id', 'basis', 'period_kind', 'period_end'], 'version') }}
            as lineage_id
    from composite_versions
)

select
    amounts.company_id,
    amounts.basis,
    amounts.period_kind,
    amounts.fiscal_year,
    amounts.fiscal_quarter,
    amounts.period_start,
    amounts.period_end,
    amounts.calendar_quarter,
    amounts.calendar_offset_days,
    cast(amounts.version as integer) as version,
    amounts.value,
    amounts.unit as currency,
    {{ in_usd('amounts.value', 'amounts.unit', 'rates.usd_per_unit') }} as value_usd,
    {{ fx_columns('amounts.unit', 'rates') }},
    {{ in_usd('first_value(amounts.value) over history', 'amounts.unit', 'rates.usd_per_unit') }}
        as first_reported_usd,
    {{ is_restated('amounts.value', 'amounts.change_cause') }} as is_restated,
    amounts.derivation,
    amounts.accession,
    amounts.known_from,
    amounts.known_to,
    amounts.known_from_basis,
    amounts.change_cause,
    amounts.is_series_break,
    amounts.lineage_id,
    amounts.first_lineage_id,
    amounts.second_lineage_id,
    amounts.second_sign
from all_versions as amounts
{{ with_period_rates('amounts') }}
window history as (
    partition by amounts.company_id, amounts.basis, amounts.period_kind, amounts.fiscal_year,
        amounts.fiscal_quarter
    order by amounts.version
)
order by company_id, basis, period_kind, fiscal_year, fiscal_quarter, version
