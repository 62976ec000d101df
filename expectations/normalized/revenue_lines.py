"""What is claimed of the rulings that place revenue in the value chain (rule 6)."""

from __future__ import annotations

import polars as pl

from expectations.claims import Claim, Frames, Suite
from expectations.measures import counted, doubled, missing, name_of
from pipelines.contracts.normalized import REVENUE_LINES, SEGMENTS, VERSIONS

_TABLE = REVENUE_LINES.full_name
_TOTAL = "total_company"
_LINE = name_of("revenue_line_id")


def _unlike_registry(frames: Frames) -> pl.DataFrame:
    registered = pl.DataFrame(
        {"revenue_line_id": [line.revenue_line_id for line in frames.registry.revenue_lines]},
        schema={"revenue_line_id": pl.String},
    ).with_columns(is_registered=pl.lit(value=True))
    both = registered.join(
        frames[_TABLE].select("revenue_line_id", is_listed=pl.lit(value=True)),
        on="revenue_line_id",
        how="full",
        coalesce=True,
    )
    bad = pl.col("is_registered").is_null() | pl.col("is_listed").is_null()
    return counted(both.sort("revenue_line_id"), bad, _LINE, by=None)


def _totals(frames: Frames) -> pl.DataFrame:
    is_total = pl.col("scope") == _TOTAL
    companies = (
        frames[_TABLE]
        .group_by("company_id")
        .agg(
            totals=is_total.sum(),
            is_root=(is_total == (pl.col("metric_id") == "revenue")).all()
            & pl.col("parent_line_id").filter(is_total).is_null().all(),
        )
        .sort("company_id")
    )
    bad = (pl.col("totals") != 1) | ~pl.col("is_root")
    return counted(companies, bad, name_of("company_id"))


def _orphans(frames: Frames) -> pl.DataFrame:
    """Lines whose parent is not a line of the same company, or is the line itself."""
    lines = frames[_TABLE]
    parents = lines.select("company_id", parent_line_id=pl.col("revenue_line_id")).with_columns(
        is_known=pl.lit(value=True)
    )
    children = lines.filter(pl.col("parent_line_id").is_not_null()).join(
        parents, on=["company_id", "parent_line_id"], how="left", maintain_order="left"
    )
    bad = pl.col("is_known").is_null() | (pl.col("parent_line_id") == pl.col("revenue_line_id"))
    return counted(children, bad, name_of("revenue_line_id", "parent_line_id"))


def _misplaced(frames: Frames) -> pl.DataFrame:
    placed = frames[_TABLE].filter(
        pl.any_horizontal(pl.col(name).is_not_null() for name in ("segment_id", "sub_segment_id"))
    )
    return missing(
        placed,
        frames[SEGMENTS.full_name],
        ["segment_id", "sub_segment_id"],
        name_of("revenue_line_id", "segment_id", "sub_segment_id"),
        by="company_id",
    )


def _suppliers_without_lines(frames: Frames) -> pl.DataFrame:
    suppliers = pl.DataFrame(
        {
            "company_id": [
                company.company_id
                for company in frames.registry.companies
                if company.role in ("supplier", "both")
            ]
        },
        schema={"company_id": pl.String},
    )
    ruled = frames[_TABLE].filter(pl.col("expected_from").is_not_null())
    return missing(suppliers, ruled, ["company_id"], name_of("company_id"))


def _lines_without_figures(frames: Frames) -> pl.DataFrame:
    """Lines that may count of which no quarter is on record."""
    quarters = (
        frames[VERSIONS.full_name]
        .filter(pl.col("period_kind") == "quarter")
        .select("company_id", "metric_id")
    )
    return missing(
        frames[_TABLE].filter("counts"),
        quarters,
        ["company_id", "metric_id"],
        _LINE,
        by="company_id",
    )


def _empty_segments(frames: Frames) -> pl.DataFrame:
    segments = pl.DataFrame(
        {"segment_id": [segment.segment_id for segment in frames.registry.segments]},
        schema={"segment_id": pl.String},
    )
    lines = frames[_TABLE].filter("counts")
    return missing(segments, lines, ["segment_id"], name_of("segment_id"))


SUITE = Suite(
    claims=(
        Claim(
            name="registry_is_complete",
            severity="error",
            expected=(
                "the table lists the revenue lines of the registry, every company's total among "
                "them, all and no other"
            ),
            prepare=_unlike_registry,
        ),
        Claim(
            name="line_id_is_unique",
            severity="error",
            expected="no two lines share a revenue_line_id",
            prepare=lambda frames: doubled(frames[_TABLE], ["revenue_line_id"], by="company_id"),
        ),
        Claim(
            name="counted_lines_are_confirmed",
            severity="error",
            expected="a line that counts is confirmed and belongs to a segment",
            prepare=lambda frames: counted(
                frames[_TABLE].filter("counts"),
                ~pl.col("is_confirmed") | pl.col("segment_id").is_null(),
                _LINE,
            ),
        ),
        Claim(
            name="one_total_a_company",
            severity="error",
            expected="each company has exactly one total line, on the series revenue, in no other",
            prepare=_totals,
        ),
        Claim(
            name="parents_are_lines",
            severity="error",
            expected="the line that contains another is a line of the same company",
            prepare=_orphans,
        ),
        Claim(
            name="sub_segments_are_known",
            severity="error",
            expected="every line in a segment is in one of its registered sub-segments",
            prepare=_misplaced,
        ),
        Claim(
            name="rulings_have_reasons",
            severity="error",
            expected="every ruling says why it is as it is, and holds on some day",
            prepare=lambda frames: counted(
                frames[_TABLE],
                (pl.col("reason").str.strip_chars() == "")
                | (pl.col("valid_from") > pl.col("valid_to")).fill_null(value=False),
                _LINE,
            ),
        ),
        Claim(
            name="lines_are_confirmed",
            severity="warning",
            expected="somebody confirmed every mapping",
            prepare=lambda frames: counted(frames[_TABLE], ~pl.col("is_confirmed"), _LINE),
        ),
        Claim(
            name="suppliers_have_lines",
            severity="warning",
            expected="a ruling speaks of the revenue of every registered supplier",
            prepare=_suppliers_without_lines,
        ),
        Claim(
            name="counted_lines_have_figures",
            severity="warning",
            expected="every line that counts has at least one quarter on record",
            prepare=_lines_without_figures,
        ),
        Claim(
            # A person may follow one segment alone.
            name="segments_have_suppliers",
            severity="warning",
            expected="a line of at least one company counts in every segment",
            prepare=_empty_segments,
        ),
    )
)
