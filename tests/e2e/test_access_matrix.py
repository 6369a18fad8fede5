"""The access matrix over HTTP: each route as each actor, before and after a transfer: R6.1, R5.2.2.

Who is refused learns nothing of the person, nor whether there is what was asked for.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator

import pytest
from gateway.routes import endpoints_for
from gateway.routing.endpoint import Access
from native.stack import Stack
from support.access.matrix import (
    ALLOWED,
    HIDDEN,
    NOBODY,
    NOT_THEIRS,
    OTHER_PERSON,
    PERSON,
    REFUSED,
    Row,
    read_matrix,
)
from support.access.questions import Answer, Question
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
            faults = await _faults(world, question, letters)
            wrong += [f"{row.route} {about}: {fault}" for fault in faults]
    assert not wrong, f"{len(wrong)} answers are not as in matrix.txt:\n" + "\n".join(wrong)


async def _faults(world: World, question: Question, letters: dict[str, str]) -> list[str]:
    """Return what is wrong with the answers; the person, whose command may work, is last."""
    names = [name for name in letters if name != PERSON]
    found = await asyncio.gather(*(question.ask(world.actors[name]) for name in names))
    answers = dict(zip(names, found, strict=True))
    if PERSON in letters:
        answers[PERSON] = await question.ask(world.actors[PERSON])
    wrong = []
    for name, answer in answers.items():
        wrong += _misjudged(world, question, name, answer, letters[name])
    return wrong + await _told_apart(world, question, answers, letters)


def _misjudged(
    world: World, question: Question, name: str, answer: Answer, wanted: str
) -> Iterator[str]:
    letter = question.letter(answer, logged_in=name != NOBODY)
    if letter != (REFUSED if wanted == NOT_THEIRS else wanted):
        code = answer.body.get("code")
        yield f"{name} has {letter} ({answer.status} {code}) instead of {wanted}"
    if letter != ALLOWED or name in (NOBODY, OTHER_PERSON):
        yield from (f"{name} is told {one}" for one in world.secrets if one in answer.text)


async def _told_apart(
    world: World, question: Question, answers: dict[str, Answer], letters: dict[str, str]
) -> list[str]:
    """Return to whom what is refused answers otherwise than what does not exist.

    Of a role one is asked: what does not exist lies nowhere.
    """
    if not question.has_object:
        return []
    refused = [name for name in answers if letters[name] in (REFUSED, HIDDEN)]
    by_role = {name.partition(" ")[0]: name for name in refused}
    about_nothing = question.about_nothing()
    found = await asyncio.gather(
        *(about_nothing.ask(world.actors[name]) for name in by_role.values())
    )
    absent = dict(zip(by_role, found, strict=True))
    return [
        f"{name} tells {answers[name].text} from nothing, {nothing.text}"
        for name in refused
        if (nothing := absent[name.partition(" ")[0]]) != answers[name]
    ]
