"""R8.2: a cursor of somebody's own making is refused by every list, with a code and never a 500."""

import base64
import json
from collections.abc import AsyncIterator

import pytest
from demo.client import AusmClient
from demo.transport import Problem
from gateway.routes import endpoints_for
from gateway.routing.endpoint import Endpoint
from support.scenarios import Scenarios

pytestmark = pytest.mark.anyio

LISTS = [
    endpoint
    for endpoint in endpoints_for(with_sandbox=True)
    if any(parameter.name == "cursor" for parameter in endpoint.query)
]
STAFF = ("haidian_reviewer", "bj_admin", "platform_admin", "auditor")
NO_CURSORS = ("x", "%%%", "汉字", "e30", "W10", "bnVsbA")
NOW = "2026-11-28T03:00:00"
VALUES = ("x", "", -1, 2**70, 1.5, True, None, "\x00", "\ud800", NOW, [], {}, "0" * 500)


def forged() -> list[str]:
    """Return cursors with up to six values of every kind, and what is no cursor at all."""
    made = [[[kind, value]] * width for width in range(1, 7) for kind in "vt" for value in VALUES]
    packed = [base64.urlsafe_b64encode(json.dumps(one).encode()).decode() for one in made]
    return [one for one in packed if len(one) <= 1024]


def asked(endpoint: Endpoint) -> dict[str, str]:
    """Return what the list wants to be told besides."""
    return {
        one.name: one.choices[0] if one.choices else str(one.example or "x")
        for one in endpoint.query
        if one.required
    }


@pytest.fixture(scope="module")
async def readers(scenarios: Scenarios) -> AsyncIterator[list[AusmClient]]:
    """Whoever may read any list: somebody with a record, and staff."""
    person = (await scenarios.approved()).client
    staff = [await scenarios.staff(login) for login in STAFF]
    yield [person, *staff]
    for client in (person, *staff):
        await client.close()


async def read(client: AusmClient, endpoint: Endpoint, cursor: str | None) -> Problem | None:
    """Return what is wrong with a page, None if nothing is."""
    params = asked(endpoint) | ({"cursor": cursor} if cursor else {})
    try:
        await client.call("GET", endpoint.path, params=params)
    except Problem as problem:
        return problem
    return None


@pytest.mark.parametrize("endpoint", LISTS, ids=lambda endpoint: endpoint.name)
async def test_R8_2_forged_cursor_is_refused_by(
    readers: list[AusmClient], endpoint: Endpoint
) -> None:
    allowed = [one for one in readers if await read(one, endpoint, None) is None]
    assert allowed, "nobody may read the list"
    for cursor in NO_CURSORS:
        assert (await read(allowed[0], endpoint, cursor)) is not None, cursor
    for cursor in (*NO_CURSORS, *forged()):
        problem = await read(allowed[0], endpoint, cursor)
        if problem is not None:  # one that happens to fit is a place in the list like any other
            assert (problem.status, problem.fields) == (422, {"cursor"}), cursor
            assert problem.errors[0]["code"] == "common.bad_cursor"
