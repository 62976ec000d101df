{{ config(post_hook="{{ create_capex_as_of(ref('fct_capex_versions')) }}") }}

{{ capex_rows(ref('fct_capex_versions')) }}
