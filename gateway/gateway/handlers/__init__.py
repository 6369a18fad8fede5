"""Endpoints that are more than one call to one service."""
