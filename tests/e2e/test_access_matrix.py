"""The access matrix over HTTP: each route as each actor, before and after a transfer: R6.1, R5.2.2.

Who is refused learns nothing of the person, nor whether there is what was asked for.
"""

from collections.abc import AsyncIterator, Iterable

import pytest
from gateway.routes import endpoints_for
from gateway.routing.endpoint import Access
from native.stack import Stack
from support.access.judgement import faults
from support.access.matrix import Row, read_matrix
from support.access.questions import Question
from support.access.world import World, make_world, transfer
from support.scenarios import Scenarios

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900)]

MATRIX = read_matrix()
PUBLIC = {
    f"{one.method} {one.path}"
    for one in endpoints_for(with_sandbox=True)
    if one.access is Access.PUBLIC
}


@pytest.fixture(scope="module")
async def world(stack: Stack, scenarios: Scenarios) -> AsyncIterator[World]:
    """Return the person with a decided case of each kind and an open transfer, and all actors."""
    made = await make_world(stack, scenarios)
    yield made
    for client in made.actors.values():
        await client.close()


async def test_R6_1_everybody_may_what_the_matrix_says(world: World) -> None:
    await _ask(world, MATRIX.rows, after=False)


async def test_R5_2_2_after_the_transfer_as_well(world: World, scenarios: Scenarios) -> None:
    await transfer(scenarios, world)
    moved = {name for name, right in MATRIX.rights.items() if right.after}
    await _ask(world, [row for row in MATRIX.rows if row.right in moved], after=True)


async def _ask(world: World, rows: Iterable[Row], *, after: bool) -> None:
    """Ask all rows; fail with everything that is not as the matrix says."""
    wrong = []
    for row in rows:
        letters = MATRIX.rights[row.right].asked(after=after)
        for about in row.objects:
            question = Question(row, world.names_of(about), is_public=row.route in PUBLIC)
            found = await faults(question, letters, world.actors, world.secrets)
            wrong += [f"{row.route} {about}: {fault}" for fault in found]
    assert not wrong, f"{len(wrong)} answers are not as in matrix.txt:\n" + "\n".join(wrong)
