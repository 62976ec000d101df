{# Address of a filing's index page at the SEC. #}
{% macro filing_url(cik, accession) -%}
    ('{{ var("sec_archives_url") }}/Archives/edgar/data/' || {{ cik }} || '/'
        || replace({{ accession }}, '-', '') || '/' || {{ accession }} || '-index.htm')
{%- endmacro %}
