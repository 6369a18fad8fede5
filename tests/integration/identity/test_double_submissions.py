"""One person's submission sent several times, each with a key of its own: R2.3.3, R8.2."""

import os
from collections.abc import Callable, Iterator

import eventlet
import pytest
from contracts.context import CallContext
from contracts.errors import Conflict, ServiceError
from identity_factories import Scenario, person
from real_name_factories import REASON, act

AT_ONCE = 6
ROUNDS = int(os.environ.get("AUSM_ROUNDS", "3"))
Send = Callable[[str], object]


def with_key(applicant: CallContext, key: str) -> CallContext:
    return CallContext(
        actor_id=applicant.actor_id, actor_kind="person", idempotency_key=key, request_hash="h"
    )


def sent_at_once(send: Send, name: str) -> list[object]:
    """Return what each sender was answered: the answer, or the refusal."""

    def outcome(key: str) -> object:
        try:
            return send(key)
        except ServiceError as refusal:
            return refusal

    keys = [f"{name}-{number}" for number in range(AT_ONCE)]
    return [thread.wait() for thread in [eventlet.spawn(outcome, key) for key in keys]]


def refusals(answers: list[object]) -> list[tuple[type, str]]:
    found = [one for one in answers if isinstance(one, ServiceError)]
    assert all(one.message for one in found)
    return [(type(one), one.code) for one in found]


UNDER_REVIEW = (Conflict, "identity.real_name_under_review")


@pytest.fixture
def applicants(identity: Scenario) -> Iterator[CallContext]:
    """One person for each round."""
    return (person(identity.register()[0]) for _ in range(ROUNDS))


@pytest.mark.parametrize("same_photos", [True, False])
def test_R2_3_3_of_submissions_at_once_one_is_taken(
    identity: Scenario, applicants: Iterator[CallContext], same_photos: bool
) -> None:
    for applicant in applicants:
        bodies = [identity.photos(str(applicant.actor_id)) for _ in range(AT_ONCE)]

        def send(key: str, who: CallContext = applicant, bodies: list = bodies) -> object:
            photos = bodies[0] if same_photos else bodies[int(key[-1])]
            body = {**photos, "authority_id": "au-110000"}
            return identity.call("submit_real_name", with_key(who, key), body=body, timeout=30)

        answers = sent_at_once(send, "first")
        assert refusals(answers) == [UNDER_REVIEW] * (AT_ONCE - 1)
        assert refusals(sent_at_once(send, "again")) == [UNDER_REVIEW] * AT_ONCE
        [taken] = [one for one in answers if isinstance(one, dict)]
        assert (taken["status"], taken["round"]) == ("under_review", 1)


def test_R2_3_3_of_resubmissions_at_once_one_is_taken(
    identity: Scenario, applicants: Iterator[CallContext]
) -> None:
    reviewer = identity.employ("au-110000")
    for applicant in applicants:
        photos = identity.photos(str(applicant.actor_id))
        body = {**photos, "authority_id": "au-110000"}
        case_id = identity.call("submit_real_name", applicant, body=body)["case_id"]
        act(identity, reviewer, "claim", case_id)
        act(identity, reviewer, "return", case_id, body={"reasons": [REASON]})
        body["holding"] = identity.upload(str(applicant.actor_id), "id_holding")

        def send(key: str, who: CallContext = applicant, body: dict = body) -> object:
            return identity.call("submit_real_name", with_key(who, key), body=body, timeout=30)

        answers = sent_at_once(send, "second")
        assert refusals(answers) == [UNDER_REVIEW] * (AT_ONCE - 1)
        [taken] = [one for one in answers if isinstance(one, dict)]
        assert (taken["case_id"], taken["round"]) == (case_id, 2)
