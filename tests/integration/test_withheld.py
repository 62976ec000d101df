"""Figures of two fail a check, a third one's would vanish: all are kept back, nobody else's."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.running import META, MSFT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.installation import SmallRun
    from tests.support.running import Runs

ALPHABET = 1652044
ALPHABETS_10K_OF_2025 = "0001652044-26-000018"
METAS_FIRST_10Q_OF_2024 = "0001326801-24-000049"
# The model whose price leaps on one list, with its first list at today's price.
GPT = ("gpt-4o", "2024-12-31")
LEAPING = ("2025-07-18", "2025-08-06")
PRICES = (
    "select model, list_date::text, input_usd_per_million, output_usd_per_million "
    "from fct_token_prices where price_list = 'litellm' order by all"
)
OTHERS = "select * from fct_capex where ticker not in ('GOOGL', 'META', 'MSFT') order by all"
OF_MICROSOFT = "select * from fct_capex where ticker = 'MSFT' order by all"
FIRST_QUARTER_OF_META = (
    "select value_usd from fct_capex_versions where ticker = 'META' and basis = 'cash' "
    "and fiscal_year = 2023 and fiscal_quarter = 1 order by version"
)
OF_ALPHABET = (
    "select calendar_quarter, value_usd from fct_capex where ticker = 'GOOGL' and basis = 'cash' "
    "order by 1"
)


def rewritten(path: Path, rewrite: Callable[[list[dict[str, str]]], list[dict[str, str]]]) -> None:
    """Replace the rows of a recorded file by others."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rewrite(rows))


def accepted_late(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The annual report came to EDGAR four days after it was filed, so they say."""
    return [
        {**row, "accepted_at": "2026-02-09" + row["accepted_at"][len("2026-02-09") :]}
        if row["accession"] == ALPHABETS_10K_OF_2025
        else row
        for row in rows
    ]


def without_2012(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if not row["end"].startswith("2012")]


def accepted_early(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Meta's first report of 2024 came to EDGAR a year before it was filed, so they say."""
    return [
        {**row, "accepted_at": "2023" + row["accepted_at"].removeprefix("2024")}
        if row["accession"] == METAS_FIRST_10Q_OF_2024
        else row
        for row in rows
    ]


def leaping(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """One list prices a model of OpenAI at a thousand times what the others do."""
    [of_gpt] = [row for row in rows if (row["model"], row["first_listed"]) == GPT]
    days = (GPT[1], "2025-06-30"), ("2025-07-18",) * 2, ("2025-08-06", of_gpt["last_listed"])
    before, leap, after = (
        {**of_gpt, "first_listed": first, "last_listed": last} for first, last in days
    )
    leap["input_usd_per_million"] = "2000"
    return [*(row for row in rows if row is not of_gpt), before, leap, after]


@pytest.mark.slow
def test_what_fails_is_withheld_who_would_lose_is_held_and_the_rest_is_published(
    small: SmallRun, runs_on: Callable[..., Runs], tmp_path: Path
) -> None:
    installation = small.copy(tmp_path / "data")
    wrong = tmp_path / "wrong"
    shutil.copytree(small.recorded_dir, wrong)
    rewritten(wrong / "sec_filings" / f"CIK{ALPHABET:010d}.csv", accepted_late)
    rewritten(wrong / "sec_filings" / f"CIK{META:010d}.csv", accepted_early)
    rewritten(wrong / "sec_company_facts" / f"CIK{MSFT:010d}.csv", without_2012)
    rewritten(wrong / "token_prices" / "litellm.csv", leaping)
    # Somebody threw away what had been fetched, so that nothing else states Microsoft's 2012.
    shutil.rmtree(installation.data_dir / "archive")
    shutil.rmtree(installation.data_dir / "raw" / "sec_company_facts")
    others, of_microsoft = installation.rows(OTHERS), installation.rows(OF_MICROSOFT)
    of_alphabet, prices = installation.rows(OF_ALPHABET), installation.rows(PRICES)
    of_meta = [first, _] = installation.rows(FIRST_QUARTER_OF_META)
    runs = runs_on(installation, registry_dir=small.registry_dir)
    ended = runs.ledger("run", recorded_dir=wrong)
    assert ended.status == 1
    assert ended.errors == ""
    assert "not published" not in ended.output
    assert installation.rows(OTHERS) == others
    # Alphabet loses what its annual report alone states, and keeps what stood before it.
    assert installation.rows(OF_ALPHABET) == [
        (quarter, value) for quarter, value in of_alphabet if quarter != "2025Q4"
    ]
    assert "withheld: GOOGL: " in ended.output
    assert "normalized.facts known_near_filing_date fails" in ended.output
    # What stood of Meta before that filing stands again, and a refusal says why.
    assert "withheld: META: 13 figures withheld, since raw.sec_filings" in ended.output
    assert METAS_FIRST_10Q_OF_2024 in ended.output
    assert installation.rows(FIRST_QUARTER_OF_META) == [first]
    [(key, reason)] = installation.rows(
        "select key, reason from fct_refusals where rule = 'check_failed' and ticker = 'META'"
    )
    assert key == f"META {METAS_FIRST_10Q_OF_2024}"
    assert "accepted_near_filing_date" in reason
    # Of what is no company just the rows that leap are gone.
    assert "withheld: listed model gpt-4o: 2 figures withheld" in ended.output
    assert installation.rows(PRICES) == [
        row for row in prices if row[:2] not in {("gpt-4o", day) for day in LEAPING}
    ]
    # Microsoft stays as it was.
    assert installation.rows(OF_MICROSOFT) == of_microsoft
    assert "withheld: MSFT: stays as it was last published, since " in ended.output
    assert installation.rows(
        "select distinct rule, coalesce(ticker, subject) from fct_refusals "
        "where rule in ('check_failed', 'withdrawal_blocked') order by all"
    ) == [
        ("check_failed", "GOOGL"),
        ("check_failed", "META"),
        ("check_failed", "listed model gpt-4o"),
        ("withdrawal_blocked", "MSFT"),
    ]
    assert installation.rows(
        "select distinct table_name, check_name, scope from quality_results "
        "where not passed and severity = 'error' order by all"
    ) == [
        ("marts.fct_token_prices", "prices_do_not_leap", "company"),
        ("normalized.facts", "known_near_filing_date", "company"),
        ("raw.sec_filings", "accepted_near_filing_date", "company"),
    ]
    checked = runs.ledger("quality")
    assert checked.status == 1
    assert "known_near_filing_date" in checked.output
    assert "MSFT: stays as it was last published" in checked.output
    # An unchanged run says so again.
    again = runs.ledger("run", recorded_dir=wrong)
    assert again.status == 1
    assert "withheld: META: 13 figures withheld" in again.output
    mended = runs.ledger("run", recorded_dir=small.recorded_dir)
    assert mended.status == 0, mended.output
    assert installation.rows(OF_MICROSOFT) == of_microsoft
    assert installation.rows(OF_ALPHABET) == of_alphabet
    assert installation.rows(PRICES) == prices
    assert installation.rows(FIRST_QUARTER_OF_META) == of_meta
    assert not installation.rows(
        "from fct_refusals where rule in ('check_failed', 'withdrawal_blocked')"
    )
