with capex_operands as (
    select * from {{ ref('int_capex_operands__by_basis') }}
),

of_capex as (
    select * from capex_operands
    where lineage_id in (
        select lineage_id from {{ ref('fct_capex_versions') }}
        union all
        select lineage_id from {{ ref('fct_capex_annual_versions') }}
    )
),

-- Restatements reach versions that no other mart shows: those of other metrics.
of_versions as (
    select * from {{ source('normalized', 'operands') }}
    where lineage_id in (
            select lineage_id from {{ ref('fct_supplier_revenue_versions') }}
            union all
            select lineage_id from {{ ref('fct_supplier_revenue_annual_versions') }}
            union all
            select lineage_id from {{ ref('fct_restatements') }}
            union all
            select lineage_id from {{ ref('fct_remaining_performance_obligation_versions') }}
            union all
            select lineage_id from {{ ref('fct_commitments_versions') }}
            {%- for side in ['operating_cash_flow', 'depreciation'] %}
            union all
            select {{ side }}_lineage_id from {{ ref('fct_capital_ratios_history') }}
            {%- endfor %}
        )
        and lineage_id not in (select lineage_id from of_capex)
),

of_capex_totals as (
    select
        totals.lineage_id,
        cast(
            row_number() over (
                partition by totals.lineage_id order by capex.company_id, operands.operand_order
            ) as integer
        ) as operand_order,
        operands.* exclude (lineage_id, operand_order),
        case when capex.currency <> 'USD' then capex.fx_rate end as fx_rate
    from {{ ref('fct_capex_totals') }} as totals
    inner join {{ ref('fct_capex') }} as capex
        on capex.spender_group = totals.spender_group
        and capex.basis = totals.basis
        and capex.calendar_quarter = totals.calendar_quarter
        and capex.is_in_panel
    inner join capex_operands as operands on operands.lineage_id = capex.lineage_id
),

segment_totals as (
    select lineage_id, segment_id, null as sub_segment_id, tier, calendar_quarter
    from {{ ref('fct_segment_revenue') }}
    where value_usd is not null
    union all
    select lineage_id, segment_id, sub_segment_id, tier, calendar_quarter
    from {{ ref('fct_sub_segment_revenue') }}
    where value_usd is not null
),

of_segment_totals as (
    select
        totals.lineage_id,
        cast(
            row_number() over (
                partition by totals.lineage_id
                order by revenue.company_id, revenue.revenue_line_id, operands.operand_order
            ) as integer
        ) as operand_order,
        operands.* exclude (lineage_id, operand_order),
        case when revenue.currency <> 'USD' then revenue.fx_rate end as fx_rate
    from segment_totals as totals
    inner join {{ ref('fct_supplier_revenue') }} as revenue
        on revenue.segment_id = totals.segment_id
        and revenue.sub_segment_id = coalesce(totals.sub_segment_id, revenue.sub_segment_id)
        and revenue.tier = totals.tier
        and revenue.calendar_quarter = totals.calendar_quarter
        and revenue.in_segment_total
        and revenue.value_usd is not null
    inner join {{ source('normalized', 'operands') }} as operands
        on operands.lineage_id = revenue.lineage_id
),

of_months as (
    select
        months.lineage_id,
        1 as operand_order,
        1 as sign,
        'taiwan_monthly_revenue' as source,
        'report:MonthlyRevenue' as concept,
        '' as dimensions,
        months.unit,
        months.month as period_start,
        months.month_end as period_end,
        months.value,
        'monthly revenue report ' || strftime(months.report_month, '%Y-%m') || ', '
            || months.statement || ' column' as document,
        months.report_url,
        months.confidence
    from {{ ref('stg_taiwan_monthly_revenue__months') }} as months
    where months.lineage_id in (select lineage_id from {{ ref('fct_monthly_revenue_versions') }})
),

of_customer_shares as (
    select
        shares.lineage_id,
        1 as operand_order,
        1 as sign,
        'sec_segment_facts' as source,
        filings.cik,
        shares.concept,
        shares.dimensions,
        'percent' as unit,
        shares.period_start,
        shares.period_end,
        shares.share_pct as value,
        shares.accession
    from {{ ref('stg_sec_segment_facts__customer_shares') }} as shares
    inner join {{ ref('int_filings__identified') }} as filings
        on filings.company_id = shares.company_id and filings.accession = shares.accession
    where shares.lineage_id in (select lineage_id from {{ ref('fct_customer_concentration') }})
),

of_technology_mentions as (
    select
        mentions.lineage_id,
        cast(
            row_number() over (
                partition by mentions.lineage_id order by said.position, said.source_reference
            ) as integer
        ) as operand_order,
        1 as sign,
        said.source,
        said.cik,
        'text:' || said.technology_id as concept,
        '' as dimensions,
        'times' as unit,
        cast(null as date) as period_start,
        said.said_date as period_end,
        cast(said.mentions as decimal(18, 2)) as value,
        said.accession,
        said.document,
        case
            when said.source = 'sec_documents'
                then said.exhibit || ', sentence ' || said.position
            else said.source_reference
        end as element_id
    from {{ ref('fct_technology_mentions') }} as mentions
    inner join {{ source('normalized', 'technology_mentions') }} as said
        on said.technology_id = mentions.technology_id
        and said.company_id = mentions.company_id
        and said.exhibit = mentions.exhibit
        and said.said_date = mentions.said_date
        and coalesce(said.accession, said.document)
        = coalesce(mentions.accession, mentions.document)
),

-- The lower end of what is guided, and the upper; of a bound the one that it has, and words without
-- an amount as nought. Comparable ends are those and what an accounting change moved, which the
-- statement of the change says.
guidance_ends as (
    {%- for end, end_usd, on_what, is_there in [
        ('lineage_id', 'coalesce(low_usd, high_usd, 0)', 'issued_date', 'true'),
        ('high_lineage_id', 'high_usd', 'issued_date', 'high_usd is not null'),
        ('comparable_lineage_id', 'low_usd', 'issued_date', 'low_usd is not null'),
        ('comparable_high_lineage_id', 'high_usd', 'issued_date', 'high_usd is not null'),
        ('comparable_lineage_id', 'comparable_low_usd - low_usd', 'comparable_change_date',
            'comparable_change_date is not null'),
        ('comparable_high_lineage_id', 'comparable_high_usd - high_usd', 'comparable_change_date',
            'comparable_change_date is not null'),
    ] %}
    select
        company_id,
        horizon,
        basis,
        {{ on_what }} as said_date,
        -- Of a change that was put otherwise since, what stands.
        {{ 'known_from' if on_what == 'issued_date' else "cast('infinity' as timestamp)" }}
            as known_by,
        {{ end }} as end_lineage_id,
        {{ 2 if on_what == 'comparable_change_date' else 1 }} as operand_order,
        {{ end_usd }} as end_usd
    from {{ ref('fct_capex_guidance') }}
    where {{ is_there }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

of_guidance as (
    select
        ends.end_lineage_id as lineage_id,
        ends.operand_order,
        1 as sign,
        said.source,
        said.cik,
        'text:guidance' as concept,
        '' as dimensions,
        'USD' as unit,
        said.horizon_start_date as period_start,
        said.horizon_end_date as period_end,
        cast(ends.end_usd as decimal(18, 2)) as value,
        said.accession,
        said.document,
        case
            when said.source = 'sec_documents'
                then said.exhibit || ', sentence ' || said.position
            else said.source_reference
        end as element_id
    from guidance_ends as ends
    inner join {{ source('normalized', 'guidance') }} as said
        on said.company_id = ends.company_id
        and said.horizon = ends.horizon
        and said.basis = ends.basis
        and said.issued_date = ends.said_date
        and said.known_from <= ends.known_by
    qualify row_number() over (
        partition by ends.end_lineage_id, ends.operand_order order by said.known_from desc
    ) = 1
),

-- What was spent in a guided period that no figure states: the quarters in it.
guidance_actuals as (
    select distinct
        company_id, basis, lineage_id, horizon_start_date, horizon_end_date
    from {{ ref('fct_guidance_accuracy') }}
    where is_sum_of_quarters
),

of_guidance_actuals as (
    select
        actuals.lineage_id,
        cast(
            row_number() over (
                partition by actuals.lineage_id
                order by capex.period_end, operands.operand_order
            ) as integer
        ) as operand_order,
        operands.* exclude (lineage_id, operand_order)
    from guidance_actuals as actuals
    inner join {{ ref('fct_capex') }} as capex
        on capex.company_id = actuals.company_id
        and capex.basis = actuals.basis
        and capex.period_start >= actuals.horizon_start_date - 7
        and capex.period_end <= actuals.horizon_end_date + 7
    inner join capex_operands as operands on operands.lineage_id = capex.lineage_id
),

-- Each company that was read: the sentence by which it counts, or a document without one.
adoption_documents as (
    select
        adoption.lineage_id,
        adoption.technology_id,
        documents.company_id,
        documents.cik,
        documents.filed_date,
        documents.accession,
        documents.document,
        documents.exhibit,
        said.position
    from {{ ref('fct_technology_adoption') }} as adoption
    inner join {{ source('normalized', 'documents') }} as documents
        on {{ calendar_quarter('documents.filed_date') }} = adoption.calendar_quarter
        and list_contains(string_split(documents.watched, ';'), adoption.technology_id)
    left join {{ source('normalized', 'technology_mentions') }} as said
        on said.technology_id = adoption.technology_id
        and said.company_id = documents.company_id
        and said.accession = documents.accession
        and said.exhibit = documents.exhibit
        and said.document is not distinct from documents.document
    qualify row_number() over (
        partition by adoption.lineage_id, documents.company_id
        order by
            said.position is null,
            said.mention_class <> 'affirmative',
            said.mention_class <> 'conditional',
            documents.known_from,
            documents.accession,
            documents.exhibit,
            said.position
    ) = 1
),

of_technology_adoption as (
    select
        lineage_id,
        cast(
            row_number() over (partition by lineage_id order by company_id) as integer
        ) as operand_order,
        1 as sign,
        'sec_documents' as source,
        cik,
        'text:' || technology_id as concept,
        '' as dimensions,
        'companies' as unit,
        cast(null as date) as period_start,
        filed_date as period_end,
        cast(position is not null as decimal(18, 2)) as value,
        accession,
        document,
        exhibit || coalesce(', sentence ' || position, '') as element_id
    from adoption_documents
),

-- Free cash flow, trailing and cumulative sums, and the two parts of a commitment.
parts_of_capital as (
    select lineage_id, part_id, part_sign, fx_rate
    from {{ ref('int_capital_sums__parts') }}
    where lineage_id in (
            select lineage_id from {{ ref('fct_capital_ratios') }}
            where free_cash_flow_usd is not null
            union all
            select lineage_id from {{ ref('fct_capital_ratio_totals') }}
            where free_cash_flow_usd is not null
            union all
            {%- for name in capital_sides() + capital_sums() if name != 'free_cash_flow' %}
            select {{ name }}_lineage_id from {{ ref('fct_capital_ratios') }}
            union all
            {%- endfor %}
            {%- for name in capital_totals() if name != 'free_cash_flow' %}
            select {{ name }}_lineage_id from {{ ref('fct_capital_ratio_totals') }}
            {{ 'union all' if not loop.last }}
            {%- endfor %}
        )
    union all
    select lineage_id, unnest([first_lineage_id, second_lineage_id]), 1, null
    from {{ ref('int_commitment_versions__by_kind') }}
    where second_lineage_id is not null
),

of_capital as (
    select
        parts.lineage_id,
        cast(
            row_number() over (
                partition by parts.lineage_id
                order by -parts.part_sign, parts.part_id, operands.operand_order
            ) as integer
        ) as operand_order,
        cast(parts.part_sign * operands.sign as integer) as sign,
        operands.* exclude (lineage_id, operand_order, sign),
        parts.fx_rate
    from parts_of_capital as parts
    inner join {{ source('normalized', 'operands') }} as operands
        on operands.lineage_id = parts.part_id
),

-- What a report says; a combined run rate is made of reports, and the fit of a landmark of those of
-- its quarters. What the fit found is an operand too.
model_reports as (
    select
        {{ report_lineage_id('reports') }} as lineage_id,
        model_company_id,
        source,
        'report:' || kind as concept,
        'USD' as unit,
        as_of_date as period_end,
        annualized_revenue_usd as value,
        document,
        file as element_id
    from {{ source('normalized', 'model_company_revenue') }} as reports
),

run_rates as (
    select * from {{ ref('int_model_run_rates__by_quarter') }}
    where annualized_revenue_usd is not null
),

parts_of_returns as (
    select lineage_id, lineage_id as part_id, 1 as place from model_reports
    union all
    select totals.lineage_id, run_rates.report_lineage_id, 1
    from {{ ref('fct_commercialisation') }} as totals
    inner join run_rates using (calendar_quarter)
    where totals.annualized_revenue_usd is not null and run_rates.shown_to is null
),

of_returns as (
    select
        parts.lineage_id,
        cast(
            row_number() over (
                partition by parts.lineage_id order by reports.model_company_id, parts.part_id
            ) as integer
        ) as operand_order,
        1 as sign,
        reports.* exclude (lineage_id, model_company_id),
        '' as dimensions
    from parts_of_returns as parts
    inner join model_reports as reports on reports.lineage_id = parts.part_id
),

origins as (
    select distinct
        lineage_id, calendar_quarter_end, panel_companies, fitted_from_date, fitted_points,
        fitted_growth_pct, fitted_usd, known_from
    from {{ ref('fct_revenue_landmarks') }}
    where fitted_growth_pct is not null
),

fit_operands as (
    select
        origins.lineage_id,
        run_rates.calendar_quarter_end as place,
        reports.* exclude (lineage_id)
    from origins
    inner join run_rates
        on run_rates.calendar_quarter_end
        between origins.fitted_from_date and origins.calendar_quarter_end
        and {{ shown_at('run_rates', 'origins.known_from') }}
    inner join model_reports as reports on reports.lineage_id = run_rates.report_lineage_id
    -- The fit rests on quarters with the whole panel.
    qualify count(*) over (partition by origins.lineage_id, run_rates.calendar_quarter_end)
        = origins.panel_companies
    union all by name
    select
        lineage_id,
        date '9999-12-31' as place,
        'fit' as source,
        unnest(['fit:growth', 'fit:run_rate']) as concept,
        unnest(['percent', 'USD']) as unit,
        calendar_quarter_end as period_end,
        unnest([
            cast(fitted_growth_pct as decimal(18, 2)), cast(fitted_usd as decimal(18, 2))
        ]) as value,
        'least squares on the logarithms of ' || fitted_points || ' quarters since '
            || fitted_from_date as document
    from origins
),

of_landmarks as (
    select
        lineage_id,
        cast(
            row_number() over (
                partition by lineage_id order by place, model_company_id, concept
            ) as integer
        ) as operand_order,
        1 as sign,
        * exclude (lineage_id, place, model_company_id),
        '' as dimensions
    from fit_operands
),

-- Clouds and contracted revenue of a quarter.
parts_beside_returns as (
    select totals.cloud_revenue_lineage_id as lineage_id, clouds.lineage_id as part_id
    from {{ ref('fct_commercialisation') }} as totals
    inner join {{ ref('fct_supplier_revenue') }} as clouds using (calendar_quarter)
    inner join ({{ cloud_lines() }}) as lines using (revenue_line_id)
    where clouds.value_usd is not null
    union all
    select totals.remaining_performance_obligation_lineage_id, obligations.lineage_id
    from {{ ref('fct_commercialisation') }} as totals
    inner join {{ ref('fct_remaining_performance_obligation') }} as obligations
        using (calendar_quarter)
    where obligations.spender_group = 'hyperscaler' and obligations.value_usd is not null
),

beside_returns as (
    select
        parts.lineage_id,
        cast(
            row_number() over (
                partition by parts.lineage_id order by parts.part_id, operands.operand_order
            ) as integer
        ) as operand_order,
        operands.* exclude (lineage_id, operand_order)
    from parts_beside_returns as parts
    inner join {{ source('normalized', 'operands') }} as operands
        on operands.lineage_id = parts.part_id
),

-- The values that statistics are from, and what each method of forecasting fitted to them.
of_statistics as (
    select
        operands.* exclude (url, document),
        1 as sign,
        '' as dimensions,
        operands.url as report_url,
        coalesce(
            operands.document,
            case when operands.accession is null then 'fitted to the values of the origin' end
        ) as document
    from {{ source('analysis', 'operands') }} as operands
    where operands.lineage_id in (
        select lineage_id from {{ ref('fct_forecast_accuracy') }}
        union all
        select lineage_id from {{ ref('fct_lead_lag') }}
    )
),

of_token_prices as (
    {%- for side, id in {'input': 'lineage_id', 'output': 'output_lineage_id'}.items() %}
    select
        {{ stated_operand(
            id, 'token_prices', "'price:" ~ side ~ "'", "provider || ':' || model", 'USD',
            'list_date', side ~ '_usd_per_billion'
        ) }},
        price_list || ' price list of ' || list_date as document,
        citation as read_at,
        {{ price_list_url('price_list') }} as report_url
    from {{ ref('fct_token_prices') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Three billion tokens read and one written: the price of reading counts three times.
of_token_baskets as (
    select
        baskets.lineage_id,
        cast(unnest([1, 2, 3]) as integer) as operand_order,
        prices.* exclude (lineage_id, operand_order)
    from {{ ref('fct_token_price_index') }} as baskets
    inner join of_token_prices as prices on prices.lineage_id = baskets.input_lineage_id
    union all
    select baskets.lineage_id, 4, prices.* exclude (lineage_id, operand_order)
    from {{ ref('fct_token_price_index') }} as baskets
    inner join of_token_prices as prices on prices.lineage_id = baskets.output_lineage_id
),

of_scores as (
    select
        {{ stated_operand(
            'priced.score_lineage_id', 'capability_scores', "'score:' || scale", 'model', 'points',
            'scored_date', 'scores.score'
        ) }},
        scores.document,
        scores.file as element_id
    from (
        select distinct score_lineage_id, scale, scored_model as model, scored_date
        from {{ ref('fct_token_price_index') }}
    ) as priced
    inner join {{ source('raw', 'capability_scores') }} as scores using (scale, model, scored_date)
),

of_hardware as (
    {%- for side, id in {'price_usd': 'lineage_id', 'flops': 'flops_lineage_id'}.items() %}
    select
        {{ stated_operand(
            id, 'hardware_prices', "'hardware:" ~ side ~ "'", 'hardware',
            'flops' if side == 'flops' else 'USD', 'table_date', side
        ) }},
        document,
        source_reference as element_id
    from {{ ref('fct_hardware_price_performance') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

of_estimates as (
    {%- for side, id in {'low_usd': 'lineage_id', 'high_usd': 'high_lineage_id'}.items() %}
    select
        {{ stated_operand(
            id, 'market_estimates', "'estimate:' || estimate_kind", 'definition', 'USD',
            'said_by_date', side
        ) }},
        document,
        source_reference as element_id
    from {{ ref('fct_market_estimates') }}
    where {{ side }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- The size of the market: what is spent or to be spent, what the tiers earn that split it, and what
-- is assumed.
assumption_operands as (
    select
        {{ lineage_id(["'assumption'", 'assumption_id']) }} as lineage_id,
        'assumptions' as source,
        'assumption:' || part as concept,
        coalesce(segment_id || ':' || tier, '') as dimensions,
        'ratio' as unit,
        stated_date as period_end,
        cast(base_value as decimal(18, 2)) as base_value,
        cast(low_value as decimal(18, 2)) as low_value,
        cast(high_value as decimal(18, 2)) as high_value,
        assumption_id,
        part,
        source as document,
        url as report_url
    from {{ source('normalized', 'assumptions') }}
),

of_assumptions as (
    select
        lineage_id, 1 as operand_order, 1 as sign, source, concept, dimensions, unit, period_end,
        base_value as value, document, report_url
    from assumption_operands
    where lineage_id in (select lineage_id from {{ ref('fct_market_sensitivity') }})
),

capex_ahead as (
    select * from {{ ref('fct_capex_ahead') }}
),

parts_of_market as (
    select
        lineage_id,
        unnest(string_split(part_lineage_ids, ';')) as part_id
    from capex_ahead
    union
    select
        totals.lineage_id,
        unnest(string_split(capex_ahead.part_lineage_ids, ';'))
    from {{ ref('fct_compute_market_totals') }} as totals
    inner join capex_ahead using (calendar_quarter)
    union
    select
        markets.lineage_id,
        unnest([
            {{ lineage_id(
                ["'total:hyperscaler'", 'markets.capex_basis', 'markets.calendar_quarter']
            ) }},
            {%- for tier, quarter in [
                ('split_tier', 'split_quarter'), ('check_tier', 'calendar_quarter')
            ] %}
            {{ lineage_id(
                ["'segment'", 'markets.segment_id', 'markets.' ~ tier, 'markets.' ~ quarter]
            ) }},
            {%- endfor %}
            {{ lineage_id([
                "'segment'", 'measured.segment_id', 'measured.tier', 'measured.measured_quarter'
            ]) }}
        ])
    from {{ ref('fct_compute_market') }} as markets
    left join {{ source('normalized', 'assumptions') }} as measured
        on measured.segment_id = markets.segment_id
        and measured.tier in (markets.split_tier, markets.check_tier)
        and measured.part = 'share_of_market'
),

operands_of_parts as (
    {%- for relation in [
        'of_capex', 'of_versions', 'of_capex_totals', 'of_segment_totals', 'of_guidance',
        'of_statistics'
    ] %}
    from {{ relation }}
    {{ 'union all by name' if not loop.last }}
    {%- endfor %}
),

market_operands as (
    select
        parts.lineage_id,
        parts.part_id,
        operands.* exclude (lineage_id)
    from parts_of_market as parts
    inner join operands_of_parts as operands on operands.lineage_id = parts.part_id
    union all by name
    select
        totals.lineage_id,
        'assumption' as part_id,
        1 as operand_order,
        1 as sign,
        assumed.* exclude (
            lineage_id, base_value, low_value, high_value, assumption_id, part
        ),
        case
            when totals.market_case = 'base' then assumed.base_value
            when (totals.market_case = 'low') = (assumed.part <> 'share_of_market')
                then assumed.low_value
            else assumed.high_value
        end as value
    from {{ ref('fct_compute_market_totals') }} as totals
    cross join assumption_operands as assumed
),

of_market as (
    select
        lineage_id,
        cast(
            row_number() over (
                partition by lineage_id order by part_id, operand_order, concept, dimensions
            ) as integer
        ) as operand_order,
        * exclude (lineage_id, part_id, operand_order)
    from market_operands
),

operands as (
    from of_capex
    union all by name
    from of_capital
    union all by name
    from of_versions
    union all by name
    from of_capex_totals
    union all by name
    from of_segment_totals
    union all by name
    from of_months
    union all by name
    from of_customer_shares
    union all by name
    from of_technology_mentions
    union all by name
    from of_technology_adoption
    union all by name
    from of_returns
    union all by name
    from of_landmarks
    union all by name
    from beside_returns
    union all by name
    from of_guidance
    union all by name
    from of_guidance_actuals
    union all by name
    from of_statistics
    union all by name
    from of_token_prices
    union all by name
    from of_token_baskets
    union all by name
    from of_scores
    union all by name
    from of_hardware
    union all by name
    from of_estimates
    union all by name
    from of_assumptions
    union all by name
    from of_market
),

-- What people entered, by the line of its file.
statements as (
    {%- for table in [
        'company_statements', 'technology_statements', 'model_company_revenue', 'epoch_revenue'
    ] %}
    select '{{ table }}' as source, file, document, stated_date, read_at, confidence, url
    from {{ source('raw', table) }}
    union all
    {%- endfor %}
    select
        'guidance_statements', file, document,
        coalesce(issued_date, case when accession is null then entered_date end), read_at,
        confidence, url
    from {{ source('raw', 'guidance_statements') }}
    union all
    select 'capability_scores', file, document, scored_date, read_at, confidence, url
    from {{ source('raw', 'capability_scores') }}
    union all
    select 'hardware_prices', file, document, table_date, read_at, confidence, url
    from {{ source('raw', 'hardware_prices') }}
    union all
    select 'market_estimates', file, document, stated, read_at, confidence, url
    from {{ source('raw', 'market_estimates') }}
),

-- A filing of two registered companies has one primary document.
filings as (
    select
        accession,
        min(url) as url,
        min(document_url) as document_url,
        bool_and(is_inline_xbrl) as is_inline_xbrl
    from {{ ref('int_filings__identified') }}
    group by accession
)

select
    operands.lineage_id,
    operands.operand_order,
    operands.sign,
    operands.source,
    operands.cik,
    operands.concept,
    operands.dimensions,
    operands.unit,
    operands.period_start,
    operands.period_end,
    operands.value,
    operands.fx_rate,
    operands.accession,
    operands.document,
    operands.element_id,
    statements.document || coalesce(', ' || statements.stated_date, '') as citation,
    coalesce(operands.read_at, statements.read_at) as read_at,
    coalesce(operands.confidence, statements.confidence) as confidence,
    case
        when operands.source = 'sec_segment_facts' and operands.document is not null
            then {{ document_url(
                'operands.cik', 'operands.accession', 'operands.document', 'operands.element_id'
            ) }}
        when operands.source = 'sec_documents' and operands.document is not null
            then {{ document_url(
                'operands.cik', 'operands.accession', 'operands.document', 'null'
            ) }}
        -- The primary document of an inline filing holds its facts under their ids.
        when operands.source = 'sec_segment_facts' and filings.is_inline_xbrl
            then filings.document_url || coalesce('#' || operands.element_id, '')
        else coalesce(
            operands.report_url,
            filings.document_url,
            filings.url,
            {{ filing_url('operands.cik', 'operands.accession') }},
            statements.url
        )
    end as url
from operands
left join filings using (accession)
left join statements
    on statements.source = operands.source and statements.file = operands.element_id
order by operands.lineage_id, operands.operand_order
