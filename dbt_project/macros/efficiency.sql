{# The fixed capabilities whose price is followed: on each scale a score that a model must reach.
   The first scale is the one that answers; the other shows how far the answer hangs on it. On
   Epoch's index GPT-4 of March 2023 stands at 126, Claude 3.5 Sonnet of June 2024 at 130, o1 at
   143, GPT-5 at 150. #}
{% macro capability_tiers() -%}
    values
        ('epoch_capabilities_index', 'eci_125', 125),
        ('epoch_capabilities_index', 'eci_130', 130),
        ('epoch_capabilities_index', 'eci_135', 135),
        ('epoch_capabilities_index', 'eci_140', 140),
        ('epoch_capabilities_index', 'eci_145', 145),
        ('epoch_capabilities_index', 'eci_150', 150),
        ('artificial_analysis_index', 'aa_10', 10),
        ('artificial_analysis_index', 'aa_20', 20),
        ('artificial_analysis_index', 'aa_30', 30),
        ('artificial_analysis_index', 'aa_40', 40)
{%- endmacro %}

{# Half the width of a two-sided 80 percent interval in standard errors, by degrees of freedom
   (Student's t; from 30 on as for 30, which is a little wide). #}
{% macro student_t_80(freedom) -%}
    list_extract(
        [3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372,
         1.363, 1.356, 1.350, 1.345, 1.341, 1.337, 1.333, 1.330, 1.328, 1.325,
         1.323, 1.321, 1.319, 1.318, 1.316, 1.315, 1.314, 1.313, 1.311, 1.310],
        least({{ freedom }}, 30)
    )
{%- endmacro %}

{# Where a person finds a price list of today. #}
{% macro price_list_url(price_list) -%}
    case {{ price_list }}
        when 'litellm' then '{{ var("litellm_list_url") }}'
        else '{{ var("openrouter_list_url") }}'
    end
{%- endmacro %}

{# The one operand of a cell that a list, a scale or a table states, as lineage has it. #}
{% macro stated_operand(lineage_id, source, concept, dimensions, unit, day, value) -%}
    {{ lineage_id }} as lineage_id,
        1 as operand_order,
        1 as sign,
        '{{ source }}' as source,
        {{ concept }} as concept,
        {{ dimensions }} as dimensions,
        '{{ unit }}' as unit,
        cast(null as date) as period_start,
        {{ day }} as period_end,
        {{ value }} as value
{%- endmacro %}
