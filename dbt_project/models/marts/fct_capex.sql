{{ config(post_hook="{{ create_as_of(
    'capex', capex_rows(published_relation('fct_capex_versions'), 'cast(ts as timestamp)')
) }}") }}

{{ capex_rows(ref('fct_capex_versions')) }}
