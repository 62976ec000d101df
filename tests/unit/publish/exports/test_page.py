"""The page of the newest quarter: one file, every value linked, nothing that misleads."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from pipelines.publish.exports import figures, svg
from pipelines.publish.exports.page import page

pytestmark = pytest.mark.engine


class Read(HTMLParser):
    """The elements of a page, and the text that each link shows."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.links: dict[str, set[str]] = {}
        self._to: str | None = None
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "a":
            self._to = dict(attrs)["href"]

    def handle_endtag(self, tag: str) -> None:
        self._to = None if tag == "a" else self._to

    def handle_data(self, data: str) -> None:
        if self._to:
            self.links.setdefault(self._to, set()).add(data)


@pytest.fixture(scope="module")
def made(found: figures.Figures) -> str:
    return page(found).decode()


@pytest.fixture(scope="module")
def read(made: str) -> Read:
    return Read(made)


def test_it_asks_for_nothing(made: str, read: Read) -> None:
    assert not [tag for tag, _ in read.tags if tag in {"script", "link", "img", "iframe", "object"}]
    assert not [names for _, names in read.tags if "src" in names]
    assert "url(" not in made
    assert "@import" not in made
    [policy] = [names["content"] for tag, names in read.tags if "http-equiv" in names]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_the_newest_full_quarter_is_told_with_every_value_linked(
    made: str, read: Read, found: figures.Figures
) -> None:
    totals = [row for row in found.spending_totals if row["basis"] == "cash"]
    newest = totals[-1]
    assert newest["companies_reporting"] == newest["companies_expected"]
    assert f"<h1>Compute Ledger, {newest['calendar_quarter']}</h1>" in made
    assert f"{newest['value_usd'] / 10**9:,.1f} billion US dollars" in made
    assert found.told in made
    members = [
        row
        for row in found.spending
        if (row["basis"], row["calendar_quarter"]) == ("cash", newest["calendar_quarter"])
    ]
    assert members
    for row in members:
        assert f"{row['value_usd'] / 10**6:,.0f}" in read.links[row["url"]]


def test_links_inside_the_page_lead_somewhere(read: Read) -> None:
    inside = {to.removeprefix("#") for to in read.links if to.startswith("#")}
    assert inside <= {str(names["id"]) for _, names in read.tags if "id" in names}
    assert all(to.startswith(("#", "https://")) for to in read.links)


def test_a_quarter_that_somebody_has_not_reported_is_pale_and_no_headline(
    found: figures.Figures,
) -> None:
    totals = [dict(row) for row in found.spending_totals]
    newest = [row for row in totals if row["basis"] == "cash"][-1]
    newest["companies_expected"] += 1
    made = page(dataclasses.replace(found, spending_totals=totals)).decode()
    told = f"{newest['companies_reporting']} of {newest['companies_expected']}"
    assert f"Compute Ledger, {newest['calendar_quarter']}" not in made
    # Once on a laptop, once on a phone.
    assert made.count('<g class="partial">') == made.count(f">{told}</text>") == 2


def test_names_are_shown_as_they_are_written(found: figures.Figures) -> None:
    named = [dict(row, company_name="A<b>&Co") for row in found.months]
    made = page(dataclasses.replace(found, months=named)).decode()
    assert "A&lt;b&gt;&amp;Co" in made
    assert "<b>" not in made


def test_without_any_figure_it_says_so(found: figures.Figures) -> None:
    empty = figures.Figures([], [], [], [], [], [], [], [], found.published_at)
    assert "No quarter of cash capital expenditure is published" in page(empty).decode()


def frame(count: int) -> svg.Frame:
    return svg.Frame(
        400, 300, [f"Q{number}" for number in range(count)], lambda value: f"{value:g}"
    )


def test_bars_stand_on_each_other_in_true_proportion() -> None:
    series = [
        svg.Series("A", [svg.Mark(10, "ten", "https://example.org/?a=1&b=2"), None]),
        svg.Series("B", [svg.Mark(30, "thirty"), svg.Mark(20, "twenty")]),
    ]
    drawn = svg.stacked(frame(2), series, "Bars")
    bars = re.findall(
        r'<rect class="s(\d)" x="([\d.]+)" y="([\d.]+)" width="[\d.]+" height="([\d.]+)"', drawn
    )
    (_, x, y, ten), (_, same, above, thirty), (_, _, _, twenty) = bars
    assert x == same
    assert float(above) + float(thirty) == pytest.approx(float(y), abs=0.11)
    assert float(thirty) == pytest.approx(3 * float(ten), abs=0.2)
    assert float(twenty) == pytest.approx(2 * float(ten), abs=0.2)
    assert '<a href="https://example.org/?a=1&amp;b=2"><rect' in drawn


def test_a_line_has_a_hole_where_a_value_is_absent() -> None:
    marks = [svg.Mark(1, "a"), svg.Mark(2, "b"), None, svg.Mark(-3, "c"), svg.Mark(4, "d")]
    drawn = svg.lines(frame(5), [svg.Series("A", marks)], "Line")
    [path] = re.findall(r'<path class="l0" d="([^"]+)"', drawn)
    assert re.sub(r"[\d. -]", "", path) == "MLML"
    assert drawn.count("<circle") == 4


@pytest.mark.parametrize(
    ("least", "most"), [(0, 181.5), (0, 0), (-7.3, 90.8), (0, 1), (0, 3e11), (62, 370)]
)
def test_the_axis_holds_every_value_on_round_steps(least: float, most: float) -> None:
    chart = svg.lines(frame(2), [svg.Series("A", [svg.Mark(least, ""), svg.Mark(most, "")])], "")
    ticks = [float(text) for text in re.findall(r'text-anchor="end">([^<]+)<', chart)]
    assert ticks[0] <= min(least, 0)
    assert ticks[-1] >= most
    assert 2 <= len(ticks) <= 8
    assert 0 in ticks


def test_money_is_exact_until_it_is_drawn(found: figures.Figures) -> None:
    assert all(isinstance(row["value_usd"], Decimal) for row in found.spending)
