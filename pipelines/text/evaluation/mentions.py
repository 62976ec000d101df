"""How well technologies are found: against false friends, and in which class."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from pipelines.text.evaluation.guidance import share
from pipelines.text.sentences import SENTENCES
from pipelines.text.technologies import find_technologies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.registry import Registry
    from pipelines.text.evaluation.labelled import LabelledMention

FALSE_FRIEND = "false friend"
NOT_FOUND = "not found"


@dataclass(slots=True)
class MentionMeasures:
    """What finding technologies in labelled sentences came to.

    Attributes:
        confusion: sentences by technology, labelled and read class.
        differences: what was read otherwise than labelled.
    """

    confusion: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    differences: list[tuple[str, str, str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The measures by the names under which they are asked for."""
        real = [each for each in self.confusion.items() if each[0][1] != FALSE_FRIEND]
        found = sum(count for (_, _, read), count in real if read != NOT_FOUND)
        hits = sum(count for (_, _, read), count in self.confusion.items() if read != NOT_FOUND)
        exact = sum(count for (_, labelled, read), count in real if read == labelled)
        tables: dict[str, dict[str, dict[str, int]]] = {}
        for (technology, labelled, read), count in sorted(self.confusion.items()):
            tables.setdefault(technology, {}).setdefault(labelled, {})[read] = count
        return {
            "sentences": sum(self.confusion.values()),
            "mentions": sum(count for _, count in real),
            "precision": share(found, hits),
            "recall": share(found, sum(count for _, count in real)),
            "class_exact": share(exact, found),
            "confusion": tables,
            "differences": [
                dict(zip(("sentence", "technology", "labelled", "read"), each, strict=True))
                for each in self.differences
            ],
        }


def evaluate_mentions(labelled: Sequence[LabelledMention], registry: Registry) -> MentionMeasures:
    """Look for every labelled technology in its sentence, and compare."""
    frame = pl.DataFrame(
        [
            (each.name, "", number, 0, len(each.sentence), each.sentence, False, each.is_question)
            for number, each in enumerate(labelled)
        ],
        schema={**SENTENCES, "is_question": pl.Boolean()},
        orient="row",
    )
    followed = {each.name for each in labelled if each.company_id in registry.company_by_id}
    mentions = find_technologies(frame, registry.technologies, followed)
    read = {
        (position, technology): sense
        for position, technology, sense in mentions.select(
            "position", "technology_id", "class"
        ).iter_rows()
    }
    measures = MentionMeasures()
    for number, each in enumerate(labelled):
        found = read.get((number, each.technology_id), NOT_FOUND)
        label = each.mention_class or FALSE_FRIEND
        measures.confusion[each.technology_id, label, found] += 1
        if found != label and (label, found) != (FALSE_FRIEND, NOT_FOUND):
            measures.differences.append((each.name, each.technology_id, label, found))
    return measures
