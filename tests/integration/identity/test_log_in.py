"""Log-in of persons and staff over the broker: R2.1.1, R2.1.2, R6.1."""

import eventlet
import pytest
from chassis import passwords
from contracts.errors import ServiceError, TooManyRequests, Unauthenticated, ValidationFailed
from identity_factories import PASSWORD, Scenario, new_number, new_phone, visitor
from sqlalchemy import Engine, event

WRONG = "Wrong#2026"


def refusal_of(identity: Scenario, login: str, password: str = WRONG) -> ServiceError:
    with pytest.raises(ServiceError) as refusal:
        identity.log_in(login, password)
    return refusal.value


@pytest.mark.parametrize("by", ["phone", "id_number"])
def test_R2_1_1_log_in_by_phone_or_certificate_number(identity: Scenario, by: str) -> None:
    person_id, body = identity.register(name="李明")
    answer = identity.log_in(body[by].lower(), user_agent="Firefox")
    expected = {"person_id": person_id, "masked_name": "李*", "real_name_status": "unverified"}
    assert answer["person"] == expected | {"missing_details": []}
    assert answer["expires_in"] == 600
    context = identity.session_of(answer)
    assert (context.actor_id, context.actor_kind, context.roles) == (person_id, "person", ())
    assert context.session_id == answer["session_id"]


def test_R2_1_1_passports_of_two_countries_may_share_a_number(identity: Scenario) -> None:
    shared = {"id_type": "passport", "id_number": "H12345678", "gender": "male"}
    shared["birth_date"] = "1980-01-01"
    people = {}
    for nationality in ("USA", "FRA"):
        password = f"Ledger#{nationality}7"
        words = {"password": password, "password_confirmation": password}
        person_id, _ = identity.register(nationality=nationality, **shared, **words)
        people[password] = person_id
    for password, person_id in people.items():
        assert identity.log_in("h12345678", password)["person"]["person_id"] == person_id


def test_R2_1_2_the_captcha_comes_first(identity: Scenario) -> None:
    _, body = identity.register()
    with pytest.raises(ValidationFailed) as refusal:
        identity.call(
            "log_in",
            body={"login": body["phone"], "password": WRONG, **identity.captcha()}
            | {"captcha_text": "????"},
        )
    assert refusal.value.details["errors"][0]["code"] == "identity.captcha_wrong"
    assert identity.scalar("SELECT count(*) FROM login_locks") == 0


def test_R2_1_2_unknown_and_wrong_answer_alike(
    identity: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, body = identity.register()
    compared: list[str] = []
    real_verify = passwords.verify

    def counting(encoded: str, password: str) -> bool:
        compared.append(password)
        return real_verify(encoded, password)

    monkeypatch.setattr(passwords, "verify", counting)
    known = [refusal_of(identity, body["phone"]) for _ in range(5)]
    unknown = [refusal_of(identity, new_phone()) for _ in range(1)]
    nobody = new_number()
    unknown += [refusal_of(identity, nobody) for _ in range(5)]
    assert [e.args for e in known] == [e.args for e in unknown[1:]]
    assert unknown[0].args == known[0].args
    # The time goes into hashing: as many comparisons for an unknown name as for a known one.
    assert len(compared) == len(known) + len(unknown)


def test_R2_1_2_five_failures_lock_with_the_time_left(identity: Scenario) -> None:
    _, body = identity.register()
    refusals = [refusal_of(identity, body["phone"]) for _ in range(4)]
    assert all(isinstance(refusal, Unauthenticated) for refusal in refusals)
    assert [refusal.details["trials_left"] for refusal in refusals] == [4, 3, 2, 1]
    fifth = refusal_of(identity, body["phone"])
    locked = refusal_of(identity, body["phone"], PASSWORD)
    for refusal in (fifth, locked):
        assert isinstance(refusal, TooManyRequests)
        assert refusal.code == "identity.login_locked"
        assert 890 < refusal.details["retry_after"] <= 900
    identity.execute("UPDATE login_locks SET last_at = last_at - interval '15 minutes'")
    assert identity.log_in(body["phone"])["person"]


def refusal_from(identity: Scenario, login: str, ip: str, **more: str) -> ServiceError:
    with pytest.raises(ServiceError) as refusal:
        log_in_from(identity, login, ip, WRONG, **more)
    return refusal.value


def log_in_from(
    identity: Scenario, login: str, ip: str, password: str = PASSWORD, **more: str
) -> dict:
    form = {"login": login, "password": password, **identity.captcha(), **more}
    return identity.call("log_in", visitor(ip), body=form)


def test_R2_1_2_trials_left_do_not_tell_that_phone_and_number_belong_together(
    identity: Scenario,
) -> None:
    _, body = identity.register()
    assert refusal_of(identity, body["phone"]).details["trials_left"] == 4
    assert refusal_of(identity, body["id_number"]).details["trials_left"] == 4
    assert refusal_of(identity, body["phone"]).details["trials_left"] == 3


def test_R2_1_2_another_network_locks_nobody_out(identity: Scenario) -> None:
    _, body = identity.register()
    for host in range(5):
        refusal_from(identity, body["phone"], f"2001:db8:6:6::{host}")
    locked = refusal_from(identity, body["phone"], "2001:db8:6:6:ffff::1")
    assert locked.code == "identity.login_locked"
    assert log_in_from(identity, body["phone"], "192.0.2.1")["person"]


def test_R2_1_2_a_name_tried_from_everywhere_slows_down_except_for_known_devices(
    identity: Scenario,
) -> None:
    _, body = identity.register()
    device = {"device_token": identity.log_in(body["phone"])["device_token"]}
    for host in range(20):
        refusal_from(identity, body["phone"], f"198.51.100.{host}")
    identity.execute("UPDATE login_locks SET last_at = now() WHERE failures = 20")
    slowed = refusal_from(identity, body["phone"], "203.0.113.1")
    assert slowed.code == "identity.login_slowed"
    assert slowed.details["retry_after"] == 1
    again = log_in_from(identity, body["phone"], "198.51.100.1", **device)
    assert again["device_token"] == device["device_token"]


def test_R2_1_2_a_known_device_is_not_locked_out_by_its_own_network(identity: Scenario) -> None:
    _, body = identity.register()
    device = {"device_token": identity.log_in(body["phone"])["device_token"]}
    _, other = identity.register()
    strange = {"device_token": identity.log_in(other["phone"])["device_token"]}
    for _ in range(5):
        refusal_of(identity, body["phone"])
    for token in (strange, {"device_token": "made.up"}, {"device_token": "é.é"}, {}):
        refusal = refusal_from(identity, body["phone"], "192.0.2.1", **token)
        assert refusal.code == "identity.login_locked"
    for left in (4, 3, 2, 1):
        refusal = refusal_from(identity, body["phone"], "192.0.2.1", **device)
        assert refusal.details["trials_left"] == left
    assert log_in_from(identity, body["phone"], "192.0.2.1", **device)["person"]


def test_R2_1_2_success_forgets_failures(identity: Scenario) -> None:
    _, body = identity.register()
    for _ in range(2):
        for _ in range(4):
            refusal_of(identity, body["phone"])
        identity.log_in(body["phone"])


def test_R2_1_2_concurrent_guesses_get_five_attempts_in_all(
    identity: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, body = identity.register()
    compared: list[str] = []
    real_verify = passwords.verify
    monkeypatch.setattr(passwords, "verify", lambda e, p: compared.append(p) or real_verify(e, p))
    captchas = [identity.captcha() for _ in range(9)]

    def guess(captcha: dict) -> str:
        try:
            form = {"login": body["phone"], "password": WRONG, **captcha}
            return str(identity.call("log_in", body=form))
        except ServiceError as refusal:
            return refusal.code

    answers = [thread.wait() for thread in [eventlet.spawn(guess, c) for c in captchas]]
    assert set(answers) == {"identity.login_failed", "identity.login_locked"}
    assert len(compared) == 5


def test_R2_1_2_an_outdated_hash_is_renewed_at_log_in(
    identity: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, body = identity.register()
    before = identity.scalar("SELECT password_hash FROM accounts")
    monkeypatch.setattr(passwords, "needs_rehash", lambda encoded: encoded == before)
    identity.log_in(body["phone"])
    assert identity.scalar("SELECT password_hash FROM accounts") != before
    assert identity.log_in(body["phone"])


def test_R6_1_staff_log_in_with_roles_and_authority(identity: Scenario) -> None:
    staff = identity.employ(
        "au-110108", "reviewer", "auditor", username="haidian", password_hash=passwords.hash(WRONG)
    )
    answer = identity.log_in_staff(" Haidian", WRONG)
    context = identity.session_of(answer)
    assert (context.actor_id, context.actor_kind) == (staff.actor_id, "staff")
    assert context.roles == ("reviewer", "auditor")
    assert context.authority_path == "/au-110000/au-110108/"
    me = identity.call("get_staff_me", context)
    assert me == answer["staff"]
    assert me["authority"] == {"authority_id": "au-110108", "name": "北京市海淀区财政局"}


@pytest.mark.parametrize(
    ("username", "password", "active"),
    [
        pytest.param("haidian", PASSWORD, True, id="R6.1-wrong-password"),
        pytest.param("nobody", WRONG, True, id="R6.1-unknown"),
        pytest.param("haidian", WRONG, False, id="R6.1-left"),
    ],
)
def test_staff_refused(identity: Scenario, username: str, password: str, active: bool) -> None:
    hashed = passwords.hash(WRONG)
    identity.employ("au-110108", username="haidian", password_hash=hashed, active=active)
    form = {"username": username, "password": password, **identity.captcha()}
    with pytest.raises(Unauthenticated) as refusal:
        identity.call("log_in_staff", body=form)
    assert refusal.value.code == "identity.login_failed"
    assert refusal.value.details == {"trials_left": 4}


def test_R2_1_2_unknown_and_wrong_ask_the_database_alike(identity: Scenario) -> None:
    _, body = identity.register()
    refusal_of(identity, new_phone())  # the decoy is hashed now
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    counts = []
    for login in (body["phone"], new_phone()):
        form = {"login": login, "password": WRONG, **identity.captcha()}
        asked.clear()
        event.listen(Engine, "before_cursor_execute", note)
        try:
            with pytest.raises(Unauthenticated):
                identity.call("log_in", body=form)
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        counts.append([s for s in asked if "captchas" in s or "accounts" in s or "login" in s])
    assert counts[0] == counts[1]
    assert len(counts[0]) == 6
