{{ config(
    severity='warn',
    meta={'scope': 'company', 'dagster': {'ref': {'name': 'int_capex_versions__by_basis'}}}
) }}
-- Each version is made of the metrics of its basis, of one company and period, as they stood when
-- it became known, and is exactly their sum or difference (rule 5).
with parts (basis, first_metric_id, second_metric_id, second_sign) as (
    values
        ('cash', 'capex_cash', null, null),
        ('finance_lease_principal', 'finance_lease_principal', null, null),
        ('company_stated', 'capex_stated', null, null),
        ('with_finance_leases', 'capex_cash', 'finance_lease_principal', 1),
        ('cash_net', 'capex_cash', 'capex_proceeds', -1)
)

select
    versions.company_id,
    versions.basis,
    versions.period_kind,
    versions.fiscal_year,
    versions.period_end,
    versions.version,
    versions.value,
    first.value as first_value,
    second.value as second_value,
    versions.lineage_id
from {{ ref('int_capex_versions__by_basis') }} as versions
left join parts using (basis)
{%- for side in ['first', 'second'] %}
left join {{ source('normalized', 'versions') }} as {{ side }}
    on {{ side }}.lineage_id = versions.{{ side }}_lineage_id
    and {{ side }}.metric_id = parts.{{ side }}_metric_id
    and {{ side }}.company_id = versions.company_id
    and {{ side }}.period_start = versions.period_start
    and {{ side }}.period_end = versions.period_end
    and {{ stands_at(side, 'versions.known_from') }}
{%- endfor %}
where versions.second_sign is distinct from parts.second_sign
    or (versions.second_lineage_id is null) <> (parts.second_metric_id is null)
    or versions.value is distinct from
        case when parts.second_metric_id is null
            then first.value
            else first.value + parts.second_sign * second.value
        end
