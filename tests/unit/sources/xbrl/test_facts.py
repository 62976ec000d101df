"""Facts with what they refer to: contexts, dimensions, units, several documents of one filing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipelines.contracts.raw import RAW_SEC_SEGMENT_FACTS
from pipelines.sources.xbrl import FACT_COLUMNS, Facts, parse_inline, parse_instance
from pipelines.sources.xbrl.names import standard_prefix
from tests.support.xbrl_bodies import (
    DEFAULTS,
    INSTANT,
    REVENUE,
    context,
    divide,
    figure,
    inline,
    instance,
    item,
    member,
    typed,
    unit,
)

if TYPE_CHECKING:
    from collections.abc import Callable

AXIS = "srt:ProductOrServiceAxis"
CENTER = member(AXIS, "nvda:DataCenterMember")
SEGMENTS = member("us-gaap:StatementBusinessSegmentsAxis", "nvda:ComputeAndNetworkingMember")


def from_instance(definitions: str, *references: str) -> Facts:
    """A fact in each of these contexts."""
    facts = (item("5", contextRef=name, id=name) for name in references)
    return parse_instance(instance(*facts, definitions=DEFAULTS + definitions), "w")


def from_inline(definitions: str, *references: str) -> Facts:
    facts = (figure("5", contextRef=name, id=name) for name in references)
    return parse_inline({"a.htm": inline(*facts, definitions=DEFAULTS + definitions)}, "w")


READINGS = pytest.mark.parametrize("read", [from_instance, from_inline])


def only_reason(result: Facts) -> str:
    """The reason of the one refusal, beside which the good fact stays."""
    assert result.frame["element_id"].to_list() == ["c-1"]
    (refused,) = result.refused
    assert refused.reason.startswith(f"{refused.item}: ")
    assert refused.reason.count("\n") == 0
    return refused.reason


def test_the_columns_are_those_of_the_table() -> None:
    table = RAW_SEC_SEGMENT_FACTS.polars_schema
    assert {name: table[name] for name in FACT_COLUMNS} == FACT_COLUMNS
    for result in (from_instance(""), from_inline("")):
        assert dict(result.frame.schema) == FACT_COLUMNS
        assert result.frame.height == 0


def test_a_fact_of_an_instance_becomes_a_row() -> None:
    result = parse_instance(instance(item("47525000000", id="f-1")), "w")
    assert result.refused == []
    assert result.frame.rows(named=True) == [
        {
            "document": None, "element_id": "f-1", "fact_order": 1, "concept": REVENUE,
            "dimensions": "", "unit": "USD", "period_start": dt.date(2023, 1, 30),
            "period_end": dt.date(2024, 1, 28), "value": Decimal(47525000000), "decimals": -6,
        }
    ]  # fmt: skip


def test_an_inline_fact_becomes_the_same_row() -> None:
    read = parse_instance(instance(item("47525000000", id="f-1")), "w").frame
    shown = parse_inline({"a.htm": inline(figure("47,525", scale="6", id="f-1"))}, "w").frame
    assert shown["document"].to_list() == ["a.htm"]
    assert shown.drop("document").equals(read.drop("document"))


def test_hidden_facts_count_and_texts_do_not() -> None:
    text = '<ix:nonNumeric name="us-gaap:Policy" contextRef="c-1" continuedAt="n">5'
    body = inline(
        f'{text}{figure("6", id="within")}</ix:nonNumeric><ix:continuation id="n">7'
        f"{figure('8', id='continued')}</ix:continuation>",
        hidden=figure("4", id="hidden"),
    )
    result = parse_inline({"a.htm": body}, "w")
    assert result.frame["element_id"].to_list() == ["hidden", "within", "continued"]
    assert result.refused == []
    texts = instance(item("text", unitRef=None, decimals=None), item("5"))
    read = parse_instance(texts, "w")
    assert (read.frame["fact_order"].to_list(), read.refused) == ([1], [])


def test_repeated_facts_are_all_kept_in_their_order() -> None:
    assert from_inline("", "c-1", "c-1").frame["fact_order"].to_list() == [1, 2]
    assert from_instance("", "c-1", "c-1").frame["fact_order"].to_list() == [1, 2]


@READINGS
def test_dimensions_are_sorted_from_segment_and_scenario(read: Callable[..., Facts]) -> None:
    two = context("c-3", segment=SEGMENTS + CENTER)
    apart = context("c-4", segment=SEGMENTS, scenario=CENTER)
    by_scenario = context("c-5", scenario=CENTER)
    frame = read(two + apart + by_scenario, "c-3", "c-4", "c-5").frame
    both = (
        "srt:ProductOrServiceAxis=nvda:DataCenterMember;"
        "us-gaap:StatementBusinessSegmentsAxis=nvda:ComputeAndNetworkingMember"
    )
    one = "srt:ProductOrServiceAxis=nvda:DataCenterMember"
    assert frame["dimensions"].to_list() == [both, both, one]


@READINGS
def test_a_typed_member_is_its_text(read: Callable[..., Facts]) -> None:
    axis = "us-gaap:SomeAxis"
    definitions = context("c-3", segment=typed(axis, " 2024-\n 07 ")) + context(
        "c-4", segment=typed(axis, "a;b=100%")
    )
    frame = read(definitions, "c-3", "c-4").frame
    assert frame["dimensions"].to_list() == [f"{axis}=2024- 07", f"{axis}=a%3Bb=100%25"]


@READINGS
def test_instants_and_midnights(read: Callable[..., Facts]) -> None:
    midnight = (
        "<xbrli:period><xbrli:startDate>2023-01-30T00:00:00</xbrli:startDate>"
        "<xbrli:endDate>2024-01-29T00:00:00</xbrli:endDate></xbrli:period>"
    )
    frame = read(context("c-3", midnight), "c-1", "c-2", "c-3").frame
    year = (dt.date(2023, 1, 30), dt.date(2024, 1, 28))
    assert frame.select("period_start", "period_end").rows() == [year, (None, year[1]), year]


def period(*parts: tuple[str, str]) -> str:
    inside = "".join(f"<xbrli:{name}>{text}</xbrli:{name}>" for name, text in parts)
    return f"<xbrli:period>{inside}</xbrli:period>"


BAD_CONTEXTS = {
    "no period": (context("bad", ""), "has no period"),
    "forever": (context("bad", period(("forever", ""))), "without an instant"),
    "start only": (context("bad", period(("startDate", "2023-01-30"))), "without an instant"),
    "no date": (
        context("bad", period(("instant", "2024-02-30"))),
        "'2024-02-30', which is not a valid date",
    ),
    "other hour": (
        context("bad", period(("instant", "2024-02-20T12:00:00"))),
        "which is not a valid date",
    ),
    "short form": (context("bad", period(("instant", "20240128"))), "which is not a valid date"),
    "first day": (
        context("bad", period(("instant", "0001-01-01T00:00:00"))),
        "which is not a valid date",
    ),
    "backwards": (
        context("bad", period(("startDate", "2024-01-30"), ("endDate", "2024-01-28"))),
        "before it starts",
    ),
    "member in no namespace": (
        context("bad", segment=member(AXIS, "DataCenterMember")),
        "a member in no namespace ('DataCenterMember')",
    ),
    "undeclared member": (
        context("bad", segment=member(AXIS, "amd:DataCenterMember")),
        "a member in no namespace ('amd:DataCenterMember')",
    ),
    "empty member": (context("bad", segment=member(AXIS, "")), "a member in no namespace"),
    "axis in no namespace": (
        context("bad", segment=member("Axis", "nvda:DataCenterMember")),
        "an axis in no namespace",
    ),
    "axis twice": (context("bad", segment=CENTER + CENTER), "twice"),
    "no dimension": (
        context("bad", segment="<nvda:Part>1</nvda:Part>"),
        "which is not a dimension",
    ),
    "defined twice": (context("bad") + context("bad", INSTANT), "defined twice, differently"),
    "absent": ("", "its context bad does not exist"),
}


@READINGS
@pytest.mark.parametrize("case", BAD_CONTEXTS)
def test_a_bad_context_refuses_its_facts_only(read: Callable[..., Facts], case: str) -> None:
    definition, words = BAD_CONTEXTS[case]
    assert words in only_reason(read(definition, "bad", "c-1"))


@READINGS
def test_a_context_of_another_filer_refuses_its_facts_only(read: Callable[..., Facts]) -> None:
    other = context("other").replace("0001045810", "0000999999")
    padded = context("padded").replace("0001045810", "1045810")
    result = read(other + padded, "other", "c-1")
    assert "its context other is of 999999, and the document of 1045810" in only_reason(result)


def test_of_several_filers_the_cover_page_says_whose_the_document_is() -> None:
    """A report of a parent and its subsidiaries has more contexts of theirs."""
    subsidiaries = context("s-1").replace("0001045810", "0000999999") + context("s-2").replace(
        "0001045810", "0000999999"
    )
    parent = context("c-1")
    cover = (
        '<dei:EntityCentralIndexKey xmlns:dei="http://xbrl.sec.gov/dei/2024" contextRef="c-1">'
        "0001045810</dei:EntityCentralIndexKey>"
    )
    facts = [item("5", contextRef=name, id=name) for name in ("c-1", "s-1", "s-2")]
    body = instance(cover, *facts, definitions=parent + subsidiaries + unit("usd", "iso4217:USD"))
    result = parse_instance(body, "w")
    assert result.frame["element_id"].to_list() == ["c-1"]
    assert len(result.refused) == 2
    assert all("of 999999, and the document of 1045810" in each.reason for each in result.refused)


@READINGS
def test_a_context_repeated_word_for_word_is_one(read: Callable[..., Facts]) -> None:
    result = read(context("c-3", segment=CENTER) * 2, "c-3")
    assert (result.frame.height, result.refused) == (1, [])


@pytest.mark.parametrize(
    ("definition", "name"),
    [
        (unit("u", "iso4217:TWD"), "TWD"),
        (unit("u", "xbrli:shares"), "shares"),
        (unit("u", "xbrli:pure"), "pure"),
        (divide("u", "iso4217:USD", "xbrli:shares"), "USD/shares"),
        (unit("u", "nvda:segment"), "segment"),
        (unit("u", "xbrli:pure", "iso4217:USD"), "USD*pure"),
        # A unit that is not a currency keeps a name that no currency has.
        (unit("u", "nvda:USD"), "nvda:USD"),
        (unit("u", "iso4217:dollars"), "iso4217:dollars"),
        (unit("u", "nvda:shares"), "nvda:shares"),
        (unit("u", "USD"), "USD"),
    ],
)
def test_units_by_name(definition: str, name: str) -> None:
    body = instance(item("5", unitRef="u"), definitions=DEFAULTS + definition)
    result = parse_instance(body, "w")
    assert (result.frame["unit"].to_list(), result.refused) == ([name], [])


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ("", "its unit bad does not exist"),
        (unit("bad"), "has no measure"),
        (unit("bad", ""), "has an empty measure"),
        (divide("bad", "iso4217:USD", "").replace("unitDenominator", "other"), "divides without"),
        (unit("bad", "iso4217:USD") + unit("bad", "iso4217:EUR"), "defined twice"),
    ],
)
def test_a_bad_unit_refuses_its_facts_only(definition: str, words: str) -> None:
    facts = item("5", unitRef="bad", id="f"), item("5", id="c-1")
    body = instance(*facts, definitions=DEFAULTS + definition)
    assert words in only_reason(parse_instance(body, "w"))


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (figure(contextRef=None), "names no context"),
        (figure(unitRef=None), "names no unit"),
        (figure(name="Revenues"), "its concept is in no namespace"),
        (figure(name="amd:Revenues"), "its concept is in no namespace"),
        (figure(name=None), "its concept is in no namespace"),
        (figure(target="other"), "another target document"),
        (figure(tupleRef="t"), "a tuple"),
        (f'<ix:tuple name="nvda:T">{figure()}</ix:tuple>', "a tuple"),
        (
            '<ix:fraction name="us-gaap:Revenues" contextRef="c-1" unitRef="usd"/>',
            "it is a fraction",
        ),
    ],
)
def test_an_inline_fact_of_no_use_is_refused_alone(fact: str, words: str) -> None:
    body = inline(fact, figure("5", id="c-1"))
    assert words in only_reason(parse_inline({"a.htm": body}, "w"))


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (item(contextRef=None), "names no context"),
        (item("<nvda:n/>"), "it is a fraction"),
        ('<Revenues xmlns="http://e.org" contextRef="c-1" unitRef="usd">1</Revenues>', "no prefix"),
        ("<nvda:Tuple><nvda:Part/></nvda:Tuple>", "a tuple"),
    ],
)
def test_a_fact_of_no_use_is_refused_alone(fact: str, words: str) -> None:
    assert words in only_reason(parse_instance(instance(fact, item("5", id="c-1")), "w"))


def test_namespaces_declared_deeper_are_known() -> None:
    fact = figure(name="amd:Sales", format="t:num-dot-decimal").replace(
        "<ix:nonFraction",
        '<ix:nonFraction xmlns:amd="http://amd.com" '
        'xmlns:t="http://www.xbrl.org/inlineXBRL/transformation/2022-02-16"',
    )
    result = parse_inline({"a.htm": inline(fact)}, "w")
    assert (result.frame["concept"].to_list(), result.refused) == (["amd:Sales"], [])


def test_inline_xbrl_1_0_is_read() -> None:
    body = inline(figure("5")).replace(b"/2013/inlineXBRL", b"/2008/inlineXBRL")
    assert parse_inline({"a.htm": body}, "w").frame.height == 1


def test_trap_n4_a_fact_may_use_the_context_of_another_file() -> None:
    first = inline(figure("1", id="f-1"))
    second = inline(figure("2", contextRef="c-9", id="f-2"), definitions=context("c-9", INSTANT))
    third = inline(figure("3", contextRef="c-9", unitRef="usd", id="f-3"), definitions="")
    result = parse_inline({"a.htm": first, "b.htm": second, "c.htm": third}, "w")
    assert result.refused == []
    assert result.frame.select("document", "element_id", "fact_order", "value").rows() == [
        ("a.htm", "f-1", 1, Decimal(1)),
        ("b.htm", "f-2", 1, Decimal(2)),
        ("c.htm", "f-3", 1, Decimal(3)),
    ]
    assert result.frame["period_start"].is_null().to_list() == [False, True, True]


def test_trap_n4_its_own_context_comes_first_and_no_other_is_guessed() -> None:
    first = inline(figure("1"), definitions=context("c-1") + unit("usd", "iso4217:USD"))
    second = inline(figure("2"), definitions=context("c-1", INSTANT) + unit("usd", "iso4217:EUR"))
    third = inline(figure("3", id="f-3"), definitions="")
    result = parse_inline({"a.htm": first, "b.htm": second, "c.htm": third}, "w")
    assert result.frame.select("unit", "period_start").rows() == [
        ("USD", dt.date(2023, 1, 30)),
        ("EUR", None),
    ]
    (refused,) = result.refused
    assert refused.item == "c.htm us-gaap:Revenues f-3"
    assert "defined twice, differently" in refused.reason


@pytest.mark.parametrize(
    "read", [parse_instance, lambda body, what: parse_inline({"a": body}, what)]
)
@pytest.mark.parametrize(
    ("usual", "namespace"),
    [
        ("us-gaap", "http://fasb.org/us-gaap/2023"),
        ("us-gaap", "http://xbrl.us/us-gaap/2009-01-31"),
        ("ifrs-full", "https://xbrl.ifrs.org/taxonomy/2023-03-23/ifrs-full"),
    ],
)
def test_a_standard_taxonomy_goes_by_its_usual_prefix(
    read: Callable[[bytes, str], Facts], usual: str, namespace: str
) -> None:
    """Whatever prefix a filing binds to it: of concepts, axes and members."""
    own = context("c-3", segment=member("gaap:SegmentsAxis", "gaap:OtherMember"))
    fact = (
        item("5", "gaap:Revenues", contextRef="c-3")
        if read is parse_instance
        else figure("5", name="gaap:Revenues", contextRef="c-3")
    )
    make = instance if read is parse_instance else inline
    body = make(fact, definitions=DEFAULTS + own)
    body = body.replace(b"xmlns:us-gaap=", f'xmlns:gaap="{namespace}" xmlns:us-gaap='.encode(), 1)
    [(concept, dimensions)] = read(body, "w").frame.select("concept", "dimensions").rows()
    assert concept == f"{usual}:Revenues"
    assert dimensions == f"{usual}:SegmentsAxis={usual}:OtherMember"


OWN = 'xmlns:us-gaap="http://www.nvidia.com/20240128"'


@READINGS
@pytest.mark.parametrize(
    "segment",
    [
        member("us-gaap:SegmentsAxis", "nvda:OtherMember"),
        member(AXIS, "us-gaap:OtherMember"),
        typed("us-gaap:SegmentsAxis", "5"),
    ],
    ids=["axis", "member", "typed"],
)
def test_a_standard_prefix_of_another_namespace_refuses_its_facts_only(
    read: Callable[..., Facts], segment: str
) -> None:
    """The nearest binding counts, whatever the root says."""
    own = context("own", segment=segment.replace(" dimension=", f" {OWN} dimension="))
    reason = only_reason(read(own, "own", "c-1"))
    assert "its context own has the prefix us-gaap in 'http://www.nvidia.com/20240128'" in reason


def test_a_concept_with_the_prefix_of_a_standard_taxonomy_that_is_none_of_it_is_refused() -> None:
    fact = item("5", id="x").replace(" contextRef", f" {OWN} contextRef")
    words = "its concept has the prefix us-gaap in 'http://www.nvidia.com/20240128', which is not"
    assert words in only_reason(parse_instance(instance(fact, item("5", id="c-1")), "w"))
    shown = figure("5", id="x").replace(" contextRef", f" {OWN} contextRef")
    body = inline(figure("5", id="c-1"), shown)
    assert words in only_reason(parse_inline({"a.htm": body}, "w"))


@pytest.mark.parametrize(
    ("namespace", "usual"),
    [
        ("http://xbrl.sec.gov/dei/2021q4", "dei"),
        ("http://xbrl.sec.gov/dei/2014-01-31", "dei"),
        ("http://xbrl.sec.gov/country/2023", "country"),
        ("http://fasb.org/srt/2021-01-31", "srt"),
        ("http://xbrl.us/us-gaap/2009-01-31", "us-gaap"),
        ("urn:recorded:us-gaap", "us-gaap"),
        ("urn:recorded:nvda", None),
        ("http://fasb.org/us-types/2023", None),
        ("http://www.nvidia.com/us-gaap/2023", None),
    ],
)
def test_the_namespaces_of_standard_taxonomies(namespace: str, usual: str | None) -> None:
    assert standard_prefix(namespace) == usual


def test_a_concept_in_the_default_namespace_of_a_taxonomy_is_read() -> None:
    fact = item("5").replace("us-gaap:Revenues", "Revenues").replace(
        "<Revenues", '<Revenues xmlns="http://fasb.org/us-gaap/2023"'
    )  # fmt: skip
    assert parse_instance(instance(fact), "w").frame["concept"].to_list() == [REVENUE]


@READINGS
def test_a_currency_in_small_letters_is_that_currency(
    read: Callable[..., Facts],
) -> None:
    definitions = unit("eur", "iso4217:eur") + unit("shares-of", "iso4217:shares")
    for name, expected in (("eur", "EUR"), ("shares-of", "iso4217:shares")):
        fact = item("5", unitRef=name, id=name), figure("5", unitRef=name, id=name)
        body = (
            parse_instance(instance(fact[0], definitions=DEFAULTS + definitions), "w")
            if read is from_instance
            else parse_inline({"a": inline(fact[1], definitions=DEFAULTS + definitions)}, "w")
        )
        assert body.frame["unit"].to_list() == [expected]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"unitRef": None}, "it is a number and names no unit"),
        ({"scale": "6"}, "it has the scale of a figure in inline XBRL"),
        ({"sign": "-"}, "it has the sign of a figure in inline XBRL"),
    ],
)
def test_a_number_of_an_instance_that_may_be_another_is_refused(
    changes: dict[str, str | None], reason: str
) -> None:
    other = item("5", id="x", **changes)  # type: ignore[arg-type]
    facts = parse_instance(instance(item("5", id="c-1"), other), "w")
    assert reason in only_reason(facts)


def test_a_text_without_a_unit_is_left_out_as_before() -> None:
    text = item("words", unitRef=None, decimals=None)
    assert parse_instance(instance(item(), text), "w").refused == []


@READINGS
def test_a_unit_that_divides_twice_is_refused(read: Callable[..., Facts]) -> None:
    twice = divide("usd2", "iso4217:USD", "xbrli:shares")
    inner = twice.partition("<xbrli:divide>")[2].partition("</xbrli:divide>")[0]
    twice = twice.replace("</xbrli:unit>", f"<xbrli:divide>{inner}</xbrli:divide></xbrli:unit>")
    fact = item("5", unitRef="usd2") if read is from_instance else figure("5", unitRef="usd2")
    found = (
        parse_instance(instance(fact, definitions=DEFAULTS + twice), "w")
        if read is from_instance
        else parse_inline({"a": inline(fact, definitions=DEFAULTS + twice)}, "w")
    )
    assert "its unit usd2 divides more than once" in found.refused[0].reason
