"""The story's fixtures, on a stack whose database keeps what it has confirmed."""

from support.fixtures import anyio_backend, clients, scenarios
from support.fixtures import durable_stack as stack

__all__ = ["anyio_backend", "clients", "scenarios", "stack"]
