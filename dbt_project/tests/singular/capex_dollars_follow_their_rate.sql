-- Capital expenditure in dollars is the filed amount, at the rate beside it where it was filed in
-- another currency; without a rate there are no dollars.
select company_id, basis, period_kind, period_end, version, value, currency, value_usd, fx_rate
from {{ ref('int_capex_versions__by_basis') }}
where (fx_rate is null) <> (value_usd is null)
    or (currency = 'USD' and (value_usd <> value or fx_rate <> 1))
    or abs(cast(value as decimal(20, 2)) * fx_rate - value_usd) > 0.005
