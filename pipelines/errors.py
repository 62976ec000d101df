"""The base of every error whose message is a sentence for a person.

The command prints such a message and ends with status 1; anything else is a defect and shows
its traceback.
"""


class LedgerError(Exception):
    """Something a person can act on: the message says what, where and what to do."""


class Stopped(LedgerError):
    """A person or the system ended the command (Ctrl-C, SIGTERM) before it was done."""
