"""The read side: entries as people see them, and the verification of the chain."""
