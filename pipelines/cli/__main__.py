"""The process of the `ledger` command, which `python -m pipelines.cli` is, too."""

from pipelines.cli import app
from pipelines.cli.output import ending_at_once


def main() -> None:
    """The entry point."""
    with ending_at_once():
        app.main()


if __name__ == "__main__":
    main()
