"""One's own password and other devices over HTTP: R2.1.3, R6.1."""

import pytest

BODY = {
    "old_password": "Ledger#2026",
    "new_password": "Journal#2027",
    "new_password_confirmation": "Journal#2027",
}


def test_R2_1_3_a_change_of_password_reaches_identity(person, services) -> None:
    services.answers["identity.change_password"] = {"ended_sessions": 2}
    answer = person.put("/me/password", json=BODY, headers={"Idempotency-Key": "change-1"})
    assert (answer.status_code, answer.json()) == (200, {"ended_sessions": 2})
    [call] = services.calls
    assert call.arguments == {"body": BODY}
    assert call.context.idempotency_key == "change-1"
    # Which session stays.
    assert call.context.session_id


@pytest.mark.parametrize("actor", ["person", "staff"])
def test_R2_1_3_all_other_devices_are_logged_out(actor, services, request) -> None:
    services.answers["identity.end_other_sessions"] = {"ended_sessions": 1}
    answer = request.getfixturevalue(actor).post("/sessions/end-others")
    assert (answer.status_code, answer.json()) == (200, {"ended_sessions": 1})
    [call] = services.calls
    assert (call.context.actor_kind, bool(call.context.session_id)) == (actor, True)


def test_R6_1_only_persons_change_the_password_of_a_person(client, staff, services) -> None:
    refused = [caller.put("/me/password", json=BODY) for caller in (client, staff)]
    assert [answer.status_code for answer in refused] == [401, 403]
    assert client.post("/sessions/end-others").status_code == 401
    assert services.calls == []
