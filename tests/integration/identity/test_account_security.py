"""A new password, and the end of the sessions on other devices, over the broker: R2.1.3."""

from dataclasses import replace

import eventlet
import pytest
from chassis import passwords
from contracts.context import CallContext
from contracts.errors import ServiceError, TooManyRequests, Unauthenticated, ValidationFailed
from identity_factories import PASSWORD, Scenario, visitor

NEW = "Journal#2027"


class Devices:
    """A person who is logged in here and elsewhere."""

    def __init__(self, identity: Scenario, elsewhere: int = 2) -> None:
        self.identity = identity
        self.person_id, self.body = identity.register()
        self.here, *self.elsewhere = [
            identity.log_in(self.body["phone"]) for _ in range(elsewhere + 1)
        ]
        self.context = identity.session_of(self.here)

    def change(self, context: CallContext | None = None, **changes: str) -> dict:
        body = {
            "old_password": PASSWORD,
            "new_password": NEW,
            "new_password_confirmation": NEW,
            **changes,
        }
        return self.identity.call("change_password", context or self.context, body=body)

    def can_refresh(self, tokens: dict) -> bool:
        try:
            self.identity.call("refresh_session", refresh_token=tokens["refresh_token"])
        except Unauthenticated:
            return False
        return True


@pytest.fixture
def devices(identity: Scenario) -> Devices:
    return Devices(identity)


def audited(identity: Scenario, action: str) -> list[dict]:
    return [e["data"] for e in identity.events.named("audit_recorded") if action in str(e["data"])]


def violations_of(refusal: ServiceError) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in refusal.details["errors"]]


def test_R2_1_3_a_new_password_ends_all_other_sessions(devices: Devices) -> None:
    identity = devices.identity
    assert devices.change() == {"ended_sessions": 2}
    assert devices.can_refresh(devices.here)
    assert not any(devices.can_refresh(tokens) for tokens in devices.elsewhere)
    ended = {e["data"]["session_id"] for e in identity.events.wait_for("session_ended", 2)}
    assert ended == {tokens["session_id"] for tokens in devices.elsewhere}
    with pytest.raises(Unauthenticated):
        identity.log_in(devices.body["phone"], PASSWORD)
    assert identity.log_in(devices.body["phone"], NEW)


def test_R2_1_3_the_person_is_told_and_the_audit_log(devices: Devices) -> None:
    identity = devices.identity
    devices.change()
    told = identity.events.wait_for("password_changed")
    assert [event["data"] for event in told] == [{"person_id": devices.person_id}]
    identity.events.wait_for("audit_recorded")
    [entry] = audited(identity, "password_changed")
    assert (entry["actor_id"], entry["person_id"]) == (devices.person_id,) * 2
    assert (entry["fields"], entry["details"]) == (["password"], {"ended": 2})
    assert NEW not in str(identity.events.named("audit_recorded"))


def test_R2_1_3_a_new_password_needs_the_old_one(devices: Devices) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        devices.change(old_password="Wrong#2026")
    assert violations_of(refusal.value) == [("old_password", "identity.password_wrong")]
    assert all(devices.can_refresh(tokens) for tokens in devices.elsewhere)
    assert devices.identity.events.named("password_changed") == []


def test_R2_1_3_five_wrong_passwords_lock_the_change_alone(devices: Devices) -> None:
    for _ in range(5):
        with pytest.raises(ValidationFailed):
            devices.change(old_password="Wrong#2026")
    with pytest.raises(TooManyRequests) as refusal:
        devices.change()
    assert refusal.value.code == "identity.login_locked"
    assert refusal.value.details["retry_after"] > 0
    # Whoever sits at a device that is logged in cannot lock its owner out.
    assert devices.identity.log_in(devices.body["phone"])


def test_R2_1_3_forms_that_cannot_be_cost_no_attempt(devices: Devices) -> None:
    phone = devices.body["phone"]
    for password in (PASSWORD, "Kuaiji#27", f"Ab#{phone[-6:]}x", "short") * 2:
        with pytest.raises(ValidationFailed) as refusal:
            devices.change(new_password=password, new_password_confirmation=password)
        assert {field for field, _ in violations_of(refusal.value)} == {"new_password"}
    assert devices.change() == {"ended_sessions": 2}


def test_R8_2_the_same_change_sent_twice_is_done_once(devices: Devices) -> None:
    key = replace(devices.context, idempotency_key="k", request_hash="h")
    for _ in range(7):
        assert devices.change(key) == {"ended_sessions": 2}
    assert len(devices.identity.events.wait_for("password_changed")) == 1


def test_R2_1_3_of_two_changes_at_once_one_wins(devices: Devices) -> None:
    others = [devices.identity.session_of(one) for one in (devices.here, devices.elsewhere[0])]

    def attempt(context: CallContext, password: str) -> object:
        try:
            return devices.change(
                context, new_password=password, new_password_confirmation=password
            )
        except ServiceError as error:
            return error

    threads = [
        eventlet.spawn(attempt, context, f"{NEW}{number}") for number, context in enumerate(others)
    ]
    answers = [thread.wait() for thread in threads]
    assert len([one for one in answers if isinstance(one, ServiceError)]) == 1
    live = "SELECT count(*) FROM sessions WHERE ended_at IS NULL"
    assert devices.identity.scalar(live) == 1


def test_R2_1_3_a_reset_that_was_faster_wins(
    devices: Devices, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_verify = passwords.verify

    def verify_slowly(encoded: str, password: str) -> bool:
        devices.identity.execute("UPDATE accounts SET password_hash = 'of-the-reset'")
        return real_verify(encoded, password)

    monkeypatch.setattr(passwords, "verify", verify_slowly)
    with pytest.raises(ValidationFailed):
        devices.change()
    stored = devices.identity.scalar("SELECT password_hash FROM accounts")
    assert stored == "of-the-reset"


@pytest.mark.parametrize("method", ["change_password", "end_other_sessions"])
def test_R2_1_3_visitors_have_no_password_and_no_sessions(identity: Scenario, method: str) -> None:
    body = {"body": {}} if method == "change_password" else {}
    with pytest.raises(Unauthenticated):
        identity.call(method, visitor(), **body)


def test_R6_1_staff_have_no_password_of_a_person(identity: Scenario) -> None:
    staff = identity.employ("au-110108")
    with pytest.raises(ServiceError) as refusal:
        identity.call("change_password", staff, body={})
    assert refusal.value.code == "common.persons_only"


def test_R2_1_3_ending_the_others_says_how_many(devices: Devices) -> None:
    identity = devices.identity
    _, stranger = identity.register()
    theirs = identity.log_in(stranger["phone"])
    for expected in (2, 0, 0):
        answer = identity.call("end_other_sessions", devices.context)
        assert answer == {"ended_sessions": expected}
    assert [devices.can_refresh(one) for one in devices.elsewhere] == [False, False]
    assert devices.can_refresh(devices.here)
    assert devices.can_refresh(theirs)
    assert len(identity.events.wait_for("session_ended", 2)) == 2
    [entry] = audited(identity, "other_sessions_ended")
    assert entry["details"] == {"ended": 2}


def test_R2_1_3_sessions_that_ran_out_end_uncounted(devices: Devices) -> None:
    devices.identity.execute(
        "UPDATE sessions SET expires_at = created_at WHERE session_id = :id",
        id=devices.elsewhere[0]["session_id"],
    )
    answer = devices.identity.call("end_other_sessions", devices.context)
    assert answer == {"ended_sessions": 1}
    live = "SELECT count(*) FROM sessions WHERE ended_at IS NULL"
    assert devices.identity.scalar(live) == 1


@pytest.mark.parametrize("method", ["change_password", "end_other_sessions"])
def test_R2_1_3_a_session_that_has_ended_ends_no_others(devices: Devices, method: str) -> None:
    # Its access token may be about for some minutes.
    thief = devices.identity.session_of(devices.elsewhere[0])
    devices.identity.call("end_other_sessions", devices.context)
    body = {"old_password": PASSWORD, "new_password": NEW, "new_password_confirmation": NEW}
    arguments = {"body": body} if method == "change_password" else {}
    with pytest.raises(Unauthenticated):
        devices.identity.call(method, thief, **arguments)
    assert devices.can_refresh(devices.here)
    assert devices.identity.events.named("password_changed") == []


def test_R2_1_3_staff_end_their_other_sessions_too(identity: Scenario) -> None:
    hashed = passwords.hash(PASSWORD)
    identity.employ("au-110108", username="twodevices", password_hash=hashed)
    here = identity.session_of(identity.log_in_staff("twodevices"))
    identity.execute(
        "INSERT INTO sessions SELECT (jsonb_populate_record(one,"
        " jsonb_build_object('session_id', gen_random_uuid()))).* FROM sessions AS one"
    )
    assert identity.call("end_other_sessions", here) == {"ended_sessions": 1}
    assert len(identity.call("list_sessions", here)["items"]) == 1
