"""The page of sources says of every source from whom it is and on what terms."""

from __future__ import annotations

from pipelines.documentation import terms
from pipelines.sources.discovery import sources


def test_every_source_has_its_publishers_and_terms() -> None:
    page = terms.pages()[terms.PLACE]
    for source in sources():
        assert f"## {source.name}\n\n{source.table.description.split(':')[0]}" in page
        for each in source.publishers:
            assert each.name in page
            assert f"| {each.terms} |" in page
