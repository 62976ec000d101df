"""What a command printed, and how tests look at it."""

from __future__ import annotations

from typing import Any


class Said:
    """What a command printed, and its status."""

    def __init__(self, status: Any, output: str, errors: str) -> None:
        self.status, self.output, self.errors = status, output, errors

    def is_one_sentence(self) -> bool:
        """Nothing on the output, and on the other stream one line that says who speaks."""
        return (
            self.output == ""
            and self.errors.count("\n") == 1
            and self.errors.startswith("ledger: ")
            and "Traceback" not in self.errors
        )
