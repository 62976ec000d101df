"""What a suite of expectations is given. Imports no Great Expectations.

`expectations/<schema>/<table>.py` defines `expectations(run)`, the list of what is expected of
`<schema>.<table>`, as Great Expectations' own objects. Of each they say besides:

- `severity`: critical (the default) keeps what fails from being published, warning is shown;
- `description`: the expectation in words, without a full stop;
- `meta["check"]`: its name in `quality_results`, in acknowledgements and in the tests;
- `meta["scope"]`: `company` where what fails withholds the figures of the company that the failing
  rows name, or of what they are of besides (`contracts/items.py`); without it a critical failure
  blocks everything downstream and the publishing, since keys, totals or references are broken;
- `meta["about"]`: `age` where a failure says only how far the data reaches that was fetched.
  Recorded data ages by itself, so there it is acknowledged without an entry in the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from pipelines.registry import Registry


@dataclass(frozen=True, slots=True)
class Run:
    """The run that checks.

    Attributes:
        registry: the world as registered.
        run_id: the run, as Dagster names it.
        ran_at: when it checks, UTC without a zone.
        tables: the folder with the tables as Parquet, `<schema>.<table>.parquet`, for
            expectations that read a second one.
    """

    registry: Registry
    run_id: str
    ran_at: dt.datetime
    tables: Path
