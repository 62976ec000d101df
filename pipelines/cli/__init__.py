"""The `ledger` command: arguments, what it prints, and what it proposes."""
