"""One function for each intention: append, verify, monitor, retire, search."""
