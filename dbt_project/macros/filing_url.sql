{# Folder of a filing at the SEC. #}
{% macro filing_folder(cik, accession) -%}
    ('{{ var("sec_archives_url") }}/Archives/edgar/data/' || {{ cik }} || '/'
        || replace({{ accession }}, '-', '') || '/')
{%- endmacro %}

{# Address of a filing's index page at the SEC. #}
{% macro filing_url(cik, accession) -%}
    ({{ filing_folder(cik, accession) }} || {{ accession }} || '-index.htm')
{%- endmacro %}

{# Address of a file of a filing, null where the file is not known. The SEC extracts NAME_htm.xml
   from the inline document NAME.htm and keeps the ids of its facts: a person reads the latter,
   and an inline document (not an instance) has a place for a browser to jump to. #}
{% macro document_url(cik, accession, document, element_id) -%}
    ({{ filing_folder(cik, accession) }}
        || regexp_replace({{ document }}, '_htm\.xml$', '.htm')
        || case when {{ document }} not like '%.xml' or {{ document }} like '%\_htm.xml' escape '\'
            then coalesce('#' || {{ element_id }}, '') else '' end)
{%- endmacro %}
