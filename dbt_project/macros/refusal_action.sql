{# What a person could do about a refusal, by its rule: the one home of that advice. A rule that is
   not here has none, and the mart's contract refuses a row without.

   rule, table_name, company_id, accession: SQL of the refusal's columns; the last two may be null. #}
{% macro refusal_action(rule, table_name, company_id, accession) -%}
{%- set company = "coalesce(" ~ company_id ~ ", 'COMPANY')" -%}
{%- set filing = "coalesce('filing ' || " ~ accession ~ ", 'the filing')" -%}
{%- set fetch =
    "run `ledger run --live --company ' || " ~ company ~ " || '` or `ledger record PATH`" -%}
case {{ rule }}
    when 'not_filed' then 'Fetch the report of the quarter: {{ fetch }}; enter a figure said only'
        || ' in words in a CSV in data/statements/ with its citation.'
    when 'missing_operand' then 'Fetch the interim report before the one named: {{ fetch }}.'
    when 'stale_operand' then 'Fetch a filing that restates the shorter figure too: {{ fetch }};'
        || ' until there is one, the quarter stands as it was filed.'
    when 'mixed_vintage' then 'Fetch a filing that restates the shorter figure too: {{ fetch }}.'
    when 'start_mismatch' then 'Compare the dates with ' || {{ filing }}
        || '; correct fiscal_year_end in registry/companies.yml if the calendar changed.'
    when 'not_a_quarter' then 'Check fiscal_year_end of ' || {{ company }}
        || ' in registry/companies.yml.'
    when 'transition_period' then 'Nothing: the months between two fiscal years stand in '
        || {{ filing }} || ' alone, as one figure.'
    when 'other_currency' then 'Nothing, if the filing restates its figures for convenience; else'
        || ' date reporting_currency of ' || {{ company }} || ' in registry/companies.yml.'
    when 'calendar_quarter_shared' then 'Nothing: its own quarters stand in fct_capex.'
    when 'no_fiscal_period' then 'Compare the dates with ' || {{ filing }}
        || '; enter quarter_weeks for ' || {{ company }}
        || ' in registry/companies.yml if its quarters are weeks.'
    when 'concept_mismatch' then 'Add an override for ' || {{ company }}
        || ' to registry/metrics.yml, dated with valid_from, if both concepts are one quantity.'
    when 'scope_changed' then 'Nothing: the report of the next year shows both figures of one'
        || ' scope; enter the quarter in a CSV in data/statements/ with its citation, if the company'
        || ' says it.'
    when 'negative_difference' then 'Wait for the comparative of the next year, or add a dated'
        || ' override for ' || {{ company }} || ' to registry/metrics.yml that names one scope.'
    when 'ambiguous_concept' then 'Add an override for ' || {{ company }}
        || ' to registry/metrics.yml that says which concept speaks from when.'
    when 'shell_zero' then 'Nothing: there was no business to report on; what the merged company'
        || ' shows of that time is published.'
    when 'same_moment' then 'Compare ' || {{ filing }} || ' with the other; where it is known when each'
        || ' was accepted, `ledger record` the submissions that say so.'
    when 'misdated' then 'Compare the dates with ' || {{ filing }}
        || '; its figures stay out until it is amended.'
    when 'no_money' then 'Compare ' || {{ filing }}
        || ' with its document; a wrong tag stays refused until it is amended.'
    when 'negative_figure' then 'Compare ' || {{ filing }} || ' with its document; where only the'
        || ' sign is wrong, a dated correction in registry/fact_corrections.yml reads it rightly.'
    when 'scale_slip' then 'Compare ' || {{ filing }} || ' with its document; a filing that says'
        || ' the figure at its scale stands by itself.'
    when 'contradicted_in_filing' then 'Compare ' || {{ filing }} || ' with its document, and say'
        || ' which figure stands by a dated correction in registry/fact_corrections.yml.'
    when 'fact_corrected' then 'Nothing: a dated correction in registry/fact_corrections.yml reads '
        || {{ filing }} || ' rightly.'
    when 'tag_contradicted' then 'Nothing: ' || {{ filing }}
        || ' contradicts itself, and the figure that its year proves is published.'
    when 'quarters_contradict_year' then 'Nothing: ' || {{ filing }}
        || ' contradicts itself; an amended table of quarters would settle it.'
    when 'derivation_outranked' then 'Compare the tagged quarter with ' || {{ filing }}
        || '; the tagged figure is published.'
    when 'no_figure_above' then 'Enter the line in a CSV in data/statements/ with its citation, if '
        || {{ filing }} || ' says it in words.'
    when 'not_reconciled' then 'Compare the axis and members of the line in'
        || ' registry/revenue_lines.yml with the table of ' || {{ filing }} || '.'
    when 'repeats_contradict' then 'Compare both figures with ' || {{ filing }}
        || '; they stay out until it is amended.'
    when 'member_corrected' then 'Nothing: a dated correction in registry/revenue_lines.yml reads '
        || {{ filing }} || ' rightly.'
    when 'members_rotated' then 'Add a dated correction of ' || {{ filing }}
        || ' to registry/revenue_lines.yml.'
    when 'statement_contradicts_filing' then 'Compare the row with its document, and correct or'
        || ' delete it; ' || {{ filing }} || ' is published.'
    when 'uncounted_form' then 'Fetch the periodic report that states it: {{ fetch }}; what only'
        || ' such a form says can be entered in a CSV in data/statements/ with its citation.'
    when 'no_period_start' then 'Compare the fact with ' || {{ filing }}
        || '; a dated correction in the registry can give its period.'
    when 'empty_comparative' then 'Nothing: a report of that month, if there was one, brings its'
        || ' figure.'
    when 'quarantined_document' then 'Look at the document in the archive. One that is damaged is'
        || ' fetched again: {{ fetch }}. One that is refused for what it says stays out.'
    when 'quarantined_fact' then 'Compare the fact with ' || {{ filing }}
        || '; it stays out until it is amended.'
    when 'unusable_price' then 'Compare the price with the provider''s own page: the next list'
        || ' brings the right one.'
    when 'free_tier' then 'Nothing: a list that states a price brings the model.'
    when 'not_listed' then 'Enter the names under which price lists offer exactly this model, in'
        || ' listed_as of a CSV in data/statements/; most such models are offered by nobody.'
    when 'unread_text' then 'Look at ' || {{ filing }} || ' and do what the reason says; enter what'
        || ' it says in words in a CSV in data/statements/ with its citation.'
    when 'repeated_in_amendment' then 'Nothing: the sentences count where they were said first.'
    when 'guidance_contradicts' then 'Read both documents and correct or delete the row of the CSV'
        || ' that is wrong; what two filings say differently stays out.'
    when 'guidance_without_horizon' then 'Look at ' || {{ filing }}
        || '; if what stands around the sentence says for when, enter it in a CSV in data/statements/'
        || ' with its citation.'
    when 'horizon_is_over' then 'Nothing, if ' || {{ filing }} || ' looks back; else enter what it'
        || ' guides in a CSV in data/statements/ with its citation.'
    when 'no_exchange_rate' then 'Fetch the rates of the currency for these periods: run'
        || ' `ledger run --live`.'
    when 'check_failed' then case when {{ company_id }} is null then 'Compare the rows with their'
        || ' source and mend what is wrong: a row of a CSV, or a list fetched again (run'
        || ' `ledger run --live`); what passes the check is published again.'
        else 'Compare the rows with ' || {{ filing }} || ' and mend what is wrong:'
        || ' a ruling in registry/, a row of a CSV, or a document fetched again ({{ fetch }});'
        || ' what passes the check is published again.' end
    when 'withdrawal_blocked' then 'Look at what came for ' || {{ company }}
        || ' since the last publication and fetch it again ({{ fetch }}); a ruling in registry/'
        || ' withdraws figures for good.'
    when 'share_out_of_range' then 'Compare the shares with ' || {{ filing }}
        || '; they stay out until it is amended.'
    when 'not_stated' then 'Fetch what the company files: {{ fetch }}; if it files under another'
        || ' concept, add an override for ' || {{ company }} || ' to registry/metrics.yml.'
    when 'side_missing' then 'Fetch the reports that state the side: {{ fetch }}; a side that a company'
        || ' begins to state has growth a year later.'
    when 'quarters_not_stated' then 'Fetch the reports of these quarters: {{ fetch }}; many companies'
        || ' state it once a year, or not at all.'
    when 'line_not_stated' then 'Fetch the reports of these quarters: {{ fetch }}; enter a figure'
        || ' said only in words in a CSV in data/statements/ with its citation; if the line is'
        || ' reported no more, date its valid_to in registry/revenue_lines.yml.'
    when 'headline_tier_empty' then 'Add a line of this tier to registry/revenue_lines.yml, or take'
        || ' the tier from headline_tiers in registry/segments.yml.'
    when 'few_quarters' then 'Fetch the reports of the other quarters: {{ fetch }}; enter figures'
        || ' said only in words in a CSV in data/statements/ with their citation.'
    when 'no_recent_report' then 'Enter a report of its run rate in a CSV in data/statements/ with its'
        || ' citation: a figure of another kind does not stand in.'
    when 'no_guidance' then 'Enter what the company guided, with its basis, in'
        || ' data/statements/guidance.csv, or wait: forecasts of an origin that is published stay.'
    when 'series_too_short' then 'Fetch the reports of the other quarters: {{ fetch }}; nothing is'
        || ' said from fewer.'
    when 'headline_basis_missing' then 'Add the concept of the missing part to'
        || ' registry/metrics.yml, or enter the headline in a CSV in data/statements/ with its'
        || ' citation.'
end
{%- endmacro %}
