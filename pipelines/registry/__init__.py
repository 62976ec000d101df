"""The world as data: companies, metrics and segments in YAML, loaded into frozen models.

`load_registry(directory)` is the only door. What belongs here is what a person rules about
the world; what a filing says belongs to `sources/`.
"""

from pipelines.registry.load import Registry, RegistryError, load_registry
from pipelines.registry.models import Alias, Company, EarlierCik, Metric, Segment

__all__ = [
    "Alias",
    "Company",
    "EarlierCik",
    "Metric",
    "Registry",
    "RegistryError",
    "Segment",
    "load_registry",
]
