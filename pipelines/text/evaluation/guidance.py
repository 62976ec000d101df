"""How well guidance is read: precision, recall, and how exact each field is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipelines.text.guidance import Context, Guidance, read_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.text.evaluation.labelled import LabelledSentence

NOT_GUIDANCE = "not guidance"
_NO_AMOUNT = "no amount"


def share(part: int, whole: int) -> float | None:
    """A share to four places; none of nothing."""
    return round(part / whole, 4) if whole else None


@dataclass(slots=True)
class GuidanceMeasures:
    """What a reading of labelled sentences came to.

    Attributes:
        fields: right and all, by field: low_high of the numeric ones accepted, horizon of the
            accepted ones whose label names one or none, supersedes of all that are labelled so and
            all that are read so; kind and basis of the accepted ones.
        confusion: sentences by labelled and read kind.
        differences: what was read otherwise than labelled: sentence, field, labelled, read.
    """

    sentences: int = 0
    labelled: int = 0
    accepted: int = 0
    right: int = 0
    fields: dict[str, tuple[int, int]] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[tuple[str, str, str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The measures by the names under which they are asked for."""
        exact = {f"{name}_exact": share(*counts) for name, counts in sorted(self.fields.items())}
        kinds: dict[str, dict[str, int]] = {}
        for (labelled, read), count in sorted(self.confusion.items()):
            kinds.setdefault(labelled, {})[read] = count
        return {
            "sentences": self.sentences,
            "guidance": self.labelled,
            "accepted": self.accepted,
            "precision": share(self.right, self.accepted),
            "recall": share(self.right, self.labelled),
            **exact,
            "fields": {
                name: {"right": right, "wrong": everything - right}
                for name, (right, everything) in sorted(self.fields.items())
            },
            "confusion": kinds,
            "differences": [
                dict(zip(("sentence", "field", "labelled", "read"), each, strict=True))
                for each in self.differences
            ],
        }


def evaluate_guidance(labelled: Iterable[LabelledSentence]) -> GuidanceMeasures:
    """Read every sentence and compare."""
    measures = GuidanceMeasures(
        fields=dict.fromkeys(("basis", "horizon", "kind", "low_high", "supersedes"), (0, 0))
    )
    for each in labelled:
        read = read_sentence(each.sentence, Context(each.day, each.calendar, each.company_id))
        guidance = read if isinstance(read, Guidance) else None
        _count(measures, each, guidance)
    return measures


def _count(measures: GuidanceMeasures, label: LabelledSentence, read: Guidance | None) -> None:
    measures.sentences += 1
    measures.labelled += label.is_guidance
    measures.accepted += read is not None
    measures.right += read is not None and label.is_guidance
    expected = _kind(label.low_usd, label.high_usd) if label.is_guidance else NOT_GUIDANCE
    found = _kind(read.low_usd, read.high_usd) if read else NOT_GUIDANCE
    measures.confusion[expected, found] += 1
    if label.is_guidance != (read is not None):
        measures.differences.append((label.name, "guidance", expected, found))
    replaces = read is not None and label.is_guidance and _prior(read) != (None, None)
    if label.supersedes or (replaces and label.supersedes is not None):
        prior = _prior(read) if read else None
        _compare(
            measures, label.name, "supersedes", (label.prior_low_usd, label.prior_high_usd), prior
        )
    if read is None or not label.is_guidance:
        return
    _compare(measures, label.name, "kind", expected, found)
    if label.low_usd is not None or label.high_usd is not None:
        low_high = (label.low_usd, label.high_usd)
        _compare(measures, label.name, "low_high", low_high, (read.low_usd, read.high_usd))
    if label.horizon is not None:
        name = read.horizon.name if read.horizon else ""
        _compare(measures, label.name, "horizon", label.horizon, name)
    if label.basis_kind is not None:
        _compare(measures, label.name, "basis", label.basis_kind, read.basis_kind)


def _compare(
    measures: GuidanceMeasures, name: str, of: str, labelled: object, read: object
) -> None:
    right, everything = measures.fields[of]
    measures.fields[of] = (right + (labelled == read), everything + 1)
    if labelled != read:
        measures.differences.append((name, of, str(labelled), str(read)))


def _prior(read: Guidance) -> tuple[int | None, int | None]:
    return read.supersedes_low_usd, read.supersedes_high_usd


def _kind(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return _NO_AMOUNT
    if high is None:
        return "lower bound"
    if low is None:
        return "upper bound"
    return "point" if low == high else "range"
