"""The story's fixtures, on one composition of containers for all tests of this folder."""

from collections.abc import Iterator

import pytest
from support.compose.composition import APPLICATIONS, Composition
from support.compose.fixtures import report, stack
from support.fixtures import anyio_backend, clients, scenarios

__all__ = ["anyio_backend", "clients", "report", "scenarios", "stack"]


@pytest.fixture
def two_of_each(stack: Composition) -> Iterator[None]:
    try:
        stack.scale(**dict.fromkeys(APPLICATIONS, 2))
        yield
    finally:
        stack.scale(**dict.fromkeys(APPLICATIONS, 1))
