"""One company's figures fail a check, another's would vanish: both are kept back, nobody else's."""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.running import META, RECORDED, runs_on

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.installation import RecordedRun

ALPHABET = 1652044
ALPHABETS_10K_OF_2025 = "0001652044-26-000018"
OTHERS = "select * from fct_capex where ticker not in ('GOOGL', 'META') order by all"
OF_META = "select * from fct_capex where ticker = 'META' order by all"
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


@pytest.mark.slow
def test_what_fails_is_withheld_who_would_lose_is_held_and_the_rest_is_published(
    recorded: RecordedRun, tmp_path: Path
) -> None:
    installation = recorded.copy(tmp_path / "data")
    wrong = tmp_path / "wrong"
    shutil.copytree(RECORDED, wrong)
    rewritten(wrong / "sec_filings" / f"CIK{ALPHABET:010d}.csv", accepted_late)
    rewritten(wrong / "sec_company_facts" / f"CIK{META:010d}.csv", without_2012)
    # Somebody threw away what had been fetched, so that nothing else states Meta's 2012.
    shutil.rmtree(installation.data_dir / "archive")
    shutil.rmtree(installation.data_dir / "raw" / "sec_company_facts")
    others, of_meta = installation.rows(OTHERS), installation.rows(OF_META)
    of_alphabet = installation.rows(OF_ALPHABET)
    with runs_on(installation) as runs:
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
        # Meta stays as it was.
        assert installation.rows(OF_META) == of_meta
        assert "withheld: META: stays as it was last published, since " in ended.output
        told = dict(
            installation.rows(
                "select rule, min(ticker) from fct_refusals "
                "where rule in ('check_failed', 'withdrawal_blocked') group by rule"
            )
        )
        assert told == {"check_failed": "GOOGL", "withdrawal_blocked": "META"}
        assert installation.rows(
            "select distinct check_name, scope from quality_results "
            "where not passed and severity = 'error'"
        ) == [("known_near_filing_date", "company")]
        checked = runs.ledger("quality")
        assert checked.status == 1
        assert "known_near_filing_date" in checked.output
        assert "META: stays as it was last published" in checked.output
        mended = runs.ledger("run")
    assert mended.status == 0, mended.output
    assert installation.rows(OF_META) == of_meta
    assert installation.rows(OF_ALPHABET) == of_alphabet
    assert not installation.rows(
        "from fct_refusals where rule in ('check_failed', 'withdrawal_blocked')"
    )
