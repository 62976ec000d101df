"""The technologies that texts are watched for."""

from __future__ import annotations

from typing import Any

from great_expectations import expectations as gxe

from expectations.suite import Run
from pipelines.contracts.normalized import TECHNOLOGIES

KEY = TECHNOLOGIES.key


def expectations(run: Run) -> list[Any]:
    """What is expected of the table."""
    watched = sorted(each.technology_id for each in run.registry.technologies)
    return [
        gxe.ExpectColumnValuesToBeUnique(
            column="technology_id",
            description="each technology stands once",
            meta={"check": "technologies_are_unique"},
        ),
        gxe.ExpectColumnDistinctValuesToEqualSet(
            column="technology_id",
            value_set=watched,
            description="the technologies are those of the registry",
            meta={"check": "technologies_are_the_registrys"},
        ),
    ]
