"""Technologies named in sentences: words, context, false friends, classes."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.registry import load_registry
from pipelines.settings import PACKAGE_DIR
from pipelines.text.mention_classes import mention_class
from pipelines.text.sentences import SENTENCES, sentence_hash
from pipelines.text.technologies import MENTIONS, find_technologies

TECHNOLOGIES = load_registry(PACKAGE_DIR / "registry").technologies


def frame(*sentences: str, document: str = "a.htm") -> pl.DataFrame:
    rows = [(document, "", n, 0, len(each), each, False) for n, each in enumerate(sentences)]
    return pl.DataFrame(rows, schema=SENTENCES, orient="row")


def named(*sentences: str, followed: bool = False) -> list[str]:
    found = find_technologies(frame(*sentences), TECHNOLOGIES, {"a.htm"} if followed else ())
    assert dict(found.schema) == MENTIONS
    return found["technology_id"].to_list()


@pytest.mark.parametrize(
    ("sentence", "technology"),
    [
        ("We ship Co-Packaged Optics.", "co_packaged_optics"),
        ("We ship copackaged optics.", "co_packaged_optics"),
        ("We ship CPO switches.", "co_packaged_optics"),
        ("We ship linear pluggable optics.", "linear_pluggable_optics"),
        ("An LRO transceiver ships.", "linear_pluggable_optics"),
        ("We sell optical circuit switches.", "optical_circuit_switching"),
        ("We sell silicon-photonics modules.", "silicon_photonics"),
        ("SiPh grew.", "silicon_photonics"),
        ("We sell direct-to-chip liquid cooling.", "direct_liquid_cooling"),
        ("We sell DLC racks.", "direct_liquid_cooling"),
        ("We sell 800 VDC power.", "dc_power_800v"),
        ("A rack takes 800V.", "dc_power_800v"),
        ("We sell active LED cables.", "microled_interconnect"),
        ("MicroLEDs make a link.", "microled_interconnect"),
    ],
)
def test_what_names_a_technology(sentence: str, technology: str) -> None:
    assert named(sentence) == [technology]


@pytest.mark.parametrize(
    "sentence",
    [
        "Our CPO mix of certified pre-owned cars rose.",
        "Our CPO left.",
        "Our CPO, Jane Smith, leads the optics group.",
        "Our CPO, Dr. Jane A. Smith, will speak about optics.",
        "The LPO of the Department of Energy gave a loan.",
        "Our office coffee service, OCS, sold machines.",
        "DLC for our games sold well.",
        "The MOSAIC rule is for light aircraft.",
        "We sell microLED displays.",
        "Our 800-volt vehicles charge in minutes.",
        "The 1800 volts of a CPOX.",
        "silicon photon counters",
    ],
)
def test_false_friends(sentence: str) -> None:
    assert named(sentence) == []
    # Not even of a company whose abbreviations are the trade's, where a word beside says otherwise.
    if "left" not in sentence:
        assert named(sentence, followed=True) == []


@pytest.mark.parametrize(
    "sentence",
    ["Our CPO, Tomahawk Bailly, is shipping optics.", "CPO, Spectrum-X and Quantum-X ship."],
)
def test_a_products_name_is_no_officer(sentence: str) -> None:
    assert named(sentence) == ["co_packaged_optics"]


def test_an_abbreviation_counts_where_the_document_names_it_in_full() -> None:
    assert named("Our OCS grew.") == []
    assert named("Our OCS grew.", followed=True) == ["optical_circuit_switching"]
    assert len(named("Our OCS grew.", "We sell optical circuit switches.")) == 2


def test_a_mention_has_its_place_and_is_counted_once_a_sentence() -> None:
    sentence = "Co-packaged optics (CPO) and silicon photonics: CPO ships."
    found = find_technologies(frame(sentence), TECHNOLOGIES)
    row = found.filter(pl.col("technology_id") == "co_packaged_optics").row(0, named=True)
    assert (row["term"], row["term_start"], row["terms"]) == ("Co-packaged optics", 0, 3)
    assert row["sentence_hash"] == sentence_hash(sentence)
    assert found.height == 2


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We shipped CPO switches.", "affirmative"),
        ("CPO revenue grew, and we expect it to grow again.", "affirmative"),
        ("Our switches support LPO.", "affirmative"),
        ("We expect our first CPO shipments in 2027.", "conditional"),
        ("CPO may replace copper.", "conditional"),
        ("We are not yet shipping CPO.", "conditional"),
        ("Next-generation CPO platforms for emerging applications are tested here.", "affirmative"),
        ("We believe that our CPO is ahead of others.", "affirmative"),
        ("For CPO, we now expect more.", "conditional"),
        ("CPO is a technology that joins optics and switch.", "boilerplate"),
        ("Emerging technologies such as CPO could materially harm our sales.", "boilerplate"),
        ("When will you ship CPO?", "conditional"),
        ("If we fail to develop CPO, sales could be adversely affected.", "boilerplate"),
        ("CPO refers to optics in one package with the switch.", "boilerplate"),
    ],
)
def test_the_class_follows_the_verbs(sentence: str, expected: str) -> None:
    assert mention_class(sentence) == expected


def test_the_clause_that_names_it_decides() -> None:
    said = "We expect CPO to grow, and our LPO modules are sold today"
    assert mention_class(said, said.index("CPO")) == "conditional"
    assert mention_class(said, said.index("LPO")) == "affirmative"


def test_what_an_analyst_says_is_conditional() -> None:
    assert mention_class("You shipped CPO.", is_question=True) == "conditional"
    asked = frame("Great that CPO optics shipped.").with_columns(pl.lit(True).alias("is_question"))
    assert find_technologies(asked, TECHNOLOGIES)["class"].to_list() == ["conditional"]


def test_without_technologies_nothing_is_found() -> None:
    assert find_technologies(frame("We ship CPO."), ()).is_empty()
