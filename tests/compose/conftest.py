"""The story's fixtures, on one composition of containers for all tests of this folder."""

from composed.testing import stack
from demo.testing import anyio_backend, company, scenes

__all__ = ["anyio_backend", "company", "scenes", "stack"]
