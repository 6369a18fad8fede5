"""The story's fixtures: one stack for all tests of this folder."""

from support.fixtures import anyio_backend, clients, scenarios, stack

__all__ = ["anyio_backend", "clients", "scenarios", "stack"]
