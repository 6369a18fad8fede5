"""The story's fixtures: one stack for all tests of this folder."""

from support.fixtures import anyio_backend, company, scenes, stack

__all__ = ["anyio_backend", "company", "scenes", "stack"]
