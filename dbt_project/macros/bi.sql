{# The views of the schema bi that differ only in a basis or tier: one each, so that a sum over a
   view never holds two of them. #}

{# Capital expenditure of a group of spenders on a basis, as it counts in fct_capex_totals. #}
{% macro capex_of(spender_group, basis) %}
select
    capex.company_id,
    capex.ticker,
    companies.company_name,
    capex.calendar_quarter,
    capex.calendar_quarter_end,
    capex.fiscal_year,
    capex.fiscal_quarter,
    capex.period_start,
    capex.period_end,
    capex.value_usd as capex_usd,
    capex.yoy_pct,
    capex.growth_basis,
    capex.is_restated,
    capex.derivation,
    capex.accession,
    capex.known_from,
    capex.lineage_id
from {{ ref('fct_capex') }} as capex
inner join {{ ref('dim_companies') }} as companies using (company_id)
where capex.is_in_panel
    and capex.spender_group = '{{ spender_group }}'
    and capex.basis = '{{ basis }}'
{% endmacro %}

{# The total of a group of spenders on a basis, with its panel. #}
{% macro capex_total_of(spender_group, basis) %}
select
    calendar_quarter,
    calendar_quarter_end,
    value_usd as capex_usd,
    companies_reporting,
    companies_expected,
    companies_reporting = companies_expected as is_complete,
    matched_yoy_pct,
    matched_companies,
    matched_usd,
    matched_earlier_usd,
    lineage_id
from {{ ref('fct_capex_totals') }}
where spender_group = '{{ spender_group }}'
    and basis = '{{ basis }}'
{% endmacro %}

{# The revenue lines that count in a tier, of all segments. #}
{% macro supplier_revenue_of(tier) %}
select
    revenue.company_id,
    revenue.ticker,
    companies.company_name,
    revenue.revenue_line_id,
    revenue.line_name,
    revenue.segment_id || ':' || revenue.tier as segment_tier_id,
    revenue.segment_id || ':' || revenue.sub_segment_id || ':' || revenue.tier
        as sub_segment_tier_id,
    revenue.segment_id,
    places.segment_name,
    revenue.sub_segment_id,
    places.sub_segment_name,
    revenue.tier,
    revenue.is_broad,
    revenue.calendar_quarter,
    revenue.calendar_quarter_end,
    revenue.fiscal_year,
    revenue.fiscal_quarter,
    revenue.period_start,
    revenue.period_end,
    revenue.value_usd as revenue_usd,
    revenue.yoy_pct,
    revenue.growth_basis,
    revenue.is_restated,
    revenue.derivation,
    revenue.source,
    revenue.accession,
    revenue.known_from,
    revenue.lineage_id
from {{ ref('fct_supplier_revenue') }} as revenue
inner join {{ ref('dim_companies') }} as companies using (company_id)
inner join {{ ref('dim_segments') }} as places using (segment_id, sub_segment_id)
where revenue.in_segment_total
    and revenue.value_usd is not null
    and revenue.tier = '{{ tier }}'
{% endmacro %}

{# A tier of each segment that has it, with its panels. #}
{% macro segment_revenue_of(tier) %}
select
    revenue.segment_id || ':' || revenue.tier as segment_tier_id,
    revenue.segment_id,
    names.segment_name,
    revenue.tier,
    coalesce(list_contains(names.headline_tiers, revenue.tier), false) as is_headline_tier,
    revenue.calendar_quarter,
    revenue.calendar_quarter_end,
    revenue.value_usd as revenue_usd,
    revenue.value_usd_excluding_broad as revenue_excluding_broad_usd,
    revenue.companies_reporting,
    revenue.companies_expected,
    revenue.companies_reporting = revenue.companies_expected as is_complete,
    revenue.tickers_reporting,
    revenue.tickers_missing,
    revenue.matched_yoy_pct,
    revenue.matched_companies,
    revenue.matched_usd,
    revenue.matched_earlier_usd,
    revenue.matched_qoq_pct,
    revenue.matched_index,
    revenue.constant_panel_usd,
    revenue.constant_panel_companies,
    revenue.missing_reason,
    revenue.lineage_id
from {{ ref('fct_segment_revenue') }} as revenue
inner join ({{ segment_names() }}) as names using (segment_id)
where revenue.tier = '{{ tier }}'
{% endmacro %}

{# Each segment once, with its name and the tiers that spenders buy from. #}
{% macro segment_names() -%}
    select
        segment_id,
        any_value(segment_name) as segment_name,
        list(distinct tier) filter (is_headline_tier) as headline_tiers
    from {{ ref('dim_segments') }}
    group by segment_id
{%- endmacro %}
