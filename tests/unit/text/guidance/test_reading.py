"""Sentences read: each form of guidance, and each reason to refuse."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.registry.fiscal_year_end import parse_fiscal_year_end
from pipelines.text.guidance import Context, Guidance, Refusal, read_sentence, refusals

JUNE = Context(dt.date(2026, 1, 28), parse_fiscal_year_end("june 30"))
DECEMBER = Context(dt.date(2026, 1, 28))


def guided(sentence: str, context: Context = DECEMBER) -> Guidance:
    read = read_sentence(sentence, context)
    assert isinstance(read, Guidance), read
    return read


def refused(sentence: str, context: Context = DECEMBER) -> str:
    read = read_sentence(sentence, context)
    assert isinstance(read, Refusal), read
    return read.reason


def test_a_range_with_its_basis_and_horizon() -> None:
    read = guided(
        "We anticipate 2026 capital expenditures, including principal payments on finance leases, "
        "to be in the range of $115 billion to $135 billion."
    )
    assert (read.kind, read.low_usd, read.high_usd) == ("range", 115 * 10**9, 135 * 10**9)
    assert read.basis == "capital expenditures, including principal payments on finance leases"
    assert read.basis_kind == "with_finance_leases"
    assert read.horizon is not None
    assert (read.horizon.name, read.horizon_source) == ("FY2026", "named")
    assert read.standing == "stated"


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("We expect 2026 CapEx of about $20 billion.", "point"),
        ("We expect 2026 CapEx of at least $20 billion.", "lower_bound"),
        ("We expect 2026 CapEx not to exceed $20 billion.", "upper_bound"),
        ("We expect CapEx to increase in 2026.", "direction"),
        ("Our CapEx guidance remains unchanged.", "reiteration"),
        ("FY26 capex: $30-35 billion", "range"),
        ("FY2026 capex above $30 billion", "lower_bound"),
        # Advice on what to model, and what stands in the plan.
        ("A good figure to use for 2026 CapEx is $20 billion.", "point"),
        ("You should model 2026 CapEx in a $20 to $22 billion range.", "range"),
        ("We have penciled in $20 billion of CapEx for 2026.", "point"),
        ("CapEx for 2026 is put at $20 billion.", "point"),
        ("CapEx of $20 billion in 2026 is in our plan.", "point"),
        ("First quarter capital expenditures: $7 billion to $9 billion.", "range"),
        # Other nouns for it.
        ("Fixed-asset spending should total $2 billion in 2026.", "point"),
        ("We expect to spend $2 billion on property and equipment in 2026.", "point"),
        ("Payments for acquisition of property will be higher in 2026.", "direction"),
        ("Net development spend for 2026 is guided to $3 billion.", "point"),
        # What stands is told again, with its amount.
        ("There is no change to the $20 billion of CapEx that we told you for 2026.", "point"),
        ("We are leaving our 2026 capex range where it was, at $20-22 billion.", "range"),
        ("Our capital spending plan of $20 billion for 2026 still stands.", "point"),
        ("Q4's $5 billion of capex, annualized to $20 billion, is indicative of 2026.", "point"),
    ],
)
def test_the_kinds(sentence: str, kind: str) -> None:
    assert guided(sentence).kind == kind


@pytest.mark.parametrize(
    ("sentence", "standing", "low", "high"),
    [
        (
            "We expect 2026 CapEx of $20-22 billion, up from our prior range of $18-19 billion.",
            "replaces", 18, 19,
        ),
        ("We are raising 2026 CapEx guidance from $5 billion to $6 billion.", "replaces", 5, 5),
        ("2026 CapEx is now expected to be $20-22 billion (prior: $18-19 billion).",
         "replaces", 18, 19),
        ("2026 capex $20-22 billion, raised from $18-19 billion", "replaces", 18, 19),
        ("Our 2026 CapEx range moves to $20-22 billion, versus $18-19 billion before.",
         "replaces", 18, 19),
        ("CapEx for 2026 goes to $20 billion from the $15 billion we talked about in May.",
         "replaces", 15, 15),
        ("We see 2026 CapEx at $18 billion, $2 billion below the $20 billion that we had guided.",
         "replaces", 20, 20),
        ("2026 CapEx will be $20 billion instead of the $18 billion we had in mind.",
         "replaces", 18, 18),
        ("2026 CapEx will be $20 billion, versus the $18 billion it had anticipated in July.",
         "replaces", 18, 18),
        ("We upped our 2026 CapEx expectation to $20 billion from $18 billion.",
         "replaces", 18, 18),
        ("2026 CapEx of $20 billion, raised from about $18 billion.", "replaces", 18, 18),
        ("Our 2026 CapEx budget is $20-22 billion, where it was $18-22 billion in July.",
         "replaces", 18, 22),
        ("Capex guidance raised to $20-22 billion (was $18-19 billion) for 2026.",
         "replaces", 18, 19),
        ("We told you $18 billion of CapEx for 2026; we now think $20 billion.",
         "replaces", 18, 18),
        ("After guiding to $18 billion, we now plan 2026 CapEx of $20 billion.",
         "replaces", 18, 18),
        ("The increase from $18 billion to $20 billion in our 2026 capex outlook is for servers.",
         "replaces", 18, 18),
        ("Our 2026 capex is now $20 billion; $18 billion was our estimate in July.",
         "replaces", 18, 18),
        ("Our 2026 capex outlook steps up to $20-22 billion from $18-19 billion.",
         "replaces", 18, 19),
        ("This year's capex plan goes from the initial $18 billion to about $20 billion.",
         "replaces", 18, 18),
        ("We are stepping up 2026 capex to $20 billion from $15 billion in 2025.",
         "replaces", None, None),
        ("We expect 2026 CapEx of $20 billion; it was $15 billion in 2025.", "stated", None, None),
        ("We withdraw our range of $18-19 billion and now expect 2026 capex of $20-22 billion.",
         "replaces", 18, 19),
        ("Our 2026 capex range of $18-19 billion is withdrawn and replaced by $20-22 billion.",
         "replaces", 18, 19),
        ("We have withdrawn our 2026 capex guidance of $18 billion, replacing it with $20 billion.",
         "replaces", 18, 18),
        ("We reiterate 2026 CapEx guidance of $20 billion.", "repeats", None, None),
        ("We expect 2026 CapEx of $20 billion, up from $15 billion in 2025.", "stated", None, None),
    ],
)  # fmt: skip
def test_what_guidance_replaces(
    sentence: str, standing: str, low: int | None, high: int | None
) -> None:
    read = guided(sentence)
    assert read.standing == standing
    found = read.supersedes_low_usd, read.supersedes_high_usd
    assert found == (low and low * 10**9, high and high * 10**9)


def test_the_first_level_is_the_one_and_parts_are_none() -> None:
    read = guided(
        "2026 CapEx is expected to be $3.4 to $3.7 billion, including about $180 million for land "
        "and about $270 million of recurring CapEx."
    )
    assert (read.low_usd, read.high_usd) == (3_400_000_000, 3_700_000_000)


def test_the_calendar_is_the_companys() -> None:
    horizon = guided("We expect CapEx of $40 billion this fiscal year.", JUNE).horizon
    assert horizon is not None
    assert horizon.name == "FY2026"
    horizon = guided("We expect calendar year 2026 CapEx of $190 billion.", JUNE).horizon
    assert horizon is not None
    assert horizon.name == "CY2026"


def test_a_horizon_that_nothing_names_is_said_to_be_assumed() -> None:
    assert guided("We expect CapEx to be about $20 billion.").horizon_source == "assumed"
    assert guided("• our expectation that our capital expenditures will increase").horizon is None


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("CapEx was $20 billion in the quarter.", refusals.ACTUAL),
        ("Should we expect CapEx of $20 billion in 2026?", refusals.ANALYST),
        ("My question is on the $20 billion of CapEx for 2026.", refusals.ANALYST),
        ("Hyperscaler CapEx is expected to exceed $600 billion in 2026.", refusals.OTHER_COMPANY),
        ("We have commitments for capital expenditures of $90 billion.",
         refusals.PURCHASE_COMMITMENT),
        ("Our CapEx run rate is $20 billion.", refusals.RUN_RATE_ONLY),
        ("The total capex for the new campus is expected to be $2 billion.",
         refusals.PURCHASE_COMMITMENT),
        ("With 2026 capex of $20 billion to $22 billion, are you comfortable with debt",
         refusals.ANALYST),
        ("It seems you expect capex to grow in 2026.", refusals.ANALYST),
        ("Interest on the debt that we draw for capex will be $2 billion in 2026.",
         refusals.OTHER_SUBJECT),
        ("Capex in 2023 of about $20 billion", refusals.PAST_HORIZON.format("FY2023")),
        ("We expect free cash flow of $20 billion after CapEx in 2026.", refusals.OTHER_SUBJECT),
        ("We expect operating expenses of $20 billion and less CapEx-like revenue of $5 billion.",
         refusals.OTHER_SUBJECT),
        ("We aim to lower CapEx as a percentage of revenue.", refusals.RATIO_ONLY),
        ("We are not providing an outlook for 2027 CapEx.", refusals.NO_OUTLOOK_GIVEN),
        ("Earlier this year we said we plan to invest $20 billion in CapEx in 2026.",
         refusals.RECALLED_ONLY),
        ("Most of our CapEx is for servers.", refusals.NOT_AHEAD),
        ("We plan to invest at least $20 billion in Ohio to build data centers.",
         refusals.SEVERAL_YEARS),
        ("We plan capital spending of $13 billion to expand our fabs in Vermont.",
         refusals.SEVERAL_YEARS),
        ("Cloud companies are expected to spend $600 billion on capex in 2026.",
         refusals.OTHER_COMPANY),
        ("Carriers have told us that capex will be flat this year.", refusals.OTHER_COMPANY),
        ("I want to dig into the capex guide of $20 billion for 2026.", refusals.ANALYST),
        ("Capex was $20 billion, within our outlook of $19-21 billion.", refusals.ACTUAL),
        ("We expect capital expenditures of NT$90 billion in 2026.",
         refusals.OTHER_CURRENCY.format("TWD")),
        ("We expect 2026 CapEx of negative $2 billion.", refusals.NEGATIVE),
        ("We expect 2026 CapEx of $30 billion to $20 billion.", refusals.LOW_ABOVE_HIGH),
        ("We expect CapEx of $30 billion in 2024.", refusals.PAST_HORIZON.format("FY2024")),
        ("We plan to invest $600 billion in CapEx over the next four years.",
         refusals.SEVERAL_YEARS),
        ("We withdraw our 2026 capex guidance.", refusals.TAKEN_BACK),
        ("Our 2026 CapEx guidance of $20 billion no longer holds.", refusals.TAKEN_BACK),
        ("It would be premature to assume that capex will increase in 2027.",
         refusals.TAKEN_BACK),
        ("We do not expect material capital expenditures for environmental compliance.",
         refusals.ENVIRONMENTAL),
    ],
)  # fmt: skip
def test_what_is_refused(sentence: str, reason: str) -> None:
    assert refused(sentence) == reason


def test_a_company_named_is_another_unless_it_speaks() -> None:
    sentence = "Meta expects 2026 capital expenditures of $115-135 billion."
    assert guided(sentence, Context(DECEMBER.day, company_id="META")).kind == "range"
    assert refused(sentence, Context(DECEMBER.day, company_id="MSFT")) == refusals.OTHER_COMPANY
    # Who speaks is not known: it may be the company itself.
    assert guided(sentence).kind == "range"
    assert refused("OpenAI plans $20 billion of CapEx in 2026.") == refusals.OTHER_COMPANY


def test_a_clause_without_outlook_does_not_silence_the_next() -> None:
    read = guided("While we give no guidance beyond 2026, we expect CapEx to increase next year.")
    assert read.horizon is not None
    assert (read.direction, read.horizon.name) == ("up", "FY2027")


def test_a_share_of_revenue_is_guidance_without_an_amount() -> None:
    read = guided("We expect 2026 CapEx to be around the mid-30s percent range of revenue.")
    assert (read.kind, read.direction, read.low_usd) == ("direction", "share_of_revenue", None)


def test_what_is_invested_in_data_centers_is_capital_expenditure() -> None:
    read = guided("We will invest approximately $80 billion to build out AI data centers in 2026.")
    assert (read.kind, read.low_usd) == ("point", 80 * 10**9)


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("We expect our capital expenditures to climb in 2026.", "up"),
        ("We expect a further increase in capex in 2026.", "up"),
        ("On capex, we expect to be down a bit this year.", "down"),
        ("Capex is set to jump in the second half.", "up"),
        ("We will be meaningfully, you know, stepping up our capex this year.", "up"),
        ("Our capital expenditures come down in 2026 as the fabs are finished.", "down"),
        ("CapEx growth in 2026 will be driven by servers.", "up"),
        ("You should expect our capex to continue to rise in 2026.", "up"),
        ("We do not expect our capex to decline in 2026.", "not_down"),
        ("We expect capex near the high end of our range for 2026.", "up"),
        ("Our working assumption is that capex keeps growing in 2026.", "up"),
        ("It would be reasonable to model a larger capex number in 2026.", "up"),
        ("Payments for property and equipment in 2026 will be at the level of 2025.", "flat"),
        ("Capex in 2026 should come in about where it was in 2025.", "flat"),
        ("Capital expenditures: down slightly in 2026", "down"),
        ("Our capex in the second half stays unchanged from what we guided.", "flat"),
        ("While we give no guidance for years after, capex should rise in 2026.", "up"),
        ("Capex this year should be kept at a similar level to 2025.", "flat"),
    ],
)
def test_the_forms_of_a_direction(sentence: str, direction: str) -> None:
    assert guided(sentence).direction == direction


@pytest.mark.parametrize(
    "sentence",
    [
        "Operating margins should be up despite the higher capital expenditures.",
        "We expect to be short of capacity even with the increased capital expenditures.",
        "We expect the increased level of investment in data centers to weigh on margins.",
        "Working capital needs will increase with our capital expenditures.",
        "If it turned out that we overbuilt, we would slow our capital expenditures.",
        "The lower capex outlook reflects our plan to build a new design that is less costly.",
        "The significant increase in CapEx will be a drag on margins.",
        "Customers who bring their own chips will reduce the capital expenditures of the region.",
        "We plan to raise $30 billion of debt to finance capital expenditures.",
        "Demand growth should outpace our capital spending growth in 2026.",
    ],
)
def test_what_capital_expenditure_does_is_no_direction_of_it(sentence: str) -> None:
    refused(sentence)


def test_a_company_means_by_a_word_what_it_defined() -> None:
    said = "We expect capital investments of $20 billion in 2026."
    assert guided(said).basis_kind == "not_stated"
    amazon = Context(DECEMBER.day, DECEMBER.calendar, "AMZN")
    assert guided(said, amazon).basis_kind == "with_finance_leases"
    assert guided(said.replace("capital investments", "cash capex"), amazon).basis_kind == "cash"


def test_what_is_about_something_else_is_passed_over() -> None:
    assert read_sentence("Revenue is expected to be $20 billion in 2026.", DECEMBER) is None


@given(st.integers(2, 400), st.integers(0, 50), st.sampled_from(["CapEx", "capital expenditures"]))
def test_a_plain_range_is_read_whatever_its_size(low: int, wide: int, topic: str) -> None:
    read = guided(f"We expect 2026 {topic} of ${low} billion to ${low + wide} billion.")
    assert (read.low_usd, read.high_usd) == (low * 10**9, (low + wide) * 10**9)


@given(st.text(max_size=80))
def test_any_words_around_are_read_without_an_error(words: str) -> None:
    read = read_sentence(f"{words} capex {words} expect $5 billion {words} 2026", DECEMBER)
    assert read is None or isinstance(read, Guidance | Refusal)
