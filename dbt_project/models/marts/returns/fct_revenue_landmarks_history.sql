-- An origin is the end of a calendar quarter: what the fit says of what was known then, and never
-- again otherwise. Only the day on which the landmark was passed is added, as it becomes known.
with run_rates as (
    select * from {{ ref('int_model_run_rates__by_quarter') }}
),

reports as (
    select * from {{ ref('fct_model_company_revenue') }}
    where is_combined
),

landmarks (landmark_usd) as (
    values (25e9), (50e9), (100e9), (200e9)
),

-- Student's t, one tail of 10 percent, by degrees of freedom.
quantiles (freedom, t) as (
    values (2, 1.8856), (3, 1.6377), (4, 1.5332), (5, 1.4759), (6, 1.4398)
),

members as (
    select distinct
        calendar_quarter, calendar_quarter_end, quarter_over_at, told_from, model_company_id
    from run_rates
),

origins as (
    select
        calendar_quarter,
        calendar_quarter_end,
        quarter_over_at as known_at,
        told_from,
        count(*) as companies_expected
    from members
    group by all
),

-- The combined run rate of the origin's panel at the ends of quarters, as it was known then.
points as (
    select
        members.calendar_quarter,
        members.calendar_quarter_end,
        run_rates.calendar_quarter_end as point_date,
        cast(run_rates.calendar_quarter_end - members.calendar_quarter_end as double) / 365.25
            as years,
        ln(cast(sum(run_rates.annualized_revenue_usd) as double)) as height,
        sum(run_rates.annualized_revenue_usd) as point_usd
    from members
    inner join origins using (calendar_quarter)
    inner join run_rates
        on run_rates.model_company_id = members.model_company_id
        and run_rates.calendar_quarter_end <= members.calendar_quarter_end
        and {{ shown_at('run_rates', 'members.quarter_over_at') }}
    group by
        members.calendar_quarter, members.calendar_quarter_end, run_rates.calendar_quarter_end
    having count(run_rates.annualized_revenue_usd) = any_value(origins.companies_expected)
    qualify row_number() over (
        partition by members.calendar_quarter order by run_rates.calendar_quarter_end desc
    ) <= {{ var('landmark_points') }}
),

-- Least squares on logarithms, years counted from the origin.
lines as (
    select
        calendar_quarter,
        cast(count(*) as integer) as fitted_points,
        min(point_date) as fitted_from_date,
        cast(max(point_usd) filter (point_date = calendar_quarter_end) as decimal(18, 2))
            as annualized_revenue_usd,
        regr_slope(height, years) as slope,
        regr_intercept(height, years) as level,
        regr_avgx(height, years) as mean_years,
        regr_sxx(height, years) as spread,
        sqrt(greatest(
            regr_syy(height, years) - regr_slope(height, years) * regr_sxy(height, years), 0
        ) / nullif(count(*) - 2, 0)) as deviation
    from points
    group by calendar_quarter, calendar_quarter_end
),

-- Inverse prediction (Fieller): where the line, and the ends of its interval for a new point, reach
-- the landmark.
reached as (
    select
        lines.*,
        landmarks.landmark_usd,
        (ln(landmarks.landmark_usd) - lines.level) / lines.slope - lines.mean_years as distance,
        power(quantiles.t * lines.deviation / lines.slope, 2) / lines.spread as g,
        quantiles.t * lines.deviation / lines.slope as reach
    from lines
    inner join quantiles on quantiles.freedom = lines.fitted_points - 2
    cross join landmarks
    where lines.slope > 0
),

projected as (
    select
        *,
        mean_years + distance as fitted_years,
        case when g < 1 then
            mean_years + distance / (1 - g)
            - reach * sqrt((1 + 1.0 / fitted_points) * (1 - g) + distance * distance / spread)
            / (1 - g)
        end as lower_years,
        case when g < 1 then
            mean_years + distance / (1 - g)
            + reach * sqrt((1 + 1.0 / fitted_points) * (1 - g) + distance * distance / spread)
            / (1 - g)
        end as upper_years
    from reached
),

-- The combined run rate of each day that a report is of, as known at each moment: the panel is
-- that of the day.
instants as (
    select known_from as known_at from reports
    union
    select known_at from origins
),

days as (
    select
        reports.as_of_date as told_date,
        min(reports.known_from) as told_from,
        count(distinct companies.model_company_id) as companies_expected
    from reports
    inner join {{ ref('dim_model_companies') }} as companies
        on companies.top_tier_from <= reports.as_of_date
    group by reports.as_of_date
),

speaking as (
    select
        instants.known_at,
        days.told_date,
        days.companies_expected,
        reports.annualized_revenue_usd
    from instants
    inner join days on days.told_from <= instants.known_at
    inner join reports
        on reports.as_of_date <= days.told_date
        and days.told_date - reports.as_of_date <= {{ var('model_report_days') }}
        and reports.known_from <= instants.known_at
    qualify row_number() over (
        partition by instants.known_at, days.told_date, reports.model_company_id
        order by
            reports.as_of_date desc,
            reports.confidence <> 'high' asc,
            reports.known_from desc,
            reports.annualized_revenue_usd asc,
            reports.document asc
    ) = 1
),

combined as (
    select known_at, told_date, sum(annualized_revenue_usd) as combined_usd
    from speaking
    group by known_at, told_date, companies_expected
    having count(*) = companies_expected
),

passed as (
    select
        instants.known_at,
        landmarks.landmark_usd,
        min(combined.told_date) as passed_date,
        lead(instants.known_at) over (
            partition by landmarks.landmark_usd order by instants.known_at
        ) as known_to
    from instants
    cross join landmarks
    left join combined
        on combined.known_at = instants.known_at
        and combined.combined_usd >= landmarks.landmark_usd
    group by instants.known_at, landmarks.landmark_usd
),

told as (
    select
        cast(landmarks.landmark_usd as decimal(18, 2)) as landmark_usd,
        origins.calendar_quarter,
        origins.calendar_quarter_end,
        cast(origins.companies_expected as integer) as panel_companies,
        lines.annualized_revenue_usd,
        case
            when passed.passed_date is not null then 'passed'
            when projected.fitted_years is not null then 'projected'
            else 'not_fitted'
        end as status,
        case
            when passed.passed_date is not null then null
            when lines.fitted_points is null then 'no quarter until then has the whole panel'
            when lines.fitted_points < 4
                then 'only ' || lines.fitted_points || ' quarters until then have the whole panel,'
                    || ' and a fit takes four'
            when lines.slope <= 0 then 'the fitted run rate does not grow'
        end as missing_reason,
        passed.passed_date,
        {%- for name in ['fitted', 'lower', 'upper'] %}
        case
            when passed.passed_date is null and abs(projected.{{ name }}_years) < 100
                then origins.calendar_quarter_end
                    + cast(round(projected.{{ name }}_years * 365.25) as integer)
        end as {{ name }}_date,
        {%- endfor %}
        lines.fitted_points,
        lines.fitted_from_date,
        case when lines.fitted_points >= 4 then 100 * (exp(lines.slope) - 1) end
            as fitted_growth_pct,
        case when lines.fitted_points >= 4 then cast(exp(lines.level) as decimal(18, 2)) end
            as fitted_usd,
        case when lines.fitted_points >= 4 then lines.deviation end as fitted_deviation,
        {{ lineage_id(["'revenue_landmark'", 'origins.calendar_quarter']) }} as lineage_id,
        origins.known_at,
        origins.told_from
    from origins
    cross join landmarks
    left join lines using (calendar_quarter)
    left join projected
        on projected.calendar_quarter = origins.calendar_quarter
        and projected.landmark_usd = landmarks.landmark_usd
    inner join passed
        on passed.known_at = origins.known_at
        and passed.landmark_usd = landmarks.landmark_usd
),

-- The record of the fit beside each date: what became, as known then, of all that earlier origins
-- said, whichever landmark it was of.
records as (
    select
        origins.calendar_quarter,
        cast(count(*) as integer) as record_fits,
        cast(
            count(*) filter (passed.passed_date between earlier.lower_date and earlier.upper_date)
            as integer
        ) as record_held,
        cast(round(median(earlier.fitted_date - passed.passed_date)) as integer)
            as record_error_days
    from origins
    inner join told as earlier
        on earlier.known_at < origins.known_at
        and earlier.fitted_date is not null
    inner join passed
        on passed.known_at = origins.known_at
        and passed.landmark_usd = earlier.landmark_usd
        and passed.passed_date is not null
    group by origins.calendar_quarter
),

-- What was not passed at its origin, while it is not known to be, and since.
settled as (
    select
        told.*,
        later.passed_date as settled_date,
        greatest(later.known_at, told.told_from) as shown_from,
        later.known_to as shown_to
    from told
    inner join passed as later
        on later.landmark_usd = told.landmark_usd
        and (later.known_to is null or later.known_to > told.told_from)
    where told.status <> 'passed'
    union all by name
    select *, told_from as shown_from
    from told
    where status = 'passed'
),

figures as (
    select
        landmark_usd,
        calendar_quarter,
        calendar_quarter_end,
        panel_companies,
        annualized_revenue_usd,
        status,
        missing_reason,
        passed_date,
        fitted_date,
        lower_date as lower_80_date,
        upper_date as upper_80_date,
        settled_date,
        cast(fitted_date - settled_date as integer) as error_days,
        settled_date between lower_date and upper_date as is_within_interval,
        case when fitted_date is not null then coalesce(records.record_fits, 0) end as record_fits,
        case when fitted_date is not null then coalesce(records.record_held, 0) end as record_held,
        case when fitted_date is not null then records.record_error_days end as record_error_days,
        fitted_points,
        fitted_from_date,
        fitted_growth_pct,
        fitted_usd,
        fitted_deviation,
        known_at as known_from,
        lineage_id,
        shown_from,
        shown_to
    from settled
    left join records using (calendar_quarter)
)

select * exclude (shown_from, shown_to), shown_from, shown_to
from {{ merged_spans('figures', ['landmark_usd', 'calendar_quarter']) }} as spans
