{# The rows of fct_segment_capture.

   segment_revenue, capex_totals: relations with the rows of fct_segment_revenue and
       fct_capex_totals, both as they stand or stood at one instant. #}
{% macro segment_capture_rows(segment_revenue, capex_totals) %}
with capex as (
    select *
    from {{ capex_totals }}
    -- A basis that only some spenders report measures them, not the build-out.
    qualify companies_expected = max(companies_expected) over (partition by calendar_quarter)
)

select
    segments.segment_id,
    segments.calendar_quarter,
    capex.basis,
    segments.value_usd as segment_revenue_usd,
    capex.value_usd as capex_usd,
    case when capex.value_usd > 0
        then cast(segments.value_usd as double) / cast(capex.value_usd as double)
    end as ratio,
    segments.companies_reporting as suppliers_reporting,
    segments.companies_expected as suppliers_expected,
    capex.companies_reporting as spenders_reporting,
    capex.companies_expected as spenders_expected,
    segments.companies_reporting = segments.companies_expected
        and capex.companies_reporting = capex.companies_expected as is_complete_panel,
    segments.lineage_id,
    capex.lineage_id as capex_lineage_id
from {{ segment_revenue }} as segments
inner join capex using (calendar_quarter)
order by segments.segment_id, segments.calendar_quarter, capex.basis
{%- endmacro %}
