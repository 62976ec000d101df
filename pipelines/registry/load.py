"""Reads the registry's YAML files into models; errors name file, entry and field."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from pipelines.registry.acknowledged_checks import ACKNOWLEDGED_CHECKS, AcknowledgedCheck
from pipelines.registry.assumptions import Assumption, missing_assumptions
from pipelines.registry.errors import RegistryError
from pipelines.registry.fact_corrections import FactCorrection
from pipelines.registry.metrics import Metric
from pipelines.registry.model_companies import ModelCompany
from pipelines.registry.models import Company, Segment
from pipelines.registry.rates import NOBODY_SPEAKS, RateSpeakers
from pipelines.registry.registry import Registry
from pipelines.registry.restatements import RestatementRuling
from pipelines.registry.revenue_lines import CompanyLines, Dimension
from pipelines.registry.strict_yaml import read_mapping, short
from pipelines.registry.technologies import Technology

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_Model = TypeVar("_Model", bound=BaseModel)

_VALUE_ERROR = "Value error, "
_MOST_PROBLEMS = 5


def load_registry(directory: Path) -> Registry:
    """Read the YAML files of a directory; files that have not changed are read once a process.

    `companies.yml`, `metrics.yml` and `segments.yml` must be there; without
    `revenue_lines.yml` a company has its total line alone, without `restatements.yml` no ruling
    names the cause of a restatement, without `fact_corrections.yml` every fact is read as filed,
    without `rates.yml` no currency is converted, without `technologies.yml` none is watched,
    without `model_companies.yml` nobody's revenue from AI is followed, without
    `assumptions.yml` the market has no size, and without `acknowledged_checks.yml` every
    warning stands.

    Raises:
        RegistryError: a file is missing or no YAML, or an entry is invalid or double; the
            message names file, entry and field.
    """
    if not directory.is_dir():
        raise RegistryError(
            f"{directory}: there is no such folder of the registry: correct LEDGER_REGISTRY_DIR"
        )
    files = sorted(directory.glob("*.yml"))
    versions = tuple(_version(file) for file in files)
    return _load(directory, versions)


def _version(file: Path) -> tuple[str, int, int]:
    """What tells a file from what it was."""
    try:
        stat = file.stat()
    except OSError as error:
        raise RegistryError(f"{file.name}: cannot be read: {error.strerror}") from None
    return file.name, stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=2)
def _load(directory: Path, versions: tuple[tuple[str, int, int], ...]) -> Registry:
    """`load_registry`; `versions` tells files apart from what they were."""
    del versions
    content = _content(directory / "companies.yml", "companies")
    companies = _some(content, "companies", Company, "ticker")
    content = _content(directory / "metrics.yml", "metrics")
    metrics = _some(content, "metrics", Metric, "metric_id")
    content = _content(directory / "segments.yml", "segments", "taxonomy_version")
    segments = _some(content, "segments", Segment, "segment_id")
    version = content.values.get("taxonomy_version")
    if version is None or isinstance(version, bool | list | dict):
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
                    f"metrics.yml: {metric.metric_id}: overrides: {company_id} is not a company "
                    "of companies.yml"
                )
    registry = Registry(
        companies, metrics, segments, str(version), rates=_rates(directory / "rates.yml"),
        technologies=_technologies(directory / "technologies.yml"),
    )  # fmt: skip
    path = directory / "revenue_lines.yml"
    if path.exists():
        content = _content(path, "suppliers", "qualifiers")
        suppliers = _entries(content, "suppliers", CompanyLines, "company_id")
        qualifiers = _entries(content, "qualifiers", Dimension, "member")
        registry = replace(registry, suppliers=suppliers, qualifiers=qualifiers)
        _refuse_unknown_names(path.name, registry)
    # A series is named by its metric or its line: the two share one set of names.
    ids = [line.revenue_line_id for line in registry.revenue_lines]
    _refuse_doubles("revenue_lines.yml", "revenue_line_id", [*ids, *registry.metric_by_id])
    path = directory / "restatements.yml"
    if path.exists():
        content = _content(path, "restatements")
        rulings = _entries(content, "restatements", RestatementRuling, "company_id")
        registry = replace(registry, restatements=rulings)
        _refuse_unknown_series(path.name, registry)
    path = directory / "fact_corrections.yml"
    if path.exists():
        content = _content(path, "fact_corrections")
        corrections = _entries(content, "fact_corrections", FactCorrection, "accession")
        registry = replace(registry, fact_corrections=corrections)
        _refuse_unknown_companies(path.name, registry, corrections)
        places = Counter(each.place for each in corrections)
        _refuse_doubles(
            path.name, "accession", (e.accession for e in corrections if places[e.place] > 1)
        )
    sellers = _model_companies(directory / "model_companies.yml", registry)
    assumed = _assumptions(directory / "assumptions.yml", registry)
    registry = replace(registry, model_companies=sellers, assumptions=assumed)
    acknowledged = _acknowledged_checks(directory / ACKNOWLEDGED_CHECKS, registry)
    return replace(registry, acknowledged_checks=acknowledged)


def _acknowledged_checks(path: Path, registry: Registry) -> tuple[AcknowledgedCheck, ...]:
    if not path.exists():
        return ()
    content = _content(path, "acknowledged_checks")
    acknowledged = _entries(content, "acknowledged_checks", AcknowledgedCheck, "check")
    _refuse_doubles(path.name, "entry", map(str, acknowledged))
    for entry in acknowledged:
        for company_id in entry.companies:
            if company_id not in registry.company_by_id:
                raise RegistryError(
                    f"{path.name}: {entry.check}: companies: {company_id} is not a company of "
                    "companies.yml"
                )
    return acknowledged


def _rates(path: Path) -> RateSpeakers:
    if not path.exists():
        return NOBODY_SPEAKS
    content = _content(path, "others", "currencies")
    return _validated(path.name, 1, content.values, RateSpeakers, "")


def _model_companies(path: Path, registry: Registry) -> tuple[ModelCompany, ...]:
    if not path.exists():
        return ()
    content = _content(path, "model_companies")
    found = _entries(content, "model_companies", ModelCompany, "model_company_id")
    _refuse_doubles(path.name, "model_company_id", (each.model_company_id for each in found))
    for each in found:
        if each.business_of is not None and each.business_of not in registry.company_by_id:
            raise RegistryError(
                f"{path.name}: {each.model_company_id}: business_of: {each.business_of} is not a "
                "company of companies.yml"
            )
    return found


def _assumptions(path: Path, registry: Registry) -> tuple[Assumption, ...]:
    if not path.exists():
        return ()
    found = _entries(_content(path, "assumptions"), "assumptions", Assumption, "assumption_id")
    _refuse_doubles(path.name, "assumption_id", (each.assumption_id for each in found))
    _refuse_doubles(path.name, "part", (each.place for each in found))
    tiers = {(segment, tier) for (segment, _), tier in registry.tier_by_sub_segment.items()}
    for each in found:
        if each.tier is not None and (each.segment_id, each.tier) not in tiers:
            raise RegistryError(
                f"{path.name}: {each.assumption_id}: segment_id, tier: {each.segment_id} of "
                f"segments.yml has no tier {each.tier}"
            )
    missing = missing_assumptions(found, [each.segment_id for each in registry.segments])
    if found and missing:
        raise RegistryError(f"{path.name}: assumptions: there is no {', no '.join(missing)}")
    return found


def _technologies(path: Path) -> tuple[Technology, ...]:
    if not path.exists():
        return ()
    found = _entries(_content(path, "technologies"), "technologies", Technology, "technology_id")
    names = (name for each in found for name in (each.technology_id, *each.also_called))
    _refuse_doubles(path.name, "technology_id", names)
    return found


def _refuse_unknown_companies(
    file_name: str,
    registry: Registry,
    entries: Iterable[CompanyLines | FactCorrection | RestatementRuling],
) -> None:
    for each in entries:
        if each.company_id not in registry.company_by_id:
            raise RegistryError(
                f"{file_name}: {each.company_id}: company_id: is not a company of companies.yml"
            )


def _refuse_unknown_series(file_name: str, registry: Registry) -> None:
    """Every ruling on restatements is of a series of its company, every filing ruled once."""
    _refuse_unknown_companies(file_name, registry, registry.restatements)
    for ruling in registry.restatements:
        line = registry.revenue_line_by_id.get(ruling.metric_id)
        is_own_line = line is not None and line.company_id == ruling.company_id
        if ruling.metric_id not in registry.metric_by_id and not is_own_line:
            raise RegistryError(
                f"{file_name}: {ruling.company_id}: metric_id: {ruling.metric_id} is neither a "
                "metric nor a revenue line of the company"
            )
    _refuse_doubles(
        file_name,
        "accessions",
        (
            f"{ruling.company_id} {ruling.metric_id} {accession}"
            for ruling in registry.restatements
            for accession in ruling.accessions
        ),
    )


def _refuse_unknown_names(file_name: str, registry: Registry) -> None:
    """Every company and sub-segment that a ruling names is there, every identifier once."""
    _refuse_doubles(file_name, "company_id", (each.company_id for each in registry.suppliers))
    _refuse_unknown_companies(file_name, registry, registry.suppliers)
    for line in registry.revenue_lines:
        place = (line.segment_id, line.sub_segment_id)
        if line.segment_id is not None and place not in registry.tier_by_sub_segment:
            raise RegistryError(
                f"{file_name}: {line.company_id}: {line.revenue_line_id}: segment_id, "
                f"sub_segment_id: {line.segment_id}/{line.sub_segment_id} is not in segments.yml"
            )
    for supplier in registry.suppliers:
        for completion in supplier.completions:
            for concept in registry.concepts.intersection(completion.concepts):
                raise RegistryError(
                    f"{file_name}: {supplier.company_id}: completions: concepts: {concept} states "
                    "a metric of metrics.yml, and completes no axis"
                )


@dataclass(frozen=True, slots=True)
class _Content:
    """What one file holds: its name, and its values by top-level field."""

    file_name: str
    values: dict[str, object]


def _content(path: Path, *fields: str) -> _Content:
    """The file's content, which has these top-level fields and no others."""
    values = read_mapping(path)
    for name in values:
        if name not in fields:
            raise RegistryError(
                f"{path.name}: {short(name)}: is not a field of this file, which has "
                f"{' and '.join(fields)}"
            )
    return _Content(path.name, values)


def _entries(content: _Content, field: str, model: type[_Model], name: str) -> tuple[_Model, ...]:
    """The entries of a list, which may be empty."""
    entries = content.values.get(field)
    if not isinstance(entries, list):
        raise RegistryError(
            f"{content.file_name}: {field}: a list of entries is expected, [] for none"
        )
    return tuple(
        _validated(content.file_name, number, entry, model, name)
        for number, entry in enumerate(entries, start=1)
    )


def _some(content: _Content, field: str, model: type[_Model], name: str) -> tuple[_Model, ...]:
    """The entries of a list without which there is nothing to do."""
    entries = _entries(content, field, model, name)
    if not entries:
        raise RegistryError(f"{content.file_name}: {field}: the list is empty: add an entry")
    return entries


def _validated(
    file_name: str, number: int, entry: object, model: type[_Model], name: str
) -> _Model:
    label = entry.get(name) if isinstance(entry, dict) else None
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        found = error.errors(include_url=False)
        problems = [
            _problem(entry, problem["loc"], problem["msg"]) for problem in found[:_MOST_PROBLEMS]
        ]
        if len(found) > _MOST_PROBLEMS:
            problems.append(f"and {len(found) - _MOST_PROBLEMS} more")
        shown = short(label) if isinstance(label, str) and label else f"entry {number}"
        raise RegistryError(f"{file_name}: {shown}: {'; '.join(problems)}") from None


def _problem(entry: object, place: tuple[int | str, ...], message: str) -> str:
    """Field and message; a line or a sub-segment is named, where pydantic would count it."""
    parts: list[str] = []
    for step in place:
        below = entry[step] if _holds(entry, step) else None  # type: ignore[index]
        name = _name(below) if isinstance(step, int) else None
        parts.append(short(str(name or step)))
        entry = below
    if not parts and message.startswith(_VALUE_ERROR):
        return message.removeprefix(_VALUE_ERROR)
    return f"{'.'.join(parts) or 'entry'}: {message}"


def _name(entry: object) -> object:
    """The identifier of a line or a sub-segment."""
    if not isinstance(entry, dict):
        return None
    return entry.get("revenue_line_id") or entry.get("sub_segment_id")


def _holds(entry: object, step: int | str) -> bool:
    if isinstance(entry, list):
        return isinstance(step, int) and step < len(entry)
    return isinstance(entry, dict) and step in entry


def _refuse_doubles(file_name: str, field: str, values: Iterable[object]) -> None:
    doubles = [str(value) for value, count in Counter(values).items() if count > 1]
    if doubles:
        raise RegistryError(f"{file_name}: {field}: named twice: {', '.join(sorted(doubles))}")
