"""Capital expenditure that a company guides, read from its sentences.

`extract_guidance` is the door. `reading.py` says in which order the rules are asked,
`vocabulary.py` holds the words they know, `amounts.py` reads money, `roles.py` says what each
amount is, `horizons.py` reads the period, `directions.py` guidance without an amount (its words are
in `direction_words.py`) and
`refusals.py` what is no guidance although it sounds like it.
"""

from pipelines.text.guidance.frames import GUIDANCE, REFUSED_SENTENCES, extract_guidance
from pipelines.text.guidance.reading import Context, Guidance, Refusal, read_sentence

__all__ = [
    "GUIDANCE",
    "REFUSED_SENTENCES",
    "Context",
    "Guidance",
    "Refusal",
    "extract_guidance",
    "read_sentence",
]
