"""The story's fixtures, on one composition of containers for all tests of this folder."""

from support.compose.fixtures import stack
from support.fixtures import anyio_backend

__all__ = ["anyio_backend", "stack"]
