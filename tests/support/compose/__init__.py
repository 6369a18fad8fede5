"""Drives a composition of containers as `native` drives a stack of processes: for tests and measurements."""
