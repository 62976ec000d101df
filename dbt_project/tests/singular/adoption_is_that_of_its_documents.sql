{{ config(meta={'dagster': {'ref': {'name': 'fct_technology_adoption'}}}) }}
-- A company counts once in a technology's quarter, by the strongest of what its filings say.
with strongest as (
    select
        technology_id,
        calendar_quarter,
        company_id,
        bool_or(mention_class = 'affirmative') as is_affirmative,
        bool_or(mention_class = 'conditional') as is_conditional
    from {{ ref('fct_technology_mentions') }}
    where exhibit <> 'statement'
    group by technology_id, calendar_quarter, company_id
),

counted as (
    select
        technology_id,
        calendar_quarter,
        count(*) as mentioning,
        count(*) filter (is_affirmative) as affirmative,
        count(*) filter (is_conditional and not is_affirmative) as conditional
    from strongest
    group by technology_id, calendar_quarter
)

select
    coalesce(counted.technology_id, adoption.technology_id) as technology_id,
    coalesce(counted.calendar_quarter, adoption.calendar_quarter) as calendar_quarter,
    counted.mentioning,
    adoption.companies_mentioning
from counted
full join {{ ref('fct_technology_adoption') }} as adoption using (technology_id, calendar_quarter)
where coalesce(counted.mentioning, 0) is distinct from adoption.companies_mentioning
    or coalesce(counted.affirmative, 0) is distinct from adoption.companies_affirmative
    or coalesce(counted.conditional, 0) is distinct from adoption.companies_conditional
    or adoption.companies_boilerplate
    <> adoption.companies_mentioning - adoption.companies_affirmative
    - adoption.companies_conditional
