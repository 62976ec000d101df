"""What is asked of the loaded registry: concepts a company is asked for, tiers of lines."""

from __future__ import annotations

import pytest

from pipelines.registry import RegistryError
from tests.support.builders import shipped_registry


def test_a_supplier_is_asked_for_no_metric_of_spenders() -> None:
    registry = shipped_registry()
    of_spenders = {
        concept for metric in registry.metrics if metric.of_spenders for concept in metric.concepts
    }
    of_all = {
        concept
        for metric in registry.metrics
        if not metric.of_spenders
        for concept in metric.concepts
    }
    spender = next(each for each in registry.companies if each.is_spender)
    supplier = next(each for each in registry.companies if not each.is_spender)
    assert of_spenders - of_all
    assert registry.concepts_of(spender) == registry.concepts
    assert registry.concepts_of(supplier) == of_all


def test_a_line_without_a_tier_of_its_own_stands_in_that_of_its_sub_segment() -> None:
    registry = shipped_registry()
    inherited = [
        line for line in registry.revenue_lines if line.sub_segment_id and line.tier is None
    ]
    ruled = [line for line in registry.revenue_lines if line.tier is not None]
    assert inherited
    assert ruled
    for line in inherited:
        place = (line.segment_id, line.sub_segment_id)
        assert registry.tier_of(line) == registry.tier_by_sub_segment[place]
    for line in ruled:
        assert registry.tier_of(line) == line.tier


def test_an_unknown_company_is_answered_with_the_known_ones() -> None:
    with pytest.raises(RegistryError, match=r"^no company 'NOPE' in the registry; there are: "):
        shipped_registry().company("NOPE")
    assert shipped_registry().company("msft").company_id == "MSFT"
