"""The story's fixtures, on one composition of containers for all tests of this folder."""

from collections.abc import Iterator

import pytest
from composed.composition import APPLICATIONS, Composition
from composed.testing import report, stack
from demo.testing import anyio_backend, company, scenes

__all__ = ["anyio_backend", "company", "report", "scenes", "stack"]


def _replicas_of_each(stack: Composition, count: int) -> Iterator[None]:
    stack.scale(**dict.fromkeys(APPLICATIONS, count))
    yield
    stack.scale(**dict.fromkeys(APPLICATIONS, 1))


@pytest.fixture(scope="module")
def two_of_each(stack: Composition) -> Iterator[None]:
    yield from _replicas_of_each(stack, 2)
