"""The story's fixtures, on a stack whose database keeps what it has confirmed."""

from demo.testing import anyio_backend
from demo.testing import durable_stack as stack

__all__ = ["anyio_backend", "stack"]
