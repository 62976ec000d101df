"""`python -m pipelines.cli` is the `ledger` command."""

from pipelines.cli.app import main

main()
