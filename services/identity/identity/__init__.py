"""Accounts, log-in, sessions, SMS codes, real-name verification, authorities and staff."""
