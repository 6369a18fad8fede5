"""What is wrong with the answers to one row of the matrix."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from demo.client import AusmClient

from support.access.matrix import (
    ALLOWED,
    HIDDEN,
    NOBODY,
    NOT_THEIRS,
    OTHER_PERSON,
    PERSON,
    REFUSED,
)
from support.access.questions import Answer, Question

Actors = Mapping[str, AusmClient]


async def faults(
    question: Question, letters: dict[str, str], actors: Actors, secrets: Sequence[str]
) -> list[str]:
    """Return what is wrong with the answers; the person, whose command may work, is last."""
    names = [name for name in letters if name != PERSON]
    found = await asyncio.gather(*(question.ask(actors[name]) for name in names))
    answers = dict(zip(names, found, strict=True))
    if PERSON in letters:
        answers[PERSON] = await question.ask(actors[PERSON])
    wrong: list[str] = []
    for name, answer in answers.items():
        wrong += _misjudged(question, name, answer, letters[name], secrets)
    return wrong + await _told_apart(question, answers, letters, actors)


def _misjudged(
    question: Question, name: str, answer: Answer, wanted: str, secrets: Sequence[str]
) -> Iterator[str]:
    letter = _letter(question, name, answer)
    if letter != (REFUSED if wanted == NOT_THEIRS else wanted):
        code = answer.body.get("code")
        yield f"{name} has {letter} ({answer.status} {code}) instead of {wanted}"
    if letter != ALLOWED or name in (NOBODY, OTHER_PERSON):
        yield from (f"{name} is told {one}" for one in secrets if one in answer.text)


def _letter(question: Question, name: str, answer: Answer) -> str:
    return question.letter(answer, logged_in=name != NOBODY)


async def _told_apart(
    question: Question, answers: dict[str, Answer], letters: dict[str, str], actors: Actors
) -> list[str]:
    """Return to whom what is refused answers otherwise than what does not exist.

    Of a role one is asked: what does not exist lies nowhere.
    """
    if not question.has_object:
        return []
    refused = [
        name
        for name, answer in answers.items()
        if letters[name] in (REFUSED, HIDDEN) and _letter(question, name, answer) == letters[name]
    ]
    by_role = {name.partition(" ")[0]: name for name in refused}
    about_nothing = question.about_nothing()
    found = await asyncio.gather(*(about_nothing.ask(actors[name]) for name in by_role.values()))
    absent = dict(zip(by_role, found, strict=True))
    return [
        f"{name} tells {answers[name].text} from nothing, {nothing.text}"
        for name in refused
        if (nothing := absent[name.partition(" ")[0]]) != answers[name]
    ]
