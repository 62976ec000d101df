"""What a run depends on, as one digest: the same fingerprint means the same marts.

Code, registry, models and suites count as input, since a change in any of them may change a
number.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from typing import TYPE_CHECKING

from pipelines.registry import ACKNOWLEDGED_CHECKS
from pipelines.settings import DBT_DIR, EXPECTATIONS_DIR, PACKAGE_DIR, STATEMENTS_DIR

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipelines.settings import Settings

# The parts that compute; a new version of one may round or order differently.
_ENGINES = ("polars", "duckdb", "dbt-core", "dbt-duckdb")
_CODE = ("*.py", "*.yml", "*.sql")
_PARSED_BY_DBT = ("*.sql", "*.yml", "*.md")


def of_input(settings: Settings) -> str:
    """Digest of the parsed sources and of everything that turns them into marts."""
    return _digest(
        [*_code(settings), (settings.raw_dir, sorted(settings.raw_dir.rglob("*.parquet")))]
    )


def of_request(settings: Settings, further: bytes) -> str:
    """Digest of the recorded data, the statements and all code: what a run offline starts from.

    In a person's folder of statements everything counts, since a run names what it cannot use.

    Args:
        settings: the installation.
        further: what besides the files decides what is read from them.
    """
    recorded = ((root, root.rglob("*.csv")) for root in (settings.recorded_dir, STATEMENTS_DIR))
    entered = (settings.statements_dir, settings.statements_dir.rglob("*"))
    groups = [(root, sorted(paths)) for root, paths in (*recorded, entered)]
    return _digest([*_code(settings), *groups], further)


def of_rulings(settings: Settings) -> str:
    """Digest of the registry: companies, metrics, lines, and every ruling about them.

    What is acknowledged of the checks is left out, since it changes no value.
    """
    root = settings.registry_dir
    rulings = (path for path in root.rglob("*.yml") if path.name != ACKNOWLEDGED_CHECKS)
    return _digest([(root, sorted(rulings))])


def of_code() -> str:
    """Digest of what computes: the package's modules, the models, the engines.

    The checks are left out, since they change no value.
    """
    models = [path for pattern in ("*.sql", "*.yml") for path in DBT_DIR.rglob(pattern)]
    return _digest([(PACKAGE_DIR, sorted(PACKAGE_DIR.rglob("*.py"))), (DBT_DIR, sorted(models))])


def of_dbt_project() -> str:
    """Digest of the files that dbt parses and of its version: what a parsed project depends on."""
    paths = {path for pattern in _PARSED_BY_DBT for path in DBT_DIR.rglob(pattern)}
    return _digest([(DBT_DIR, sorted(paths))])


def _code(settings: Settings) -> list[tuple[Path, list[Path]]]:
    roots = dict.fromkeys((PACKAGE_DIR, EXPECTATIONS_DIR, DBT_DIR, settings.registry_dir))
    return [
        (root, sorted({path for pattern in _CODE for path in root.rglob(pattern)}))
        for root in roots
    ]


def _digest(groups: Iterable[tuple[Path, Iterable[Path]]], *further: bytes) -> str:
    digest = hashlib.sha256(b"\0".join(further))
    for name in _ENGINES:
        digest.update(f"{name} {importlib.metadata.version(name)}\0".encode())
    for root, paths in groups:
        for path in paths:
            content = _content(path)
            digest.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    """The bytes of a file; of a folder, a broken link or the like only that it is none."""
    if not path.is_file():
        return b"\0folder" if path.is_dir() else b"\0no file"
    try:
        return path.read_bytes()
    except PermissionError:
        return b"\0not readable"
