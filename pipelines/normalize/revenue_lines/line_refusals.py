"""What is refused of revenue lines and statements, as rows a person can act on (rule 12)."""

from __future__ import annotations

import polars as pl

from pipelines.contracts.normalized import REFUSALS
from pipelines.normalize.facts.report_dates import why_misdated
from pipelines.normalize.facts.statements import STATEMENT_CONTRADICTS_FILING, named_source
from pipelines.normalize.refusals import MISDATED, about, sources
from pipelines.normalize.revenue_lines import lines
from pipelines.normalize.revenue_lines.revenue_tables import REPEATS_CONTRADICT
from pipelines.normalize.shown_in import SUPPLIER_REVENUE, table_of


def of_lines(refused: pl.DataFrame) -> pl.DataFrame:
    """Figures of lines that are not used, corrected by a ruling, or contradicted later.

    Args:
        refused: `lines.LineFacts.refused`.
    """
    rule = pl.col("rule")
    figure = pl.format("Filing {} states {} for {}", "accession", "told", "metric_id")
    reason = (
        pl.when(rule == lines.NO_FIGURE_ABOVE)
        .then(
            pl.format(
                "{}, but no consolidated figure for the same period to reconcile it with.",
                figure,
            )
        )
        .when(rule == lines.NOT_RECONCILED)
        .then(
            pl.format(
                "{}, but the members of its axis make up no exact partition of the {} above "
                "them{}.",
                figure,
                pl.col("above").cast(pl.Int64),
                pl.format(
                    ", nor with the {} that a ruling puts beside them",
                    pl.col("completing").cast(pl.Int64),
                ).fill_null(""),
            )
        )
        .when(rule == lines.MEMBER_CORRECTED)
        .then(pl.format("{}; both figures stand in the filing under other names.", figure))
        .when(rule == REPEATS_CONTRADICT)
        .then(
            pl.format(
                "Filing {} states {}, which differ by more than rounding; none of it is used.",
                "accession",
                "told",
            )
        )
        .otherwise(pl.format("{}: the members of the table have changed places since.", figure))
    )
    return refused.select(
        table_name=pl.lit(SUPPLIER_REVENUE),
        **about("metric_id", pl.format("{} to {}", "period_start", "period_end")),
        company_id="company_id",
        rule=rule,
        reason=reason,
        **sources(pl.col("accession")),
    ).select(REFUSALS.polars_schema.keys())


def of_misdated(facts: pl.DataFrame) -> pl.DataFrame:
    """Facts with dimensions whose dates can't be those of their filing, a row per filing.

    Args:
        facts: `report_dates.split_misdated`'s second result.
    """
    return (
        why_misdated(facts, "company_id", "accession")
        .with_columns(
            table_name=pl.lit(SUPPLIER_REVENUE),
            **about("accession"),
            rule=pl.lit(MISDATED),
            source_reference=pl.col("accession"),
        )
        .select(REFUSALS.polars_schema.keys())
    )


def of_statements(contradicted: pl.DataFrame) -> pl.DataFrame:
    """Statements that differ from the filing that outranks them.

    Args:
        contradicted: the third result of `statements.without_outranked`.
    """
    # Several statements may contradict one filing; of one document, outright and as a difference.
    named = contradicted.with_columns(
        **about("metric_id", "period_kind", "period_end", named_source("long_document"))
    ).unique("key", keep="first", maintain_order=True)
    return named.select(
        "key",
        "subject",
        table_name=table_of(pl.col("metric_id")),
        company_id="company_id",
        rule=pl.lit(STATEMENT_CONTRADICTS_FILING),
        reason=pl.format(
            "The statement {} says {} {}, filing {} says {}; the filing is published.",
            "source_reference",
            pl.col("value").cast(pl.String),
            "unit",
            "filed_by",
            pl.col("filed_value").cast(pl.String),
        ),
        **sources(pl.col("filed_by")),
    ).select(REFUSALS.polars_schema.keys())
