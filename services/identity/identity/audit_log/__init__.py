"""The audit log: what staff and persons did, chained so that no entry changes unnoticed."""
