with counted as (
    select
        *,
        {{ calendar_quarter_end('calendar_quarter') }} as calendar_quarter_end
    from {{ ref('fct_supplier_revenue_history') }}
    where in_segment_total and value_usd is not null
),

-- A total changes when a line of its quarter begins to count, ceases to or shows another value,
-- and when one of the same quarter a year before does: growth compares the two.
changes as (
    select segment_id, calendar_quarter_end, unnest([shown_from, shown_to]) as changed_at
    from counted
),

moments as (
    select
        segment_id,
        calendar_quarter_end,
        changed_at as shown_from,
        lead(changed_at) over (
            partition by segment_id, calendar_quarter_end order by changed_at
        ) as shown_to
    from (
        select * from changes
        union
        select segment_id, last_day(calendar_quarter_end + interval 1 year), changed_at
        from changes
    ) as instants
    where changed_at is not null
),

-- What counted at each of these moments, in the quarter and in the same quarter a year before.
standing as (
    select
        moments.segment_id,
        moments.calendar_quarter_end,
        moments.shown_from,
        counted.calendar_quarter_end < moments.calendar_quarter_end as is_year_earlier,
        counted.company_id,
        counted.revenue_line_id,
        counted.is_broad,
        counted.period_end,
        counted.value_usd,
        counted.year_earlier_value
    from moments
    inner join counted
        on counted.segment_id = moments.segment_id
        and counted.calendar_quarter_end in (
            moments.calendar_quarter_end,
            last_day(moments.calendar_quarter_end - interval 1 year)
        )
        and {{ shown_at('counted', 'moments.shown_from') }}
),

-- A line is matched if it counted in the same quarter a year before, on a series without a break
-- between (fct_supplier_revenue gives no year-earlier value across one).
compared as (
    select current_lines.*, earlier.value_usd as matched_earlier_usd
    from standing as current_lines
    left join standing as earlier
        on earlier.is_year_earlier
        and earlier.segment_id = current_lines.segment_id
        and earlier.calendar_quarter_end = current_lines.calendar_quarter_end
        and earlier.shown_from = current_lines.shown_from
        and earlier.company_id = current_lines.company_id
        and earlier.revenue_line_id = current_lines.revenue_line_id
        and {{ is_a_year('current_lines.period_end - earlier.period_end') }}
        and current_lines.year_earlier_value is not null
        and not current_lines.is_year_earlier
),

-- Each total twice: of all lines, and of those that are not broad.
scoped as (
    select *, false as excludes_broad from compared
    union all
    select *, true from compared
    where not is_broad
),

-- A company is matched if the lines that count for it are the same in both quarters: a line that
-- came or went changes what its sum measures.
members as (
    select
        segment_id,
        calendar_quarter_end,
        shown_from,
        company_id,
        excludes_broad,
        sum(value_usd) filter (not is_year_earlier) as value_usd,
        sum(matched_earlier_usd) as matched_earlier_usd,
        count(matched_earlier_usd) = count(*) filter (not is_year_earlier)
            and count(matched_earlier_usd) = count(*) filter (is_year_earlier) as is_matched
    from scoped
    group by all
    having bool_or(not is_year_earlier)
),

totals as (
    select
        segment_id,
        calendar_quarter_end,
        shown_from,
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
    from members
    group by all
),

-- Lines that may count and hold no narrower one that may: where a company's money should be.
expected_lines as (
    select distinct quarters.segment_id, quarters.calendar_quarter_end, lines.company_id
    from (select distinct segment_id, calendar_quarter_end from moments) as quarters
    inner join {{ ref('dim_revenue_lines') }} as lines
        on lines.segment_id = quarters.segment_id
        and lines.expected_from <= quarters.calendar_quarter_end
        and {{ may_count_on('lines', 'quarters.calendar_quarter_end') }}
    where not exists (
        select 1
        from {{ ref('dim_revenue_lines') }} as narrower
        where starts_with(narrower.line_path, lines.line_path || '/')
            and {{ may_count_on('narrower', 'quarters.calendar_quarter_end') }}
    )
),

-- Who reports is expected, even where a wider line stands in or the panel starts later.
expected as (
    select
        segment_id,
        calendar_quarter_end,
        shown_from,
        cast(count(*) as integer) as companies_expected
    from (
        select moments.segment_id, moments.calendar_quarter_end, moments.shown_from, company_id
        from moments
        inner join expected_lines using (segment_id, calendar_quarter_end)
        union
        select segment_id, calendar_quarter_end, shown_from, company_id
        from standing
        where not is_year_earlier
    ) as companies
    group by all
)

select
    totals.segment_id,
    {{ calendar_quarter('totals.calendar_quarter_end') }} as calendar_quarter,
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
    {{ lineage_id([
        "'segment'", 'totals.segment_id', calendar_quarter('totals.calendar_quarter_end')
    ]) }} as lineage_id,
    moments.shown_from,
    moments.shown_to
from moments
inner join totals using (segment_id, calendar_quarter_end, shown_from)
inner join expected using (segment_id, calendar_quarter_end, shown_from)
