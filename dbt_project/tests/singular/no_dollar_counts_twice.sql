{{ config(severity='warn', meta={'scope': 'company'}) }}
-- For each company and quarter the lines that count add up to at most the company's total, in its
-- currency and in US dollars. Exact where filings state all of them; a statement is rounded, to a
-- tenth of a billion at the coarsest, and a converted line to the cent.
{%- set rounded_to = 100000000 %}
with counted as (
    select
        company_id,
        fiscal_year,
        fiscal_quarter,
        currency,
        sum(value) as value,
        sum(value_usd) as value_usd,
        count(*) filter (source = 'company_statements') as statements,
        count(*) filter (currency <> 'USD') as converted
    from {{ ref('fct_supplier_revenue') }}
    where in_segment_total
    group by all
)

select counted.*, total.value as total_value, total.value_usd as total_value_usd
from counted
inner join {{ ref('fct_supplier_revenue') }} as total
    on total.company_id = counted.company_id
    and total.fiscal_year = counted.fiscal_year
    and total.fiscal_quarter = counted.fiscal_quarter
    and total.currency = counted.currency
    and total.scope = 'total_company'
where counted.value - total.value
        > {{ rounded_to }} * (counted.statements + (total.source = 'company_statements')::integer)
    or counted.value_usd - total.value_usd
        > {{ rounded_to }} * (counted.statements + (total.source = 'company_statements')::integer)
            + 0.01 * counted.converted
