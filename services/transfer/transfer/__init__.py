"""Transfers of jurisdiction."""
