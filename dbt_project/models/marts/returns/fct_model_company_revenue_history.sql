with reports as (
    select * from {{ source('normalized', 'model_company_revenue') }}
),

-- Since when another report of the day says another amount. Projections of one period are compared
-- where they were made on one day.
disputes as (
    select
        report.model_company_id,
        report.kind,
        report.as_of_date,
        report.document,
        min(greatest(report.known_from, other.known_from)) as disputed_from
    from reports as report
    inner join reports as other
        on other.model_company_id = report.model_company_id
        and other.kind = report.kind
        and other.as_of_date = report.as_of_date
        and other.annualized_revenue_usd <> report.annualized_revenue_usd
        and (report.kind <> 'projection' or other.stated_date = report.stated_date)
    group by report.model_company_id, report.kind, report.as_of_date, report.document
),

spans as (
    select
        reports.*,
        disputes.disputed_from,
        unnest(
            case
                when disputes.disputed_from > reports.known_from then [false, true]
                else [disputes.disputed_from is not null]
            end
        ) as is_disputed
    from reports
    left join disputes using (model_company_id, kind, as_of_date, document)
)

select
    spans.model_company_id,
    companies.company_name,
    companies.business,
    companies.business_of,
    spans.kind,
    spans.as_of_date,
    spans.stated_date as reported_date,
    spans.annualized_revenue_usd,
    spans.qualifier,
    spans.projected_by,
    spans.is_disputed,
    {{ is_combined('spans', 'companies') }} as is_combined,
    spans.confidence,
    spans.document,
    spans.document || coalesce(', ' || spans.stated_date, '') as citation,
    spans.url,
    spans.read_at,
    spans.note,
    spans.source,
    spans.known_from,
    spans.known_from_basis,
    {{ report_lineage_id('spans') }} as lineage_id,
    case
        when spans.is_disputed then greatest(spans.known_from, spans.disputed_from)
        else spans.known_from
    end as shown_from,
    case when not spans.is_disputed then spans.disputed_from end as shown_to
from spans
inner join {{ ref('dim_model_companies') }} as companies using (model_company_id)
