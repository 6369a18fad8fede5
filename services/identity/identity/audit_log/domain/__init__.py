"""Rules of the audit log, pure."""
