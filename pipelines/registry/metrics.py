"""What a metric is, and the concepts that state it; the entries are in `metrics.yml`."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field, field_validator, model_validator

from pipelines.registry.models import CompanyId, Day, Entry, Identifier, QName, Text


class Alias(Entry):
    """A concept that states a metric, for periods that end within its validity.

    Attributes:
        axis, member: where the figure stands under a member, and not without dimensions; an axis
            alone is one of dates, whichever date the filing names.
        scope: what the figure includes; of a metric that has a scope, in place of the metric's own.
    """

    concept: QName
    axis: QName | None = None
    member: QName | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    reason: str = ""
    scope: str | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Alias:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("valid_from is after valid_to")
        if self.member and not self.axis:
            raise ValueError("member: stands without its axis")
        return self

    @property
    def dimensions(self) -> str:
        """The dimensions of its facts as raw tables write them, a date left out."""
        return f"{self.axis}={self.member or ''}" if self.axis else ""


class Metric(Entry):
    """A quantity that filings state under one concept or several, or companies only in words.

    Attributes:
        metric_id: identifier.
        metric_name: name to show.
        period_type: duration (a flow over a period) or instant (a stock on a day).
        description: what it is, and the source of the definition.
        aliases: default concepts, the preferred first; empty if it is stated only in words, or if
            no two companies state it alike.
        scope: what a figure includes that no override says otherwise of. Only of a metric whose
            figures companies draw differently, and which is never added over companies.
        never_negative: a figure below zero can only be a slip, as of a payment that the statement
            of cash flows shows as an outflow; such a fact is refused.
        stated_only: no filing tags it, so that only `company_statements` brings it.
        of_spenders: it is asked of those who spend alone; what a supplier states of it is left out.
        selection: what settles two concepts that differ in one filing: `total` takes the one
            that is at least the other for every period (a total and its part), `refuse` does
            not choose between them.
        overrides: per company, the concepts that replace the defaults; each dated.
    """

    metric_id: Identifier
    metric_name: Text
    period_type: Literal["duration", "instant"]
    description: Text
    aliases: tuple[QName, ...] = ()
    scope: str | None = None
    never_negative: bool = False
    stated_only: bool = False
    of_spenders: bool = False
    selection: Literal["total", "refuse"] = "refuse"
    overrides: dict[CompanyId, tuple[Alias, ...]] = Field(default_factory=dict)

    @field_validator("aliases")
    @classmethod
    def _no_repeats(cls, aliases: tuple[str, ...]) -> tuple[str, ...]:
        repeated = {alias for alias in aliases if aliases.count(alias) > 1}
        if repeated:
            raise ValueError(f"named twice: {', '.join(sorted(repeated))}")
        return aliases

    @model_validator(mode="after")
    def _stated_somewhere(self) -> Metric:
        if self.stated_only and (self.aliases or self.overrides):
            raise ValueError("aliases: a metric that is stated_only has no concepts")
        # What companies draw differently may have no concept that two of them share.
        if not self.stated_only and not self.aliases and self.scope is None:
            raise ValueError("aliases: at least one concept, or stated_only: true")
        if self.scope is None and any(a.scope for each in self.overrides.values() for a in each):
            raise ValueError(
                "overrides: a scope stands beside the metric's own scope, which is missing"
            )
        return self

    def aliases_of(self, company_id: str) -> tuple[Alias, ...]:
        """The concepts that can state it for a company: its own rulings replace the defaults."""
        default = tuple(Alias(concept=concept) for concept in self.aliases)
        return self.overrides.get(company_id, default)

    @property
    def places(self) -> frozenset[str]:
        """Every concept that states it, with its dimensions where it stands under an axis."""
        aliases = (alias for rulings in self.overrides.values() for alias in rulings)
        ruled = (f"{alias.concept} {alias.dimensions}" for alias in aliases)
        return frozenset((*(f"{concept} " for concept in self.aliases), *ruled))

    @cached_property
    def concepts(self) -> tuple[str, ...]:
        """Every concept that can state this metric, for any company."""
        overridden = (alias.concept for rulings in self.overrides.values() for alias in rulings)
        return tuple(dict.fromkeys((*self.aliases, *overridden)))
