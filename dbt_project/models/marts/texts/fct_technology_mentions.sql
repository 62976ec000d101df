-- A call has a row for each class in which a person entered it.
with by_document as (
    select
        technology_id,
        company_id,
        -- Not its line in a file, which moves when another row is entered.
        coalesce(accession, document || ', ' || said_date) as source_reference,
        exhibit,
        min(form) as form,
        min(document) as document,
        said_date,
        cast(sum(mentions) as bigint) as mentions,
        cast(
            coalesce(sum(mentions) filter (mention_class = 'affirmative'), 0) as bigint
        ) as affirmative_mentions,
        cast(
            coalesce(sum(mentions) filter (mention_class = 'conditional'), 0) as bigint
        ) as conditional_mentions,
        cast(
            coalesce(sum(mentions) filter (mention_class = 'boilerplate'), 0) as bigint
        ) as boilerplate_mentions,
        min(accession) as accession,
        min(cik) as cik,
        min(known_from) as known_from,
        min(known_from_basis) as known_from_basis
    from {{ source('normalized', 'technology_mentions') }}
    group by technology_id, company_id, coalesce(accession, document || ', ' || said_date),
        exhibit, said_date
)

select
    mentions.technology_id,
    technologies.technology_name,
    mentions.company_id,
    companies.ticker,
    mentions.source_reference,
    mentions.exhibit,
    mentions.form,
    mentions.document,
    mentions.said_date,
    {{ calendar_quarter('mentions.said_date') }} as calendar_quarter,
    {{ calendar_quarter_end(calendar_quarter('mentions.said_date')) }} as calendar_quarter_end,
    mentions.mentions,
    mentions.affirmative_mentions,
    mentions.conditional_mentions,
    mentions.boilerplate_mentions,
    case
        when mentions.affirmative_mentions > 0 then 'affirmative'
        when mentions.conditional_mentions > 0 then 'conditional'
        else 'boilerplate'
    end as mention_class,
    first_value(mentions.said_date) over history as first_mention_date,
    row_number() over history = 1 as is_first,
    mentions.accession,
    coalesce(
        {{ document_url('mentions.cik', 'mentions.accession', 'mentions.document', 'null') }},
        {{ filing_url('mentions.cik', 'mentions.accession') }}
    ) as url,
    mentions.known_from,
    mentions.known_from_basis,
    {{ lineage_id([
        'mentions.company_id', 'mentions.technology_id', 'mentions.source_reference',
        'mentions.exhibit',
    ]) }} as lineage_id
from by_document as mentions
inner join {{ ref('dim_companies') }} as companies using (company_id)
inner join {{ ref('dim_technologies') }} as technologies using (technology_id)
window history as (
    partition by mentions.technology_id, mentions.company_id
    order by mentions.known_from, mentions.source_reference, mentions.exhibit
)
order by mentions.technology_id, mentions.company_id, mentions.source_reference, mentions.exhibit
