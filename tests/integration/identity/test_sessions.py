"""Sessions and refresh tokens over the broker: R2.1.3."""

import eventlet
import pytest
from contracts.context import CallContext
from contracts.errors import NotFound, Unauthenticated
from identity_factories import Scenario, visitor


def refresh(identity: Scenario, tokens: dict, **more: object) -> dict:
    return identity.call("refresh_session", refresh_token=tokens["refresh_token"], **more)


def refusal_of(identity: Scenario, tokens: dict) -> str:
    with pytest.raises(Unauthenticated) as refusal:
        refresh(identity, tokens)
    return refusal.value.code


@pytest.fixture
def tokens(identity: Scenario) -> dict:
    _, body = identity.register()
    return identity.log_in(body["phone"], user_agent="Firefox")


def test_R2_1_3_refreshing_rotates_the_tokens(identity: Scenario, tokens: dict) -> None:
    fresh = refresh(identity, tokens)
    assert fresh["refresh_token"] != tokens["refresh_token"]
    assert fresh["session_id"] == tokens["session_id"]
    assert fresh["person"] == tokens["person"]
    assert identity.session_of(fresh) == identity.session_of(tokens)
    assert refresh(identity, fresh)["refresh_expires_in"] == 12 * 3600


def test_R2_1_3_a_token_used_twice_ends_the_session(identity: Scenario, tokens: dict) -> None:
    fresh = refresh(identity, tokens)
    identity.execute("UPDATE refresh_tokens SET used_at = used_at - interval '61 seconds'")
    assert refusal_of(identity, tokens) == "identity.refresh_reused"
    # The thief and the owner both have to log in again.
    assert refusal_of(identity, fresh) == "identity.refresh_invalid"
    ended = identity.events.wait_for("session_ended")[0]["data"]
    assert ended["session_id"] == tokens["session_id"]
    assert identity.scalar("SELECT end_reason FROM sessions") == "refresh_reused"


def test_R2_1_3_uses_of_one_token_at_once_make_one_family(identity: Scenario, tokens: dict) -> None:
    threads = [eventlet.spawn(refresh, identity, tokens) for _ in range(4)]
    answers = [thread.wait() for thread in threads]
    assert len({answer["refresh_token"] for answer in answers}) == 1
    assert identity.scalar("SELECT count(*) FROM refresh_tokens") == 2
    assert refresh(identity, answers[0])
    assert identity.events.named("session_ended") == []


def test_R2_1_3_a_refresh_whose_answer_was_lost_gets_the_same_successor(
    identity: Scenario, tokens: dict
) -> None:
    lost = refresh(identity, tokens)
    identity.execute("UPDATE refresh_tokens SET used_at = used_at - interval '58 seconds'")
    again = refresh(identity, tokens)
    assert again["refresh_token"] == lost["refresh_token"]
    assert again["csrf_token"] == tokens["csrf_token"]
    keyed = CallContext(idempotency_key="k", request_hash="h", client_ip="192.0.2.9")
    answers = [refresh(identity, again, context=keyed)["refresh_token"] for _ in range(2)]
    assert len(set(answers)) == 1


def test_R2_1_3_any_refresh_token_of_a_session_ends_it(identity: Scenario, tokens: dict) -> None:
    refresh(identity, tokens)
    by_token = {"refresh_token": tokens["refresh_token"]}
    expected = {"session_id": tokens["session_id"]}
    assert identity.call("end_session_by_token", **by_token) == expected
    assert identity.call("end_session_by_token", **by_token) == expected
    assert refusal_of(identity, tokens) == "identity.refresh_invalid"
    assert len(identity.events.wait_for("session_ended")) == 1
    unknown = identity.call("end_session_by_token", refresh_token="made-up")
    assert unknown == {"session_id": None}


def test_R2_1_3_concurrent_reuse_ends_the_session_once(identity: Scenario, tokens: dict) -> None:
    refresh(identity, tokens)
    identity.execute("UPDATE refresh_tokens SET used_at = used_at - interval '61 seconds'")
    threads = [eventlet.spawn(refusal_of, identity, tokens) for _ in range(4)]
    answers = sorted(thread.wait() for thread in threads)
    assert answers == ["identity.refresh_invalid"] * 3 + ["identity.refresh_reused"]
    assert len(identity.events.wait_for("session_ended")) == 1


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("last_used_at = last_used_at - interval '12 hours'", id="R2.1.3-idle"),
        pytest.param("created_at = created_at - interval '7 days'", id="R2.1.3-too-old"),
    ],
)
def test_sessions_run_out(identity: Scenario, tokens: dict, change: str) -> None:
    identity.execute(f"UPDATE sessions SET {change}")
    assert refusal_of(identity, tokens) == "identity.refresh_invalid"


@pytest.mark.parametrize("token", ["", "made-up", "\u4e2d", "\x00", "x" * 500, 7, ["a"], None])
def test_R2_1_3_unknown_tokens_are_refused(identity: Scenario, token: object) -> None:
    assert refusal_of(identity, {"refresh_token": token}) == "identity.refresh_invalid"


def test_R2_1_3_tokens_are_not_stored_in_plain_text(identity: Scenario, tokens: dict) -> None:
    rows = identity.scalar("SELECT json_agg(r)::text FROM refresh_tokens r")
    assert tokens["refresh_token"] not in rows
    assert identity.scalar("SELECT client_ip FROM sessions").startswith("v1.")


def test_R2_1_3_list_and_end_other_sessions(identity: Scenario, tokens: dict) -> None:
    phone = identity.call("get_contact", _service(), person_id=tokens["person"]["person_id"])
    second = identity.log_in(phone["phone"], user_agent="Phone\x00", context=visitor("192.0.2.2"))
    here = identity.session_of(tokens)
    listed = identity.call("list_sessions", here)["items"]
    assert [(s["user_agent"], s["client_ip"], s["current"]) for s in listed] == [
        ("Phone", "192.0.2.2", False),
        ("Firefox", "192.0.2.1", True),
    ]
    identity.call("end_session", here, session_id=second["session_id"])
    assert refusal_of(identity, second) == "identity.refresh_invalid"
    assert len(identity.call("list_sessions", here)["items"]) == 1
    identity.call("end_session", here, session_id="current")
    assert refusal_of(identity, tokens) == "identity.refresh_invalid"
    ended = [e["data"]["session_id"] for e in identity.events.wait_for("session_ended", 2)]
    assert ended == [second["session_id"], tokens["session_id"]]


def test_R2_1_3_nobody_ends_the_session_of_another(identity: Scenario, tokens: dict) -> None:
    _, other = identity.register()
    stranger = identity.session_of(identity.log_in(other["phone"]))
    with pytest.raises(NotFound) as refusal:
        identity.call("end_session", stranger, session_id=tokens["session_id"])
    assert refusal.value.code == "identity.session_not_found"
    assert refresh(identity, tokens)


@pytest.mark.parametrize("method", ["list_sessions", "end_session", "get_me", "get_staff_me"])
def test_R2_1_3_visitors_have_no_sessions(identity: Scenario, method: str) -> None:
    arguments = {"session_id": "current"} if method == "end_session" else {}
    with pytest.raises(Unauthenticated):
        identity.call(method, **arguments)


def test_R6_1_staff_who_left_cannot_refresh(identity: Scenario) -> None:
    from chassis import passwords

    hashed = passwords.hash("Wrong#2026")
    identity.employ("au-110108", username="leaver", password_hash=hashed)
    tokens = identity.log_in_staff("leaver", "Wrong#2026")
    assert refresh(identity, tokens)["staff"]["username"] == "leaver"
    identity.execute("UPDATE staff SET active = false")
    identity.execute("UPDATE refresh_tokens SET used_at = NULL")
    assert refusal_of(identity, tokens) == "identity.refresh_invalid"


def _service() -> CallContext:
    return CallContext(actor_id="notify", actor_kind="service")
