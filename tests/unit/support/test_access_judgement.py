"""What the access matrix takes for a fault, before platforms that have one: R6.1."""

import asyncio
from collections.abc import Callable

import httpx
import pytest
from demo.client import AusmClient
from support.access.judgement import faults
from support.access.matrix import NOBODY, OTHER_PERSON, PERSON, Row
from support.access.questions import Question

SECRET = "卫明丽"
CASE, STRANGE = "b5b1f2f0-0000-4000-8000-000000000001", "reviewer beside"
LETTERS = {NOBODY: "x", PERSON: "x", "reviewer own": "+", STRANGE: "."}
READ = Question(
    Row("GET", "/reviews/{kind}/{case_id}", "case_readers"),
    {"kind": "change", "case_id": CASE},
    is_public=False,
)
CLAIM = Question(Row("POST", "/reviews/{kind}/{case_id}/claim", "x"), READ.names, is_public=False)
Answers = Callable[[str, bool], tuple[int, str]]


def sound(name: str, exists: bool) -> tuple[int, str]:
    """Answer as a platform should."""
    if name == NOBODY:
        return 401, "not logged in"
    if name == PERSON:
        return 403, "staff only"
    return (200, SECRET) if exists and name == "reviewer own" else (404, "no such case")


def found(
    platform: Answers, letters: dict[str, str] = LETTERS, question: Question = READ
) -> list[str]:
    """Return the faults of a platform."""

    def client(name: str) -> AusmClient:
        def answer(request: httpx.Request) -> httpx.Response:
            status, text = platform(name, CASE in request.url.path)
            return httpx.Response(status, json={"code": text})

        made = AusmClient("http://gateway.invalid")
        made.http = httpx.AsyncClient(
            base_url="http://gateway.invalid", transport=httpx.MockTransport(answer)
        )
        return made

    actors = {name: client(name) for name in letters}
    return asyncio.run(faults(question, letters, actors, [SECRET]))


def but(who: str, status: int, text: str, *, exists: bool = True) -> Answers:
    """Answer as a platform should, but one otherwise."""
    return lambda name, there: (
        (status, text) if (name, there) == (who, exists) else sound(name, there)
    )


def test_R6_1_a_sound_platform_has_no_faults() -> None:
    assert found(sound) == []


@pytest.mark.parametrize(
    ("platform", "fault"),
    [
        pytest.param(but(STRANGE, 200, "open"), f"{STRANGE} has + (200 open)", id="R6.1-open"),
        pytest.param(but("reviewer own", 404, "gone"), "reviewer own has .", id="R6.1-shut"),
        pytest.param(but(NOBODY, 403, "no"), f"{NOBODY} has 403", id="R6.1-not-401"),
        pytest.param(but(PERSON, 401, "no"), f"{PERSON} has 401", id="R6.1-not-403"),
        pytest.param(but(PERSON, 500, "broken"), f"{PERSON} has 500", id="R6.1-broken"),
        pytest.param(but(PERSON, 429, "later"), f"{PERSON} has 429", id="R6.1-limited"),
        pytest.param(but(PERSON, 403, SECRET), f"{PERSON} is told {SECRET}", id="R8.4-name"),
        pytest.param(but(STRANGE, 404, "not yours"), f"{STRANGE} tells", id="R6.1-other-text"),
        pytest.param(but(PERSON, 404, "none", exists=False), f"{PERSON} tells", id="R6.1-order"),
    ],
)
def test_a_fault_is_named(platform: Answers, fault: str) -> None:
    assert any(one.startswith(fault) for one in found(platform))


def test_R6_1_what_another_may_ask_for_tells_nothing_of_the_person() -> None:
    assert found(lambda *_: (200, SECRET), {OTHER_PERSON: "+"}) == [
        f"{OTHER_PERSON} is told {SECRET}"
    ]


def test_R6_1_whoever_sees_a_case_may_be_refused_by_its_name() -> None:
    assert found(but(STRANGE, 403, "not your turn"), {STRANGE: "!"}, CLAIM) == []
    assert found(but(STRANGE, 200, "claimed"), {STRANGE: "!"}, CLAIM)
