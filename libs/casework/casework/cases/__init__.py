"""Reviewed cases: states, queues, claims, decisions."""
