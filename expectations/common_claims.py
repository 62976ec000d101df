"""Claims that several tables share, made for the table at hand.

Not here: claims about one table only; those stand in its suite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.bounds import MOST_OFFSET_DAYS
from expectations.claims import Claim, Frames, Scope
from expectations.measures import counted, doubled, missing, name_of, not_recomputed

if TYPE_CHECKING:
    from collections.abc import Sequence

LINEAGE = "marts.lineage"
FILINGS = "marts.dim_filings"

# Sources whose figures are facts of filings; the others are statements and reports.
FILED_SOURCES = ["sec_company_facts", "sec_segment_facts"]

# Whether capex is on a basis that filings state: what a company says may cite one not at hand.
IS_FILED_BASIS = pl.col("basis") != "company_stated"

_SENTENCE = r"^\S.*\S\.$"


# The cause of a difference that no rule explains, in the annual marts.
UNEXPLAINED = "unexplained"


def key_is_unique(table: str, key: Sequence[str]) -> Claim:
    """No two rows share the table's key."""
    return Claim(
        name="key_is_unique",
        severity="error",
        expected=f"no two rows share {', '.join(key)}",
        prepare=lambda frames: doubled(frames[table], key),
    )


def newest_bodies_state_all(
    table: str, item: Sequence[str], by: str | None = "company_id"
) -> Claim:
    """The newest body of each document still says what earlier ones said.

    What it no longer says stays; a person should know that a source has dropped it.
    """
    return Claim(
        name="newest_bodies_state_all",
        severity="warning",
        expected="the newest body of each document still states what earlier ones stated",
        prepare=lambda frames: counted(
            frames[table], ~pl.col("is_in_newest_body"), name_of(*item), by
        ),
    )


def values_have_lineage(
    table: str, value: str, item: Sequence[str], operands: str = LINEAGE
) -> tuple[Claim, ...]:
    """Every value names operands, and they add up to it exactly.

    Where a row is of one company, what fails is that company's figure; else a total's.

    Args:
        table: the table with `lineage_id` and the value.
        value: name of the value's column.
        item: columns that name a row to a person.
        operands: the table of operands.
    """
    scope: Scope = "company" if "company_id" in item else "structure"
    return (
        Claim(
            name="values_have_lineage",
            severity="error",
            scope=scope,
            expected=f"every row names operands that stand in {operands}",
            prepare=lambda frames: missing(
                frames[table], frames[operands], ["lineage_id"], name_of(*item)
            ),
        ),
        Claim(
            name="values_recompute",
            severity="error",
            scope=scope,
            expected=f"the signed operands add up to {value} exactly",
            prepare=lambda frames: not_recomputed(
                frames[table], frames[operands], value, name_of(*item), by=None
            ),
        ),
    )


def filings_are_known(table: str, columns: Sequence[str], where: pl.Expr | None = None) -> Claim:
    """Every filing that the table names is in dim_filings.

    Args:
        table: the table.
        columns: the columns that name filings; null names none. A company without a CIK has no
            filings at the SEC, whatever a statement of it cites.
        where: the rows to check; all of them if None.
    """

    def measure(frames: Frames) -> pl.DataFrame:
        filers = [company.company_id for company in frames.registry.companies if company.ciks]
        rows = frames[table].filter(pl.col("company_id").is_in(filers))
        rows = rows if where is None else rows.filter(where)
        named = pl.concat(
            [rows.select("company_id", accession=pl.col(name)) for name in columns]
        ).drop_nulls("accession")
        return missing(
            named.unique(maintain_order=True),
            frames[FILINGS],
            ["company_id", "accession"],
            name_of("company_id", "accession"),
        )

    return Claim(
        name="filings_are_known",
        severity="error",
        scope="company",
        expected=f"every {', '.join(columns)} is in {FILINGS}",
        prepare=measure,
    )


def reasons_are_sentences(table: str, column: str = "reason") -> Claim:
    """Every refusal gives its reason, or what to do about it, in a sentence."""
    return Claim(
        name=f"{column}s_are_sentences",
        severity="error",
        expected=f"every refusal gives its {column} in a sentence that ends with a full stop",
        prepare=lambda frames: counted(
            frames[table],
            ~pl.col(column).str.contains(_SENTENCE),
            name_of("key", "rule", column),
        ),
    )


def calendar_offsets_are_small(table: str) -> Claim:
    """A quarter belongs to the calendar quarter that holds most of its days (rule 8)."""
    return Claim(
        name="calendar_offsets_are_small",
        severity="error",
        scope="company",
        expected="quarters end within 46 days of their calendar quarter's end (rule 8)",
        prepare=lambda frames: counted(
            frames[table],
            pl.col("calendar_offset_days").cast(pl.Int64).abs() > MOST_OFFSET_DAYS,
            name_of("company_id", "period_end", "calendar_offset_days"),
        ),
    )


def years_are_reconciled(
    table: str, series: str = "basis", suffix: str = "_usd"
) -> tuple[Claim, ...]:
    """A fiscal year's difference from its quarters is exact, and has a cause where there is one.

    Args:
        table: the table of years.
        series: the column that tells a company's series apart.
        suffix: of the columns that are compared.
    """
    value, total = pl.col(f"value{suffix}"), pl.col(f"quarters_sum{suffix}")
    difference = pl.col(f"quarters_difference{suffix}")
    item = name_of("company_id", series, "fiscal_year", f"quarters_difference{suffix}")

    def compared(frames: Frames) -> pl.DataFrame:
        return frames[table].filter(total.is_not_null() | difference.is_not_null())

    return (
        Claim(
            name="differences_are_exact",
            severity="error",
            scope="company",
            expected=(
                f"quarters_difference{suffix} is value{suffix} less quarters_sum{suffix}, to the "
                "cent"
            ),
            prepare=lambda frames: counted(compared(frames), difference != value - total, item),
        ),
        Claim(
            name="differences_have_a_cause",
            severity="warning",
            expected="four quarters add up to their year, or the rules can say why they do not",
            prepare=lambda frames: counted(
                compared(frames),
                (difference != 0)
                & pl.col("quarters_difference_cause").fill_null(UNEXPLAINED).eq(UNEXPLAINED),
                item,
            ),
        ),
    )


def restatements_are_exact(table: str) -> tuple[Claim, ...]:
    """A restatement changes the figure, by another filing, and the change is exact."""
    item = name_of("company_id", "metric_id", "period_kind", "period_end", "version")
    return (
        Claim(
            name="changes_are_exact",
            severity="error",
            scope="company",
            expected="delta_usd is new_usd less old_usd, to the cent",
            prepare=lambda frames: counted(
                frames[table],
                pl.col("delta_usd") != pl.col("new_usd") - pl.col("old_usd"),
                item,
            ),
        ),
        Claim(
            name="restatements_change_the_figure",
            severity="error",
            scope="company",
            expected="a restatement says another figure, in another filing",
            prepare=lambda frames: counted(
                frames[table],
                # A figure that no filing states names none.
                (pl.col("delta_usd") == 0)
                | (pl.col("old_accession") == pl.col("new_accession")).fill_null(value=False),
                item,
            ),
        ),
    )
