"""The rulings that say which part of a company's revenue belongs to which part of the chain.

A ruling is data (`revenue_lines.yml`); these are its frozen shapes and what a valid ruling is.
Whether a fact matches a ruling's members is decided in `normalize/`, not here.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import StringConstraints, model_validator

from pipelines.registry.models import (
    CompanyId,
    Day,
    Entry,
    Identifier,
    PastDay,
    QName,
    Reason,
    Text,
    Tier,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

# A company's identifier may open with a digit (2317.TW), and then its lines do too.
LineId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")]
# A filer may spell its prefix with capitals (AAOI:InternetDataCenterMember).
Name = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.\-]*:[A-Za-z_][A-Za-z0-9_.\-]*$")
]
Accession = Annotated[str, StringConstraints(pattern=r"^\d{10}-\d{2}-\d{6}$")]

TOTAL_SERIES = "revenue"
TOTAL_NAME = "Total revenue"


def local_name(qname: str) -> str:
    """The name without prefix and case: how axes and members are compared within a company.

    A prefix outlives the company's name (trap S7), axes move between taxonomies (S10), and one
    member is spelled in two ways by form (S5).
    """
    return qname.rpartition(":")[2].casefold()


class Dimension(Entry):
    """An axis and a member on it."""

    axis: Name
    member: Name


class _Dated(Entry):
    """What holds for period ends from `valid_from` to `valid_to`, both included."""

    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _ordered(self) -> _Dated:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("valid_from is after valid_to")
        return self

    def overlaps(self, other: _Dated) -> bool:
        """Whether both hold on some day."""
        first = max(self.valid_from or dt.date.min, other.valid_from or dt.date.min)
        last = min(self.valid_to or dt.date.max, other.valid_to or dt.date.max)
        return first <= last


class LineMember(_Dated):
    """A member that states a line.

    Attributes:
        axis: the line's axis, as filed.
        member: the member on it, as filed.
        within: further axes that the fact must have, where the line is a part of a member.
        forms: forms that use this spelling; every form if empty.
    """

    axis: Name
    member: Name
    within: tuple[Dimension, ...] = ()
    forms: tuple[str, ...] = ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every axis with its member that a fact of the line has, the line's own first."""
        return (
            (self.axis, self.member),
            *((each.axis, each.member) for each in self.within),
        )

    @property
    def key(self) -> frozenset[tuple[str, str]]:
        """The pairs by local name: equal for spellings that mean the same."""
        return frozenset((local_name(axis), local_name(member)) for axis, member in self.pairs)


class SeriesBreak(Entry):
    """The first day of a new definition, across which no growth is stated."""

    date: Day
    reason: Reason


class RevenueLine(_Dated):
    """A ruling: part of a company's revenue, and where in the value chain it belongs.

    Attributes:
        revenue_line_id: identifier, unique in the registry.
        company_id: the company (taken from the entry that the line stands in).
        line_name: name as the company states it; the label where it differs from the member's
            name (trap S12).
        parent: the line that contains it; the company's total unless given, none for the total.
        segment_id: segment of the value chain; none for a line outside it.
        sub_segment_id: sub-segment; with a segment always, without one never.
        tier: the tier that it counts in, where that is ruled for the line alone.
        tier_reason: why there: it stands in another tier than its sub-segment, or covers several.
        scope: what the line is in the company's own terms.
        is_broad: contains much that is not AI.
        status: confirmed, or unconfirmed where nobody has seen the member in a filing.
        counts: whether it may count in its segment's total.
        reason: why the ruling is as it is.
        concepts: concepts that state it; those of the metric `revenue` if empty.
        members: members that state it; none for a line that only statements bring.
        breaks: days on which its definition changed.
    """

    revenue_line_id: LineId
    company_id: CompanyId
    line_name: Text
    parent: LineId | None = None
    segment_id: Identifier | None = None
    sub_segment_id: Identifier | None = None
    tier: Tier | None = None
    tier_reason: Reason | None = None
    scope: Literal["segment", "end_market", "product", "total_company"]
    is_broad: bool
    status: Literal["confirmed", "unconfirmed"] = "confirmed"
    counts: bool
    reason: Reason
    concepts: tuple[QName, ...] = ()
    members: tuple[LineMember, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()

    @property
    def is_total(self) -> bool:
        """Whether it is the company's total."""
        return self.scope == "total_company"

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody confirmed the mapping."""
        return self.status == "confirmed"

    @property
    def metric_id(self) -> str:
        """`metric_id` of its series: `revenue` for the total, else its own identifier."""
        return TOTAL_SERIES if self.is_total else self.revenue_line_id

    @model_validator(mode="after")
    def _consistent(self) -> RevenueLine:
        if (self.segment_id is None) != (self.sub_segment_id is None):
            raise ValueError("sub_segment_id: stands with a segment_id and never alone")
        if (self.tier is None) != (self.tier_reason is None):
            raise ValueError("tier: stands with a tier_reason and never alone")
        if self.tier and self.segment_id is None:
            raise ValueError("tier: a line without a segment has none")
        if self.counts and self.segment_id is None:
            raise ValueError("counts: a line without a segment never counts")
        if self.counts and not self.is_confirmed:
            raise ValueError("counts: an unconfirmed line never counts")
        if self.is_total and (self.parent or self.members or self.concepts):
            raise ValueError("scope: the total has no parent, members or concepts of its own")
        days = [each.date for each in self.breaks]
        if days != sorted(set(days)):
            raise ValueError("breaks: each day once, in order")
        self._refuse_united_axes()
        return self

    def _refuse_united_axes(self) -> None:
        """One axis a line (trap S3): two only where their days, or their forms, differ."""
        for place, one in enumerate(self.members):
            for other in self.members[place + 1 :]:
                shares_form = not (one.forms and other.forms) or set(one.forms) & set(other.forms)
                if local_name(one.axis) == local_name(other.axis) or not shares_form:
                    continue
                if one.overlaps(other):
                    raise ValueError(
                        f"members: {one.axis} and {other.axis} hold on the same days: a line has "
                        "one axis"
                    )


class Correction(Entry):
    """A dated ruling that a filing tags a member where it means another (trap S6).

    Attributes:
        accession: the filing.
        axis: axis of both members.
        filed_member: the member as filed.
        means_member: the member whose figures these are.
        dated: day of the ruling.
        reason: what shows it.
    """

    accession: Accession
    axis: Name
    filed_member: Name
    means_member: Name
    dated: PastDay
    reason: Reason

    @model_validator(mode="after")
    def _changes(self) -> Correction:
        if local_name(self.filed_member) == local_name(self.means_member):
            raise ValueError("means_member: is the filed_member")
        return self


class Completion(Entry):
    """A dated ruling on what an axis leaves out of the consolidated figure (rule 6).

    Attributes:
        axis: the axis whose members do not make up the whole.
        concepts: concepts whose consolidated figures belong beside the members.
        members: members of other axes whose figures do, under the members' own concept.
        dated: day of the ruling.
        reason: what shows it.
    """

    axis: Name
    concepts: tuple[Name, ...] = ()
    members: tuple[Dimension, ...] = ()
    dated: PastDay
    reason: Reason

    @model_validator(mode="after")
    def _completes(self) -> Completion:
        if not self.concepts and not self.members:
            raise ValueError("concepts, members: one at least completes the axis")
        if any(local_name(each.axis) == local_name(self.axis) for each in self.members):
            raise ValueError("members: are of other axes than the one that they complete")
        return self


class TotalRuling(Entry):
    """Where the company's whole revenue belongs, and whether it may stand for a segment.

    `counts` is false where most of the company is outside the segment: it then reports for the
    segment only in quarters that have a narrower line.
    """

    segment_id: Identifier | None = None
    sub_segment_id: Identifier | None = None
    tier: Tier | None = None
    tier_reason: Reason | None = None
    is_broad: bool = True
    counts: bool = False
    reason: Reason
    breaks: tuple[SeriesBreak, ...] = ()


class CompanyLines(Entry):
    """The rulings of one company.

    Attributes:
        company_id: the company.
        expected_from: it belongs to its segments' panels of quarters that end on or after this.
        total: the ruling on its whole revenue.
        lines: its other lines.
        corrections: filings whose members mean others.
        completions: what belongs beside the members of an axis.
    """

    company_id: CompanyId
    expected_from: Day
    total: TotalRuling
    lines: tuple[RevenueLine, ...] = ()
    corrections: tuple[Correction, ...] = ()
    completions: tuple[Completion, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _name_company_and_total(cls, data: object) -> object:
        """Gives each line its company, and the total as parent where none is named."""
        if not isinstance(data, dict) or not isinstance(data.get("lines"), list):
            return data
        company_id = str(data.get("company_id", ""))
        defaults = {"company_id": company_id, "parent": total_line_id(company_id)}
        lines = [{**defaults, **line} if isinstance(line, dict) else line for line in data["lines"]]
        return {**data, "lines": lines}

    @model_validator(mode="after")
    def _consistent(self) -> CompanyLines:
        parents = {line.revenue_line_id: line.parent for line in self.lines}
        if len(parents) != len(self.lines):
            raise ValueError("lines: a revenue_line_id is named twice")
        for line in self.lines:
            if line.is_total or line.company_id != self.company_id:
                raise ValueError(
                    f"lines: {line.revenue_line_id}: is of this company and not its total"
                )
            self._refuse_bad_parent(line.revenue_line_id, parents)
        self._refuse_shared_members()
        filed = [
            (each.accession, local_name(each.axis), local_name(each.filed_member))
            for each in self.corrections
        ]
        if len(set(filed)) != len(filed):
            raise ValueError("corrections: a filed_member of a filing is named twice")
        self._refuse_idle_completions()
        return self

    def _refuse_idle_completions(self) -> None:
        """An axis is completed once, and only where a line stands on it."""
        completed = [local_name(each.axis) for each in self.completions]
        of_lines = {local_name(each.axis) for line in self.lines for each in line.members}
        for each in self.completions:
            if completed.count(local_name(each.axis)) > 1:
                raise ValueError(f"completions: {each.axis}: is named twice")
            if local_name(each.axis) not in of_lines:
                raise ValueError(f"completions: {each.axis}: no line has a member on it")

    def _refuse_bad_parent(self, revenue_line_id: str, parents: dict[str, str | None]) -> None:
        seen = {revenue_line_id}
        parent = parents[revenue_line_id]
        while parent != total_line_id(self.company_id):
            if parent is None or parent not in parents:
                raise ValueError(
                    f"lines: {revenue_line_id}: parent: {parent} is not a line of {self.company_id}"
                )
            if parent in seen:
                raise ValueError(f"lines: {revenue_line_id}: parent: contains itself")
            seen.add(parent)
            parent = parents[parent]

    def _refuse_shared_members(self) -> None:
        """One member states one line: else its dollars would count twice."""
        stated = [(line, member) for line in self.lines for member in line.members]
        for place, (line, member) in enumerate(stated):
            for other, twin in stated[place + 1 :]:
                if line is not other and member.key == twin.key and member.overlaps(twin):
                    raise ValueError(
                        f"lines: {line.revenue_line_id} and {other.revenue_line_id}: members: "
                        f"both are {member.member}"
                    )

    @cached_property
    def all_lines(self) -> tuple[RevenueLine, ...]:
        """The total first, then the lines in the order of the file."""
        total = RevenueLine(
            revenue_line_id=total_line_id(self.company_id),
            company_id=self.company_id,
            line_name=TOTAL_NAME,
            scope="total_company",
            **dict(self.total),
        )
        return (total, *self.lines)


def unruled_total(company_id: str) -> RevenueLine:
    """The total line of a company that no ruling speaks of: in no segment, so it never counts."""
    return RevenueLine(
        revenue_line_id=total_line_id(company_id),
        company_id=company_id,
        line_name=TOTAL_NAME,
        scope="total_company",
        is_broad=True,
        counts=False,
        reason="No ruling places this company's revenue in the value chain.",
    )


def total_line_id(company_id: str) -> str:
    """Identifier of a company's total line, such as `nvda_total` or `2317_tw_total`."""
    return f"{company_id.lower().replace('.', '_').replace('-', '_')}_total"


def lines_of(companies: Sequence[CompanyLines]) -> tuple[RevenueLine, ...]:
    """Every line of every company, totals included."""
    return tuple(line for company in companies for line in company.all_lines)
