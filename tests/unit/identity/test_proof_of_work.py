"""The proof of work beside captcha pictures, in the manner of ALTCHA (R2.1.2)."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from identity.domain.proof_of_work import (
    Solution,
    agrees_with_itself,
    challenge_of,
    read_solution,
    salt_of,
)

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
SALT = salt_of("a1b2", NOW + timedelta(minutes=3))


def widget(**changes: object) -> str:
    """Return what ALTCHA's widget sends for the number 42."""
    document = {
        "algorithm": "SHA-256",
        "challenge": challenge_of(SALT, "42"),
        "number": 42,
        "salt": SALT,
        "signature": "00ff",
        "took": 17,
    }
    return base64.b64encode(json.dumps(document | changes).encode()).decode()


def test_R2_1_2_the_challenge_is_the_digest_of_salt_and_number() -> None:
    assert challenge_of(SALT, "42") == hashlib.sha256(f"{SALT}42".encode()).hexdigest()
    assert f"expires={int((NOW + timedelta(minutes=3)).timestamp())}" in SALT


def test_R2_1_2_a_solution_is_the_number_or_the_document_of_the_widget() -> None:
    assert read_solution(" 42 ") == Solution("42")
    solution = read_solution(widget())
    assert solution == Solution("42", challenge_of(SALT, "42"), SALT, "00ff")
    assert agrees_with_itself(solution, NOW)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="R2.1.2-nothing"),
        pytest.param("K7MP4", id="R2.1.2-letters"),
        pytest.param("-1", id="R2.1.2-negative"),
        pytest.param("4.2", id="R2.1.2-fraction"),
        pytest.param("４２", id="R2.1.2-other-digits"),
        pytest.param("1" * 11, id="R2.1.2-too-long"),
        pytest.param(base64.b64encode(b"[1]").decode(), id="R2.1.2-no-object"),
        pytest.param(base64.b64encode(b"\xff{").decode(), id="R2.1.2-no-json"),
        pytest.param(base64.b64encode(b"[" * 100_000).decode(), id="R2.1.2-deep"),
        pytest.param(widget(number=True), id="R2.1.2-truth-as-number"),
        pytest.param(widget(number="42"), id="R2.1.2-text-as-number"),
        pytest.param(widget(number=4.0), id="R2.1.2-float-as-number"),
        pytest.param(widget(number=-1), id="R2.1.2-negative-number"),
        pytest.param(widget(algorithm="SHA-1"), id="R2.1.2-other-algorithm"),
        pytest.param(widget(salt=7), id="R2.1.2-salt-is-no-text"),
        pytest.param(widget(signature="é"), id="R2.1.2-signature-of-other-letters"),
        pytest.param(widget(challenge=None), id="R2.1.2-no-challenge"),
    ],
)
def test_what_is_no_solution(text: str) -> None:
    assert read_solution(text) is None


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"number": 43}, id="R2.1.2-other-number"),
        pytest.param({"challenge": "0" * 64}, id="R2.1.2-other-challenge"),
        pytest.param({"salt": "a1b2"}, id="R2.1.2-salt-without-end"),
        pytest.param({"salt": "a1b2?expires=soon&"}, id="R2.1.2-end-is-no-time"),
    ],
)
def test_solutions_that_contradict_themselves(changes: dict[str, object]) -> None:
    solution = read_solution(widget(**changes))
    assert solution is not None
    assert not agrees_with_itself(solution, NOW)


def test_R2_1_2_a_solution_after_the_end_is_late() -> None:
    solution = read_solution(widget())
    assert solution is not None
    assert not agrees_with_itself(solution, NOW + timedelta(minutes=3))
