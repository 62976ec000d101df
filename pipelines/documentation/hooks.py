"""MkDocs' hooks (`mkdocs.yml`): they put the generated pages on the site as it is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from pipelines.dbt.docs import docs_path
from pipelines.documentation import changes, coverage, links, terms
from pipelines.documentation.dictionary import INDEX, dictionary
from pipelines.errors import LedgerError
from pipelines.settings import PROJECT_DIR, load_settings

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_DBT_DOCS = "dbt/index.html"
_DBT_DOCS_SAID = (
    f"\nHow each is made, from which models and with which SQL: [dbt's docs](../../{_DBT_DOCS}).\n"
)
# The page of each published table, by its name; set once a build.
_places: dict[str, str] = {}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are generated, and those whose files stand beside `docs/`.

    Raises:
        PluginError: nothing is published yet, or it cannot be read.
    """
    settings = load_settings()
    try:
        described = dictionary(settings)
        generated = {
            **described.pages,
            **coverage.pages(settings),
            **changes.pages(settings),
            **terms.pages(),
        }
    except LedgerError as error:
        raise PluginError(f"the docs describe what is published: {error}") from None
    _places.clear()
    _places.update(described.places)
    if docs_path(settings).is_file():
        files.append(File.generated(config, _DBT_DOCS, abs_src_path=str(docs_path(settings))))
        generated[INDEX] += _DBT_DOCS_SAID
    for path, place in links.FROM_THE_TREE.items():
        generated[place] = (PROJECT_DIR / path).read_text("utf-8")
    for place, content in generated.items():
        files.append(File.generated(config, place, content=content))
    config.nav = [_unfolded(entry, files) for entry in config.nav or ()]
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links as the site has them, and a link from each published table that a text names."""
    return links.for_the_site(markdown, page.file.src_uri, _places)


def _unfolded(entry: Any, files: Files) -> Any:
    """An entry of the navigation; of a folder its pages, the index first."""
    if isinstance(entry, list):
        return [_unfolded(each, files) for each in entry]
    if isinstance(entry, dict):
        return {title: _unfolded(each, files) for title, each in entry.items()}
    if not entry.endswith("/"):
        return entry
    pages = [page.src_uri for page in files.documentation_pages() if page.src_uri.startswith(entry)]
    return sorted(pages, key=lambda page: (page != f"{entry}index.md", page.count("/"), page))
