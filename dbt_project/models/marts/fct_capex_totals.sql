{{ config(post_hook="{{ create_as_of(
    'capex_totals',
    capex_totals_rows(published_at('capex'), published_relation('dim_companies'))
) }}") }}

{{ capex_totals_rows(ref('fct_capex'), ref('dim_companies')) }}
