"""Pages of the tree on the site: links lead to the same pages, tables to the dictionary."""

from __future__ import annotations

import pytest

from pipelines.documentation.links import for_the_site

PAGES = {
    "fct_capex": "data/dictionary/fct_capex.md",
    "bi.capex_cash": "data/dictionary/bi/capex_cash.md",
}


@pytest.mark.parametrize(
    ("src_uri", "markdown", "on_the_site"),
    [
        ("index.md", "[rules](docs/ARCHITECTURE.md#rules)", "[rules](ARCHITECTURE.md#rules)"),
        ("ARCHITECTURE.md", "[home](../README.md#two)", "[home](index.md#two)"),
        ("ARCHITECTURE.md", "[traps](../tests/traps/README.md)", "[traps](traps.md)"),
        ("how-to/add.md", "[loop](../CONTRIBUTING.md)", "[loop](../CONTRIBUTING.md)"),
        ("index.md", "![A chart](docs/images/a.png)", "![A chart](images/a.png)"),
        ("index.md", "[licence](LICENSE), [all](docs/adr)", "licence, all"),
        ("index.md", "[SEC](https://www.sec.gov/x.htm)", "[SEC](https://www.sec.gov/x.htm)"),
        ("index.md", "[below](#below)", "[below](#below)"),
    ],
)
def test_a_link_leads_to_the_same_page_on_the_site(
    src_uri: str, markdown: str, on_the_site: str
) -> None:
    assert for_the_site(markdown, src_uri, {}) == on_the_site


def test_a_published_table_that_a_text_names_leads_to_the_dictionary() -> None:
    said = for_the_site("| `fct_capex` | and `ledger` |", "concepts/capex.md", PAGES)
    place = "../data/dictionary/fct_capex.md#fct_capex"
    assert said == f"| [`fct_capex`]({place}) | and `ledger` |"


def test_a_view_is_named_with_its_schema() -> None:
    place = "data/dictionary/bi/capex_cash.md#capex_cash"
    assert for_the_site("`bi.capex_cash`", "index.md", PAGES) == f"[`bi.capex_cash`]({place})"


@pytest.mark.parametrize(
    "markdown",
    [
        "## `fct_capex`",
        "[`fct_capex`](#below)",
        "```sql\nfrom `fct_capex` [a](docs/b.md)\n```",
    ],
)
def test_headings_links_and_code_stay_as_they_are(markdown: str) -> None:
    assert for_the_site(markdown, "index.md", PAGES) == markdown
