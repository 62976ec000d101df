"""`ledger add`: proposes registry entries for a company that the ledger does not follow yet.

Looks the company up at the SEC, reads its newest report, and gives what a person pastes into
`companies.yml` and `revenue_lines.yml` once confirmed. Nothing here writes to the registry, and
a proposed line is unconfirmed and never counts. What a ruling means is in `registry/`, how XBRL
is read in `sources/`, what reconciles in `normalize/`.
"""

from pipelines.cli.add.lookup import WrongTicker
from pipelines.cli.add.printing import as_table, as_yaml
from pipelines.cli.add.proposal import NothingToPropose, Proposal, propose

__all__ = ["NothingToPropose", "Proposal", "WrongTicker", "as_table", "as_yaml", "propose"]
