"""The base of every error whose message is a sentence for a person.

The command prints such a message and ends with status 1; anything else is a defect and shows
its traceback.
"""

import errno

# Of a disk that takes no more or nothing at all, which a person can mend.
DISK_REFUSES = (
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM
)  # fmt: skip
FREE_SPACE = "free space or make the data directory writable, then run again"


class LedgerError(Exception):
    """Something a person can act on: the message says what, where and what to do."""


class Stopped(LedgerError):
    """A person or the system ended the command (Ctrl-C, SIGTERM) before it was done."""
