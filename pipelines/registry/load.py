"""Reads the registry's YAML files into models; errors name file, entry and field."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pipelines.errors import LedgerError
from pipelines.registry.models import Company, Metric, Segment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_Model = TypeVar("_Model", bound=BaseModel)

# libyaml's loader is ten times faster where the wheel brings it.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class RegistryError(LedgerError):
    """An entry of the registry that cannot be used: names file, entry and field."""


@dataclass(frozen=True)
class Registry:
    """Everything that the registry says, each list in the order of its file."""

    companies: tuple[Company, ...]
    metrics: tuple[Metric, ...]
    segments: tuple[Segment, ...]
    taxonomy_version: str

    @cached_property
    def concepts(self) -> frozenset[str]:
        """Every concept, with its prefix, that can state a metric."""
        return frozenset(concept for metric in self.metrics for concept in metric.concepts)

    @cached_property
    def company_by_id(self) -> dict[str, Company]:
        """Companies by `company_id`."""
        return {company.company_id: company for company in self.companies}

    def company(self, company_id: str) -> Company:
        """The company of that identifier.

        Raises:
            RegistryError: there is none; the message lists the ones there are.
        """
        try:
            return self.company_by_id[company_id.upper()]
        except KeyError:
            known = ", ".join(sorted(self.company_by_id))
            raise RegistryError(
                f"no company {company_id!r} in the registry; there are: {known}"
            ) from None


def load_registry(directory: Path) -> Registry:
    """Read `companies.yml`, `metrics.yml` and `segments.yml` of a directory.

    Raises:
        RegistryError: a file is missing or no YAML, or an entry is invalid or double; the
            message names file, entry and field.
    """
    companies = _entries(directory / "companies.yml", "companies", Company, "ticker")
    metrics = _entries(directory / "metrics.yml", "metrics", Metric, "metric_id")
    segments = _entries(directory / "segments.yml", "segments", Segment, "segment_id")
    version = str(_document(directory / "segments.yml").get("taxonomy_version", ""))
    if not version:
        raise RegistryError("segments.yml: taxonomy_version is missing")
    _refuse_doubles("companies.yml", "company_id", (c.company_id for c in companies))
    _refuse_doubles("companies.yml", "cik", (cik for c in companies for cik in c.ciks))
    _refuse_doubles("metrics.yml", "metric_id", (m.metric_id for m in metrics))
    _refuse_doubles("segments.yml", "segment_id", (s.segment_id for s in segments))
    known = {company.company_id for company in companies}
    for metric in metrics:
        for company_id in metric.overrides:
            if company_id not in known:
                raise RegistryError(
                    f"metrics.yml: {metric.metric_id}: overrides: {company_id} is no company "
                    "of companies.yml"
                )
    return Registry(companies, metrics, segments, version)


def _document(path: Path) -> dict[str, object]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    except OSError as error:
        raise RegistryError(f"{path.name}: cannot be read: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise RegistryError(f"{path.name}: is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise RegistryError(f"{path.name}: holds no mapping at its top level")
    return content


def _entries(path: Path, field: str, model: type[_Model], name: str) -> tuple[_Model, ...]:
    entries = _document(path).get(field)
    if not isinstance(entries, list) or not entries:
        raise RegistryError(f"{path.name}: {field}: a list of entries is expected")
    return tuple(
        _validated(path.name, number, entry, model, name)
        for number, entry in enumerate(entries, start=1)
    )


def _validated(
    file_name: str, number: int, entry: object, model: type[_Model], name: str
) -> _Model:
    label = entry.get(name) if isinstance(entry, dict) else None
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc']) or 'entry'}: {problem['msg']}"
            for problem in error.errors(include_url=False)
        )
        raise RegistryError(f"{file_name}: {label or f'entry {number}'}: {problems}") from None


def _refuse_doubles(file_name: str, field: str, values: Iterable[object]) -> None:
    doubles = [str(value) for value, count in Counter(values).items() if count > 1]
    if doubles:
        raise RegistryError(f"{file_name}: {field}: named twice: {', '.join(sorted(doubles))}")
