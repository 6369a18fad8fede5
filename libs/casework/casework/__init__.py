"""Reviewed cases: one model of states, queues, claims and decisions for every kind of case."""
