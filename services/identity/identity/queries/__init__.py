"""The read side: each function reads one answer."""
