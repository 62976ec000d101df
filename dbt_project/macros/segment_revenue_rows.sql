{# The rows of fct_segment_revenue: the one home of how counted lines add up, and of who is expected.

   revenue: relation with the rows of fct_supplier_revenue, as they stand or stood at an instant.
   lines: dim_revenue_lines. #}
{% macro segment_revenue_rows(revenue, lines) %}
with counted as (
    select
        *,
        {{ calendar_quarter_end('calendar_quarter') }} as calendar_quarter_end
    from {{ revenue }}
    where in_segment_total and value_usd is not null
),

-- A line is matched if it counted in the same quarter a year before, on a series without a break
-- between (fct_supplier_revenue gives no year-earlier value across one).
compared as (
    select counted.*, earlier.value_usd as matched_earlier_usd
    from counted
    left join counted as earlier
        on earlier.company_id = counted.company_id
        and earlier.revenue_line_id = counted.revenue_line_id
        and earlier.calendar_quarter_end = last_day(counted.calendar_quarter_end - interval 1 year)
        and {{ is_a_year('counted.period_end - earlier.period_end') }}
        and counted.year_earlier_value is not null
),

-- Each total twice: of all lines, and of those that are not broad.
scoped as (
    select *, false as excludes_broad from compared
    union all
    select *, true from compared where not is_broad
),

members as (
    select
        segment_id,
        calendar_quarter,
        calendar_quarter_end,
        company_id,
        excludes_broad,
        sum(value_usd) as value_usd,
        sum(matched_earlier_usd) as matched_earlier_usd,
        count(matched_earlier_usd) as matched_lines,
        count(*) as lines
    from scoped
    group by all
),

-- A company is matched if the lines that count for it are the same in both quarters: a line that
-- came or went changes what its sum measures.
matched as (
    select
        members.*,
        members.matched_lines = members.lines and members.lines = earlier.lines as is_matched
    from members
    left join members as earlier
        on earlier.segment_id = members.segment_id
        and earlier.company_id = members.company_id
        and earlier.excludes_broad = members.excludes_broad
        and earlier.calendar_quarter_end = last_day(members.calendar_quarter_end - interval 1 year)
),

totals as (
    select
        segment_id,
        calendar_quarter,
        calendar_quarter_end,
        {%- for suffix, which in [
            ('', 'not excludes_broad'), ('_excluding_broad', 'excludes_broad')
        ] %}
        cast(sum(value_usd) filter ({{ which }}) as decimal(18, 2)) as value_usd{{ suffix }},
        cast(count(*) filter ({{ which }}) as integer) as companies_reporting{{ suffix }},
        cast(count(*) filter ({{ which }} and is_matched) as integer)
            as matched_companies{{ suffix }},
        cast(sum(value_usd) filter ({{ which }} and is_matched) as decimal(18, 2))
            as matched_usd{{ suffix }},
        cast(sum(matched_earlier_usd) filter ({{ which }} and is_matched) as decimal(18, 2))
            as matched_earlier_usd{{ suffix }}{{ ',' if not loop.last }}
        {%- endfor %}
    from matched
    group by all
),

-- Lines that may count and hold no narrower one that may: where a company's money should be.
expected_lines as (
    select distinct totals.segment_id, totals.calendar_quarter, lines.company_id
    from totals
    inner join {{ lines }} as lines
        on lines.segment_id = totals.segment_id
        and lines.expected_from <= totals.calendar_quarter_end
        and {{ may_count_on('lines', 'totals.calendar_quarter_end') }}
    where not exists (
        select 1
        from {{ lines }} as narrower
        where starts_with(narrower.line_path, lines.line_path || '/')
            and {{ may_count_on('narrower', 'totals.calendar_quarter_end') }}
    )
),

-- Who reports is expected, even where a wider line stands in or the panel starts later.
expected as (
    select
        segment_id,
        calendar_quarter,
        cast(count(*) as integer) as companies_expected
    from (
        select segment_id, calendar_quarter, company_id from expected_lines
        union
        select segment_id, calendar_quarter, company_id from counted
    ) as companies
    group by all
)

select
    totals.segment_id,
    totals.calendar_quarter,
    totals.calendar_quarter_end,
    totals.value_usd,
    totals.value_usd_excluding_broad,
    totals.companies_reporting,
    totals.companies_reporting_excluding_broad,
    expected.companies_expected,
    {{ change_pct('totals.matched_earlier_usd', 'totals.matched_usd') }} as matched_yoy_pct,
    totals.matched_companies,
    totals.matched_usd,
    totals.matched_earlier_usd,
    {{ change_pct(
        'totals.matched_earlier_usd_excluding_broad', 'totals.matched_usd_excluding_broad'
    ) }} as matched_yoy_pct_excluding_broad,
    totals.matched_companies_excluding_broad,
    'segment:' || totals.segment_id || ':' || totals.calendar_quarter as lineage_id
from totals
inner join expected using (segment_id, calendar_quarter)
order by totals.segment_id, totals.calendar_quarter
{%- endmacro %}
