with ruled as (
    select table_name, key, company_id, rule, reason, accession
    from {{ ref('stg_metrics__refusals') }}
),

quarantined as (
    select
        'raw.' || source as table_name,
        company_id || ' ' || item as key,
        company_id,
        case when is_whole_document then 'quarantined_document' else 'quarantined_fact' end
            as rule,
        -- The sentence that the command prints stands without its full stop.
        rtrim(reason, '.') || '.' as reason,
        accession
    from {{ ref('stg_quarantine__items') }}
),

in_other_currencies as (
    select
        'fct_capex' as table_name,
        company_id || ' ' || metric_id || ' ' || unit as key,
        company_id,
        'no_exchange_rate' as rule,
        company_id || ' states ' || metric_id || ' in ' || unit
            || ', for which the ledger has no source of exchange rates yet: a source of rates'
            || ' would lift this.' as reason,
        max_by(accession, (period_end, known_from, accession)) as accession
    from {{ ref('stg_metrics__versions') }}
    where metric_id in ('capex_cash', 'finance_lease_principal') and unit <> 'USD'
    group by company_id, metric_id, unit
),

-- Every company has its headline, or the reason why not.
without_headline as (
    select
        'fct_capex' as table_name,
        company_id || ' ' || headline_basis as key,
        company_id,
        'headline_basis_missing' as rule,
        company_id || ' gives its headline capital expenditure on the basis ' || headline_basis
            || ', which no filing at hand states in full: a concept for the missing part, or a'
            || ' statement entered with its citation, would lift this.' as reason,
        cast(null as varchar) as accession
    from {{ ref('dim_companies') }} as companies
    anti join {{ ref('int_capex_versions__by_basis') }} as versions
        on versions.company_id = companies.company_id
        and versions.basis = companies.headline_basis
    where headline_basis is not null
),

refusals as (
    from ruled
    union all by name
    from quarantined
    union all by name
    from in_other_currencies
    union all by name
    from without_headline
)

select
    refusals.table_name,
    refusals.key,
    refusals.company_id,
    companies.ticker,
    refusals.rule,
    refusals.reason,
    refusals.accession
from refusals
left join {{ ref('dim_companies') }} as companies using (company_id)
order by refusals.table_name, refusals.key, refusals.rule, refusals.accession
