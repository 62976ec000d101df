{{ config(post_hook="{{ create_as_of(
    'segment_capture',
    segment_capture_rows(published_at('segment_revenue'), published_at('capex_totals'))
) }}") }}

{{ segment_capture_rows(ref('fct_segment_revenue'), ref('fct_capex_totals')) }}
