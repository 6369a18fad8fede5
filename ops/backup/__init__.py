"""Backup of a whole stack, databases and files, into one encrypted archive; and the way back."""
