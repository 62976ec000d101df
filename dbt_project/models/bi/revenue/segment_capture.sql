select
    capture.segment_id || ':' || capture.tier as segment_tier_id,
    capture.segment_id,
    names.segment_name,
    capture.tier,
    capture.calendar_quarter,
    capture.calendar_quarter_end,
    capture.ratio as capture_ratio,
    capture.suppliers_reporting,
    capture.suppliers_expected,
    capture.suppliers,
    capture.spenders_reporting,
    capture.spenders_expected,
    capture.spenders,
    capture.is_complete_panel as is_complete,
    capture.lineage_id,
    capture.capex_lineage_id
from {{ ref('fct_segment_capture') }} as capture
inner join ({{ segment_names() }}) as names using (segment_id)
where capture.basis = 'cash'
