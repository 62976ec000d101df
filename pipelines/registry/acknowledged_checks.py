"""The warnings that a person has looked at; the shape of `acknowledged_checks.yml`.

An entry covers rows that fail a check of severity warning, by their names or by a rule. A row that
no entry covers is news, whatever else of its check is acknowledged. Whether the check exists and
is a warning is known where the checks are (`expectations/acknowledging.py`).
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import StringConstraints, field_validator, model_validator

from pipelines.registry.models import CompanyId, Entry, PastDay, Reason

ACKNOWLEDGED_CHECKS = "acknowledged_checks.yml"

TableName = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z][a-z0-9_]*$")]
CheckName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]

# What no check finds: a pattern that matches these matches whatever there is.
_NO_ROWS = ("", "-", "any row of any check", "ZZZZ 0001-01-01 0")


class AcknowledgedCheck(Entry):
    """Rows that fail a warning and that a person has reviewed.

    Attributes:
        table: the table that the check guards, with its schema, which tells the stage.
        check: the check's name.
        rows: the failing rows as the check names them.
        companies: of these companies every failing row.
        pattern: every failing row whose whole name this regular expression matches.
        reason: why nothing has to be done about them, or not now.
        reviewed: the day on which a person looked.
        audience: whom the warning concerned, such as a reader of a mart.
    """

    table: TableName
    check: CheckName
    rows: tuple[Reason, ...] = ()
    companies: tuple[CompanyId, ...] = ()
    pattern: str | None = None
    reason: Reason
    reviewed: PastDay
    audience: Reason

    @field_validator("pattern")
    @classmethod
    def _is_a_rule(cls, pattern: str | None) -> str | None:
        if pattern is None:
            return None
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            raise ValueError(f"is not a regular expression: {error}") from None
        if any(compiled.fullmatch(name) for name in _NO_ROWS):
            raise ValueError("covers every row: name what the rows have in common")
        return pattern

    @model_validator(mode="after")
    def _covers_in_one_way(self) -> AcknowledgedCheck:
        if sum(map(bool, (self.rows, self.companies, self.pattern))) != 1:
            raise ValueError("rows, companies, pattern: name the failing rows by one of the three")
        return self

    def covers(self, row: str, company_id: str | None) -> bool:
        """Whether a failing row, of its company where that is known, is among those reviewed."""
        if self.companies:
            return company_id in self.companies
        if self.pattern is not None:
            return re.fullmatch(self.pattern, row) is not None
        return row in self.rows

    def __str__(self) -> str:
        """The entry as messages name it."""
        rule = self.pattern or ", ".join(self.companies) or "; ".join(self.rows)
        return f"{self.table} {self.check} ({rule})"
