"""What denies a technology, and what only sounds like it."""

from __future__ import annotations

import re

import pytest

from pipelines.text.mention_classes import mention_class


def sense(sentence: str) -> str:
    """The class at the first mention of CPO."""
    return mention_class(sentence, re.search(r"\bCPO\b", sentence).start())  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "sentence",
    [
        # Not used, by the company or by anybody.
        "We do not use CPO.",
        "We do not make switches or CPO.",
        "We no longer sell CPO.",
        "The company no longer uses CPO.",
        "We have yet to ship our CPO switches.",
        "We did not ship CPO in the quarter.",
        "None of our products use CPO.",
        "None of our CPO products is shipping.",
        "No products of ours use CPO.",
        "No customer has committed to CPO.",
        "No one uses CPO today.",
        "We have not seen any demand for CPO.",
        "There were no sales of CPO.",
        "Our switches ship without CPO.",
        "Instead of using CPO, we rely on copper.",
        "Our portfolio lacks CPO.",
        "CPO is not used in our switches.",
        "CPO is no longer part of our portfolio.",
        "We do not use CPO, but in time we may.",
        "CPO revenue is not included in our guidance.",
        # Left or put off.
        "We exited CPO.",
        "We sold our CPO unit.",
        "We sold our CPO business to a competitor.",
        "We stopped shipping CPO.",
        "We delayed our CPO launch by a year.",
        "The CPO program was cancelled.",
        "The move to CPO was postponed.",
        "CPO was delayed last year, and we now expect it in 2028.",
    ],
)
def test_what_is_denied_left_or_put_off_is_conditional(sentence: str) -> None:
    assert sense(sentence) == "conditional"


@pytest.mark.parametrize(
    "sentence",
    [
        # Others lack it, or nobody has as much.
        "None of our competitors ships CPO; we do.",
        "Our competitors do not ship CPO in volume today.",
        "No one ships as many CPO switches as we do.",
        "No one ships CPO at this scale.",
        "No one ships CPO in higher volume.",
        "No product in our history has ramped as fast as CPO.",
        "CPO is not available from anyone else and ships today.",
        # The negation is of another thing.
        "No customer accounted for more than 10% of CPO revenue.",
        "None of our CPO switches failed in the field.",
        "We have not seen any demand weakness in CPO.",
        "No orders for CPO were cancelled in the quarter.",
        "In CPO the retimer was removed.",
        "Tariffs on CPO were removed.",
        "We abandoned copper for CPO.",
        "We stopped using copper once CPO shipped.",
        "We have stopped reporting CPO revenue separately.",
        "Rather than buy CPO, we make it ourselves.",
        "Without CPO, this system would draw 30% more power.",
        "We do not use third-party CPO; all of it is ours.",
        "We terminated our CPO distribution agreement with a reseller.",
        "We have discontinued first-generation CPO, as customers moved to the second.",
        # Of a measure or of a way.
        "We cannot ship CPO fast enough.",
        "We don't have enough CPO capacity.",
        "We do not ship CPO fast enough for everyone.",
        "We do not have any CPO supply constraints.",
        "We do not manufacture our CPO modules and rely on foundries.",
        "We did not sell CPO at a loss.",
        "CPO is not sold as a component.",
        "CPO is not used in phones, but in every data center.",
        # Denied itself, or over.
        "We never stopped shipping CPO.",
        "We are not exiting CPO.",
        "We have not sold our CPO business.",
        "No customer has cancelled CPO orders.",
        "None of our customers have stopped using CPO.",
        "No rack of ours ships without CPO.",
        "CPO was delayed last year and now ships in volume.",
        "Suppliers delayed our CPO ramp, but it has shipped since.",
        "Despite the delay our CPO switch shipped.",
        "We didn't have CPO in the model a year ago, and today it is our largest line.",
        "We did not have CPO before the acquisition.",
        "CPO was not used in data centers five years ago and is now in most orders.",
        # Revenue that is deferred, and units that are sold.
        "Deferred CPO revenue was $10 million.",
        "CPO revenue of $10 million was deferred.",
        "Revenue from CPO was deferred.",
        "We sold our CPO units in record numbers.",
        "We sold our CPO modules to businesses across Europe.",
    ],
)
def test_what_only_sounds_like_a_denial_is_affirmative(sentence: str) -> None:
    assert sense(sentence) == "affirmative"
