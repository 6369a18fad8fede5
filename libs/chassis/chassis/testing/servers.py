"""Which servers the tests use."""

import os
import secrets

import pytest

RUN_ID = secrets.token_hex(4)


def server(name: str) -> str:
    """Return the address of a server, or fail the test and say what is missing."""
    address = os.environ.get(name)
    if not address:
        pytest.fail(f"{name} is not set: start the test servers with `./ausm test`")
    return address
