"""From raw facts to the normalised tables: the order in which the rules apply.

Each step is a module of its own; nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.contracts import lineage_ids
from pipelines.contracts.normalized import (
    CONCEPT_CHOICES,
    FACTS,
    MONTHLY_REVENUE,
    OPERANDS,
    REFUSALS,
    VERSIONS,
)
from pipelines.contracts.raw import RAW_COMPANY_STATEMENTS, RAW_SEC_SEGMENT_FACTS
from pipelines.normalize import refusals
from pipelines.normalize.facts import fact_refusals
from pipelines.normalize.facts.concepts import (
    alias_table,
    choose_concepts,
    proven_equal,
    with_metrics,
)
from pipelines.normalize.facts.contradicted_tags import without_contradicted_tags
from pipelines.normalize.facts.corrections import corrected
from pipelines.normalize.facts.own_totals import with_own_totals
from pipelines.normalize.facts.publication_time import (
    counting_forms,
    with_known_from,
    with_rounding_unit,
)
from pipelines.normalize.facts.refused_facts import without_impossible
from pipelines.normalize.facts.repeats import with_stated_decimals
from pipelines.normalize.facts.report_dates import split_misdated
from pipelines.normalize.facts.scale_slips import without_slips
from pipelines.normalize.facts.shells import without_shell_zeros
from pipelines.normalize.facts.simultaneous import at_one_moment
from pipelines.normalize.facts.statements import statement_facts, without_outranked
from pipelines.normalize.leaving_out import Withholding
from pipelines.normalize.months.month_series import month_observations, month_operands
from pipelines.normalize.months.months import quarters_from_months
from pipelines.normalize.reference.reporting_currencies import dated_currencies, split_by_currency
from pipelines.normalize.revenue_lines import line_refusals
from pipelines.normalize.revenue_lines.line_scopes import line_scopes
from pipelines.normalize.revenue_lines.lines import line_facts
from pipelines.normalize.series import calendar_refusals
from pipelines.normalize.series.calendars import dated_calendars
from pipelines.normalize.series.differences import version_operands
from pipelines.normalize.series.earlier_quarters import to_date_less_quarters
from pipelines.normalize.series.periods import (
    QUARTER,
    Calendars,
    calendar_quarter,
    in_transition,
    with_periods,
)
from pipelines.normalize.series.quarters import derived, stated
from pipelines.normalize.series.restatements import with_ruled_causes
from pipelines.normalize.series.versions import merge, stand, with_series_breaks
from pipelines.normalize.series.year_quarters import year_less_quarters

if TYPE_CHECKING:
    from pipelines.registry import Registry

_MONEY = pl.Decimal(18, 2)
_LARGEST_MONEY = 10**16
# What the steps after the sources need of a fact, whichever source it is from.
_FACT = (
    "company_id",
    "metric_id",
    "unit",
    "period_start",
    "period_end",
    "duration_kind",
    "fiscal_year",
    "fiscal_quarter",
    "is_in_weeks",
    "value",
    "rounding_unit",
    "source",
    "cik",
    "concept",
    "dimensions",
    "element_id",
    "document",
    "alias_order",
    "is_ruling",
    "selection",
    "is_valid",
    "source_reference",
    "accession",
    "form",
    "filed_date",
    "known_from",
    "known_from_basis",
    "is_comparative",
)
# The last quarter of a year, and the quarter that an instant closes, are about this long.
_DAYS_TO_QUARTER_START = 90


@dataclass(frozen=True)
class Normalized:
    """The normalised tables, each as `contracts/` declares it."""

    facts: pl.DataFrame
    concept_choices: pl.DataFrame
    versions: pl.DataFrame
    operands: pl.DataFrame
    refusals: pl.DataFrame


def normalize(
    raw: pl.DataFrame,
    filings: pl.DataFrame,
    registry: Registry,
    *,
    segment_facts: pl.DataFrame | None = None,
    statements: pl.DataFrame | None = None,
    monthly: pl.DataFrame | None = None,
    withholding: Withholding | None = None,
) -> Normalized:
    """Every metric and revenue line of every company as versions with their operands.

    Args:
        raw: `raw.sec_company_facts`.
        filings: `raw.sec_filings`, for acceptance times.
        registry: companies with their calendars and currencies, metrics with their concepts,
            suppliers with their revenue lines.
        segment_facts: `raw.sec_segment_facts`.
        statements: `raw.company_statements`.
        monthly: `normalized.monthly_revenue`.
        withholding: what failed checks leave out of the facts.
    """
    withholding = withholding or Withholding()
    segment_facts = RAW_SEC_SEGMENT_FACTS.empty() if segment_facts is None else segment_facts
    statements = RAW_COMPANY_STATEMENTS.empty() if statements is None else statements
    monthly = MONTHLY_REVENUE.empty() if monthly is None else monthly
    read, read_with_dimensions = corrected(raw, registry), corrected(segment_facts, registry)
    of_company, misdated = split_misdated(read.facts, filings)
    with_dimensions, misdated_with_dimensions = split_misdated(read_with_dimensions.facts, filings)
    aliases = alias_table(registry.companies, registry.metrics)
    dated = with_own_totals(of_company, with_dimensions, aliases)
    calendars = dated_calendars(registry.companies, dated)
    stating, in_another_currency = _company_candidates(
        with_stated_decimals(dated, with_dimensions), filings, registry
    )
    candidates, out_of_calendar = _placed(stating, calendars)
    is_money = (pl.col("value") == pl.col("value").round(2)) & (
        pl.col("value").abs() < _LARGEST_MONEY
    )
    no_money = candidates.filter(~is_money)
    of_lines = line_facts(with_dimensions, registry)
    quarters = quarters_from_months(monthly)
    others = [
        _placed(frame, calendars)
        for frame in (
            with_known_from(_of_filings(of_lines.facts), filings),
            statement_facts(statements, filings),
        )
    ]
    stated_facts = pl.concat(
        [
            with_rounding_unit(_as_money(candidates.filter(is_money))).select(
                *_FACT, "is_stated_with_decimals"
            ),
            # Parts of a revenue and statements repeat nothing here: theirs is judged before.
            *(
                _as_money(placed).select(*_FACT, is_stated_with_decimals=pl.lit(value=True))
                for placed, _ in others
            ),
        ]
    )
    used = withholding.leave_out(stated_facts).sort(
        "company_id", "metric_id", "period_end", "period_start", "known_from", "source_reference"
    )
    possible = without_impossible(used, registry)
    shells = without_shell_zeros(possible.facts)
    to_scale = without_slips(shells.facts)
    choices, facts = choose_concepts(to_scale.facts)
    in_series = facts.filter("is_in_series")
    equal = proven_equal(facts)
    scopes = line_scopes(of_lines, filings)
    derived_quarters, underivable = derived(in_series, equal, scopes)
    stated_periods = stated(in_series)
    last_quarters, last_operands = year_less_quarters(
        in_series, pl.concat([stated_periods, derived_quarters]), derived_quarters, scopes
    )
    of_months = month_observations(quarters, calendars, derived_quarters)
    derived_quarters = pl.concat([derived_quarters, last_quarters, of_months])
    earlier_quarters, earlier_operands = to_date_less_quarters(
        in_series, pl.concat([stated_periods, derived_quarters]), derived_quarters, scopes
    )
    stated_periods, derived_quarters, overruled = without_outranked(
        stated_periods, pl.concat([derived_quarters, earlier_quarters])
    )
    reliable, contradicted = without_contradicted_tags(stated_periods, derived_quarters)
    observations, disagreements = merge(reliable, derived_quarters)
    versions = _finish(with_series_breaks(stand(observations), equal, scopes))
    operands = _operands(versions)
    not_used = pl.concat([possible.refused, to_scale.refused])
    refused = pl.concat(
        [
            refusals.of_amounts(no_money),
            fact_refusals.of_corrections(read.told, registry),
            fact_refusals.of_corrections(read_with_dimensions.told, registry),
            fact_refusals.of_facts(not_used),
            fact_refusals.of_shells(shells.zeros),
            fact_refusals.of_one_moment(at_one_moment(in_series)),
            refusals.of_misdated(
                with_metrics(misdated.with_columns(dimensions=pl.lit("")), aliases)
            ),
            line_refusals.of_misdated(misdated_with_dimensions),
            *(
                calendar_refusals.of_periods(unplaced)
                for unplaced in (out_of_calendar, *(unplaced for _, unplaced in others))
            ),
            calendar_refusals.of_panels(registry),
            calendar_refusals.of_currencies(in_another_currency),
            refusals.of_choices(choices),
            refusals.of_contradicted_tags(contradicted),
            refusals.of_disagreements(disagreements),
            refusals.of_quarters(in_series, versions, underivable, calendars.never, not_used),
            line_refusals.of_lines(of_lines.refused),
            line_refusals.of_statements(overruled),
        ]
    )
    return Normalized(
        facts=FACTS.conform(facts),
        concept_choices=CONCEPT_CHOICES.conform(choices),
        versions=VERSIONS.conform(with_ruled_causes(_cited(versions), registry)),
        operands=OPERANDS.conform(
            pl.concat(
                [
                    operands,
                    version_operands(
                        versions, pl.concat([last_operands, earlier_operands]), operands
                    ),
                    month_operands(versions, quarters, operands),
                ],
                how="diagonal",  # months alone have pages, and a confidence of their own
            )
        ),
        refusals=REFUSALS.conform(refused),
    )


def _company_candidates(
    raw: pl.DataFrame, filings: pl.DataFrame, registry: Registry
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Facts without dimensions that can state a metric: counting forms, own currency, a period.

    Returns:
        those, and the facts in a currency that was not the company's when they end.
    """
    own_currency, others = split_by_currency(
        raw.filter(counting_forms(pl.col("form"))), dated_currencies(raw, registry)
    )
    aliases = alias_table(registry.companies, registry.metrics)
    known = with_known_from(_of_filings(with_metrics(own_currency, aliases)), filings)
    return known, with_metrics(others, aliases)


def _of_filings(facts: pl.DataFrame) -> pl.DataFrame:
    """Facts whose source is the filing itself."""
    return facts.with_columns(source_reference=pl.col("accession"))


def _as_money(facts: pl.DataFrame) -> pl.DataFrame:
    return facts.with_columns(pl.col("value").round(2).cast(_MONEY))


def _placed(facts: pl.DataFrame, calendars: Calendars) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts whose period is one of their company's calendar, with that period.

    Returns:
        those, and the facts that the calendar cannot show: of a transition period, which may be
        among the first too, and of a length or an end that is none of the calendar's.
    """
    dated = with_periods(facts, calendars)
    has_place = pl.col("duration_kind").is_not_null() & pl.col("fiscal_quarter").is_not_null()
    transitional = in_transition(dated, calendars)
    off = dated.filter(~has_place).join(
        transitional.select(
            "company_id", "source_reference", "period_start", "period_end"
        ).unique(),
        on=["company_id", "source_reference", "period_start", "period_end"],
        how="anti",
        nulls_equal=True,
        maintain_order="left",
    )
    placed = dated.filter(has_place).with_columns(
        is_comparative=pl.col("period_end")
        < pl.col("period_end").max().over("company_id", "source_reference")
    )
    return placed, pl.concat([transitional, off], how="diagonal")


def _finish(versions: pl.DataFrame) -> pl.DataFrame:
    """Adds calendar quarter, lineage id and when the newest of the operands became public."""
    quarter_start = (
        pl.when(pl.col("period_kind") == QUARTER)
        .then(pl.col("period_start"))
        .otherwise(pl.col("period_end").dt.offset_by(f"-{_DAYS_TO_QUARTER_START}d"))
    )
    label, offset = calendar_quarter(quarter_start, pl.col("period_end"))
    return versions.with_columns(
        calendar_quarter=label,
        calendar_offset_days=offset,
        operands_known_from=pl.max_horizontal("long_known_from", "short_known_from"),
        lineage_id=lineage_ids.of_version("company_id", "metric_id", "period_kind", "period_end"),
    )


def _cited(versions: pl.DataFrame) -> pl.DataFrame:
    """Each version with the filing of its longest period, or the document that is none."""
    return versions.with_columns(
        accession="long_accession",
        document=pl.when(pl.col("long_accession").is_null()).then("long_document"),
    )


def _operands(versions: pl.DataFrame) -> pl.DataFrame:
    """The facts behind each version, the longest period first."""
    sides = []
    for order, (side, sign) in enumerate((("long", 1), ("short", -1)), start=1):
        sides.append(
            versions.filter(pl.col(f"{side}_value").is_not_null()).select(
                "lineage_id",
                "unit",
                operand_order=pl.lit(order),
                sign=pl.lit(sign),
                accession=pl.col(f"{side}_accession"),
                **{
                    name: pl.col(f"{side}_{name}")
                    for name in (
                        "source", "cik", "concept", "dimensions", "period_start", "period_end",
                        "value", "document", "element_id",
                    )
                },
            )
        )  # fmt: skip
    return pl.concat(sides)
