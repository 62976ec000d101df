"""What the registry says as one value, and the questions that are asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pipelines.registry.errors import RegistryError
from pipelines.registry.rates import NOBODY_SPEAKS, RateSpeakers
from pipelines.registry.revenue_lines import RevenueLine, lines_of, unruled_total

if TYPE_CHECKING:
    from pipelines.registry.acknowledged_checks import AcknowledgedCheck
    from pipelines.registry.assumptions import Assumption
    from pipelines.registry.fact_corrections import FactCorrection
    from pipelines.registry.metrics import Metric
    from pipelines.registry.model_companies import ModelCompany
    from pipelines.registry.models import Company, Segment, Tier
    from pipelines.registry.restatements import RestatementRuling
    from pipelines.registry.revenue_lines import CompanyLines, Dimension
    from pipelines.registry.technologies import Technology

# Rates of these are kept whatever companies report in: the currencies of the supply chain.
ALWAYS_RATED = frozenset({"TWD", "KRW", "JPY", "CNY", "EUR"})


@dataclass(frozen=True)
class Registry:
    """Everything that the registry says, each list in the order of its file.

    Attributes:
        suppliers: the rulings on revenue, a company each; spenders' clouds among them.
        qualifiers: axes and members that only restate a figure.
        restatements: the rulings on what lies behind changed figures.
        fact_corrections: the rulings on how single facts are read.
        acknowledged_checks: the failing rows of warnings that a person has reviewed.
        rates: which source of exchange rates speaks for which currency and span.
        technologies: what documents are watched for, and the words that name it.
        model_companies: who sells AI, and whose run rate counts in the combined one.
        assumptions: what the size of the market rests on besides figures.
    """

    companies: tuple[Company, ...]
    metrics: tuple[Metric, ...]
    segments: tuple[Segment, ...]
    taxonomy_version: str
    suppliers: tuple[CompanyLines, ...] = ()
    qualifiers: tuple[Dimension, ...] = ()
    restatements: tuple[RestatementRuling, ...] = ()
    fact_corrections: tuple[FactCorrection, ...] = ()
    acknowledged_checks: tuple[AcknowledgedCheck, ...] = ()
    rates: RateSpeakers = NOBODY_SPEAKS
    technologies: tuple[Technology, ...] = ()
    model_companies: tuple[ModelCompany, ...] = ()
    assumptions: tuple[Assumption, ...] = ()

    @cached_property
    def concepts(self) -> frozenset[str]:
        """Every concept, with its prefix, that can state a metric."""
        return frozenset(concept for metric in self.metrics for concept in metric.concepts)

    def concepts_of(self, company: Company) -> frozenset[str]:
        """Those of `concepts` that state a metric which is asked of the company."""
        asked = (each for each in self.metrics if company.is_spender or not each.of_spenders)
        return frozenset(concept for metric in asked for concept in metric.concepts)

    @cached_property
    def places(self) -> frozenset[str]:
        """Every concept with the dimensions under which it states a metric, a blank between."""
        return frozenset(place for metric in self.metrics for place in metric.places)

    @cached_property
    def company_by_id(self) -> dict[str, Company]:
        """Companies by `company_id`."""
        return {company.company_id: company for company in self.companies}

    @cached_property
    def currencies(self) -> frozenset[str]:
        """The currencies other than USD in which companies report, and `ALWAYS_RATED`."""
        registered = {company.reporting_currency for company in self.companies} | {
            earlier.reporting_currency
            for company in self.companies
            for earlier in company.earlier_reporting_currencies
        }
        return frozenset({each for each in registered if each} | ALWAYS_RATED) - {"USD"}

    @cached_property
    def metric_by_id(self) -> dict[str, Metric]:
        """Metrics by `metric_id`."""
        return {metric.metric_id: metric for metric in self.metrics}

    @cached_property
    def revenue_lines(self) -> tuple[RevenueLine, ...]:
        """Every revenue line: those of the rulings, and the total of every other company."""
        ruled = {each.company_id for each in self.suppliers}
        return (
            *lines_of(self.suppliers),
            *(unruled_total(each) for each in self.company_by_id if each not in ruled),
        )

    @cached_property
    def completing_concepts(self) -> frozenset[str]:
        """Every concept that a ruling puts beside the members of an axis."""
        return frozenset(
            concept
            for supplier in self.suppliers
            for completion in supplier.completions
            for concept in completion.concepts
        )

    @cached_property
    def tier_by_sub_segment(self) -> dict[tuple[str | None, str | None], Tier]:
        """Tiers by segment and sub-segment."""
        return {
            (segment.segment_id, part.sub_segment_id): part.tier
            for segment in self.segments
            for part in segment.sub_segments
        }

    def tier_of(self, line: RevenueLine) -> Tier | None:
        """The tier that a line is ruled into, else its sub-segment's; none outside the segments."""
        return line.tier or self.tier_by_sub_segment.get((line.segment_id, line.sub_segment_id))

    @cached_property
    def revenue_line_by_id(self) -> dict[str, RevenueLine]:
        """Revenue lines by `revenue_line_id`."""
        return {line.revenue_line_id: line for line in self.revenue_lines}

    def company(self, company_id: str) -> Company:
        """The company of that identifier.

        Raises:
            RegistryError: there is none; the message lists the ones there are.
        """
        try:
            return self.company_by_id[company_id.upper()]
        except KeyError:
            known = ", ".join(sorted(self.company_by_id))
            raise RegistryError(
                f"no company {company_id!r} in the registry; there are: {known}"
            ) from None
