"""What stops a backup or a restore."""

from native.errors import StackError


class BackupError(StackError):
    """A backup cannot be made, or an archive must not be restored; says what to do."""
