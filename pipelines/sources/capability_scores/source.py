"""How capable models are on published scales, as people entered it: one citation a row.

A score is a model's; the names under which price lists offer exactly that model stand beside it.
Nothing is matched by likeness: a name that nobody entered has no score, and a model without a name
is counted nowhere and refused by name. A row that cannot be used is quarantined alone.

Columns, in any order: scale, model (as the scale names it), score, scored_date (the day of the copy
of the scale), listed_as (provider:model, joined by `;`, as price lists have them), document, url,
read_at (where a person read it), entered_date, confidence. May be empty, or not there: listed_as,
url, read_at.
"""

from __future__ import annotations

from pipelines.contracts.raw import RAW_CAPABILITY_SCORES
from pipelines.sources.base import Publisher
from pipelines.sources.capability_scores.rows import OPTIONAL, REQUIRED, offers, read_row
from pipelines.sources.statement_source import Kind, statements_source

SOURCE = statements_source(
    Kind(
        source="capability_scores",
        table=RAW_CAPABILITY_SCORES,
        mark="scale",
        required=REQUIRED,
        optional=OPTIONAL,
        repeated="scale, model and day",
        read_row=read_row,
        claims=offers,
        claimed_in="listed_as",
        claim_is="an offer is of one model of a scale and day",
    ),
    period="scored_date",
    publishers=(
        Publisher(
            name="Epoch AI, Epoch Capabilities Index",
            url="https://epoch.ai/data",
            gives="one score of a model over many benchmarks",
            appears="when a person enters it",
            terms="CC BY 4.0",
        ),
        Publisher(
            name="Artificial Analysis, Intelligence Index",
            url="https://artificialanalysis.ai/",
            gives="the same on a scale of its own: the check on Epoch's",
            appears="when a person enters it",
            terms="free with attribution; figures of one day",
        ),
    ),
)
