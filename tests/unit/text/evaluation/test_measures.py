"""Measures of reading: what counts, and that the project's own sentences are read as labelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR
from pipelines.text import evaluation
from pipelines.text.evaluation.guidance import evaluate_guidance
from pipelines.text.evaluation.labelled import labelled_guidance, labelled_mentions
from pipelines.text.evaluation.mentions import evaluate_mentions

REGISTRY = load_registry(PACKAGE_DIR / "registry")
OWN = Path(evaluation.__file__).parent
HEAD = (
    "id,company,document_date,sentence,label,low_usd,high_usd,horizon,basis,"
    "supersedes_low_usd,supersedes_high_usd"
)


def test_the_own_sentences_are_read_as_labelled() -> None:
    told = evaluate_guidance(labelled_guidance(OWN / "guidance_sentences.csv", REGISTRY)).as_json()
    assert told["differences"] == []
    assert (told["precision"], told["recall"], told["low_high_exact"]) == (1, 1, 1)
    assert (told["horizon_exact"], told["supersedes_exact"]) == (1, 1)


def test_the_own_mentions_are_found_as_labelled() -> None:
    labelled = labelled_mentions(OWN / "technology_mentions.csv", REGISTRY)
    told = evaluate_mentions(labelled, REGISTRY).as_json()
    assert told["differences"] == []
    assert (told["precision"], told["recall"], told["class_exact"]) == (1, 1, 1)


def test_what_is_read_otherwise_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "labelled.csv"
    said = "We expect 2026 CapEx of $5 billion"
    path.write_text(
        f"{HEAD}\n"
        f"right,META,2026-01-28,{said}.,guidance_point,5000000000,5000000000,FY2026,,,\n"
        f"amount,META,2026-01-28,{said}.,guidance_range,5000000000,6000000000,FY2026,,,\n"
        f"horizon,META,2026-01-28,{said}.,guidance_point,5000000000,5000000000,FY2027,,,\n"
        f"prior,META,2026-01-28,{said}.,superseded_and_new,5000000000,5000000000,FY2026,,4000000000,4000000000\n"
        f"false,META,2026-01-28,{said}.,other,,,,,,\n"
        "missed,META,2026-01-28,Nothing of the kind.,guidance_qualitative,,,FY2026,,,\n"
    )
    told = evaluate_guidance(labelled_guidance(path, REGISTRY)).as_json()
    assert (told["sentences"], told["guidance"], told["accepted"]) == (6, 5, 5)
    assert (told["precision"], told["recall"]) == (0.8, 0.8)
    assert (told["low_high_exact"], told["horizon_exact"]) == (0.75, 0.75)
    assert told["supersedes_exact"] == 0
    assert told["fields"]["kind"] == {"right": 3, "wrong": 1}  # type: ignore[index]
    assert told["confusion"]["not guidance"] == {"point": 1}  # type: ignore[index]
    places = {(each["sentence"], each["field"]) for each in told["differences"]}  # type: ignore[attr-defined]
    assert places == {
        ("amount", "kind"),
        ("amount", "low_high"),
        ("horizon", "horizon"),
        ("prior", "supersedes"),
        ("false", "guidance"),
        ("missed", "guidance"),
    }


def test_a_share_of_nothing_is_none(tmp_path: Path) -> None:
    path = tmp_path / "labelled.csv"
    path.write_text(f"{HEAD}\nx,META,2026-01-28,Nothing.,other,,,,,,\n")
    told = evaluate_guidance(labelled_guidance(path, REGISTRY)).as_json()
    assert told["precision"] is None
    assert told["supersedes_exact"] is None


@pytest.mark.parametrize("speaker", ["company", "analyst"])
def test_a_false_friend_found_costs_precision(tmp_path: Path, speaker: str) -> None:
    path = tmp_path / "labelled.csv"
    path.write_text(
        "technology,company,sentence,class,speaker\n"
        f"silicon_photonics,X,We ship silicon photonics.,false_friend,{speaker}\n"
        f"silicon_photonics,X,We shipped silicon photonics.,conditional,{speaker}\n"
    )
    told = evaluate_mentions(labelled_mentions(path, REGISTRY), REGISTRY).as_json()
    assert (told["precision"], told["recall"]) == (0.5, 1)
    assert told["class_exact"] == (1 if speaker == "analyst" else 0)
