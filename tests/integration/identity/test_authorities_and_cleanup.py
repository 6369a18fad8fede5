"""Authorities, seeds, what only services may ask, what is swept: R6.1, R8.1, R8.4."""

import pytest
from chassis.db import open_database
from contracts.context import CallContext
from contracts.errors import Forbidden, NotFound, ValidationFailed
from contracts.reference.authorities import authorities
from identity.seed.authorities import load_authorities
from identity.seed.people import PERSONS, STAFF, load_people
from identity.use_cases import cleanup
from identity_factories import Scenario, new_phone, person, service


def test_R6_1_authorities_are_listed_level_by_level(identity: Scenario) -> None:
    top = identity.call("list_authorities")["items"]
    assert [a["authority_id"] for a in top] == ["au-110000", "au-130000", "au-guoguan"]
    assert [a["has_children"] for a in top] == [True, True, False]
    below = identity.call("list_authorities", parent_id="au-110000")
    assert [a["authority_id"] for a in below["items"]] == ["au-110108"]
    assert below["next_cursor"] is None


def test_R8_2_authorities_are_paged(identity: Scenario) -> None:
    seen, cursor = [], None
    for _ in range(3):
        page = identity.call("list_authorities", cursor=cursor, limit=1)
        seen += [a["authority_id"] for a in page["items"]]
        cursor = page["next_cursor"]
    assert seen == ["au-110000", "au-130000", "au-guoguan"]
    assert cursor is None
    with pytest.raises(ValidationFailed):
        identity.call("list_authorities", cursor="garbage")


def test_R6_1_one_authority(identity: Scenario) -> None:
    found = identity.call("get_authority", authority_id="au-110108")
    assert found["path"] == "/au-110000/au-110108/"
    assert found == identity.call("get_authority", authority_id="au-110108")
    for unknown in ("au-999999", "au-\x00", "中"):
        with pytest.raises(NotFound) as refusal:
            identity.call("get_authority", authority_id=unknown)
        assert refusal.value.code == "identity.authority_not_found"
    for unknown in ("au-999999", "\x00"):
        assert identity.call("list_authorities", parent_id=unknown)["items"] == []


@pytest.mark.parametrize("method", ["get_person", "get_contact"])
@pytest.mark.parametrize(
    "kind", [pytest.param(k, id=f"R8.4-{k}") for k in ("anonymous", "person", "staff")]
)
def test_what_is_not_masked_is_for_services_only(
    identity: Scenario, method: str, kind: str
) -> None:
    person_id, _ = identity.register()
    asker = CallContext(actor_id=person_id, actor_kind=kind, roles=("platform_admin",))  # type: ignore[arg-type]
    with pytest.raises(Forbidden) as refusal:
        identity.call(method, asker, person_id=person_id)
    assert refusal.value.code == "common.internal_only"


def test_R8_1_services_get_unmasked_data(identity: Scenario) -> None:
    person_id, body = identity.register()
    found = identity.call("get_person", service(), person_id=person_id)
    assert found["id_number"] == body["id_number"]
    assert found["phone"] == body["phone"]
    assert found["masked_phone"] != body["phone"]
    assert identity.call("get_contact", service(), person_id=person_id) == {"phone": body["phone"]}
    for method in ("get_person", "get_contact"):
        with pytest.raises(NotFound):
            identity.call(method, service(), person_id="00000000-0000-4000-8000-000000000000")


def test_R6_1_the_seed_is_safe_to_repeat(service_database: object) -> None:
    db = open_database(service_database("identity"), "identity")  # type: ignore[operator]
    count = db.run(load_authorities)
    assert count == len(authorities()) + 1
    assert load_people(db) == len(STAFF) + len(PERSONS)
    assert db.run(load_authorities) == count
    assert load_people(db) == 0


def test_R6_1_every_persona_can_log_in(identity: Scenario) -> None:
    identity.db.run(load_authorities)
    load_people(identity.db)
    personas = identity.call("list_sandbox_personas")["items"]
    roles = {role for persona in personas for role in persona["roles"]}
    assert roles == {"reviewer", "authority_admin", "platform_admin", "auditor"}
    assert [p["state"] for p in personas if p["kind"] == "person"] == ["unverified", "verified"]
    for persona in personas:
        if persona["kind"] == "staff":
            names = (persona["login"], persona["password"], persona["totp_secret"])
            assert identity.log_in_staff(*names)["staff"]["authority"] == persona["authority"]
        else:
            identity.log_in(persona["login"], persona["password"])


def test_R6_1_the_platform_stands_above_all_and_is_not_chosen(identity: Scenario) -> None:
    identity.db.run(load_authorities)
    admin = identity.employ("au-000000", "platform_admin")
    assert all(admin.covers(authority.path) for authority in authorities())
    listed = identity.call("list_authorities", limit=100)["items"]
    assert "au-000000" not in {a["authority_id"] for a in listed}


def test_R8_1_an_authority_no_longer_shipped_is_kept_out_of_force(identity: Scenario) -> None:
    identity.execute(
        "INSERT INTO authorities (authority_id, name, short_name, level, kind, path,"
        " is_leaf_selectable, active) VALUES"
        " ('au-500105', '江北区财政局', '江北区', 'county', 'finance', '/au-500105/', true, true)"
    )
    identity.db.run(load_authorities)
    assert identity.call("get_authority", authority_id="au-500105")["active"] is False


def test_R2_1_2_expired_rows_are_deleted(identity: Scenario) -> None:
    _, body = identity.register()
    identity.log_in(body["phone"])
    identity.captcha()
    identity.execute("UPDATE captchas SET expires_at = now() - interval '1 second'")
    identity.execute("UPDATE sms_codes SET sent_at = now() - interval '25 hours'")
    identity.execute("UPDATE usage_counts SET window_start = now() - interval '3 days'")
    identity.execute("UPDATE login_locks SET last_at = now() - interval '16 minutes'")
    identity.execute("UPDATE sessions SET expires_at = now() - interval '31 days'")
    kept = identity.captcha()
    for sweep in (
        cleanup.delete_expired_captchas,
        cleanup.delete_expired_codes,
        cleanup.delete_expired_sessions,
    ):
        identity.db.run(sweep)
    tables = ("sms_codes", "usage_counts", "login_locks", "sessions", "refresh_tokens")
    assert [identity.scalar(f"SELECT count(*) FROM {table}") for table in tables] == [0] * 5
    assert identity.scalar("SELECT count(*) FROM captchas") == 1
    identity.ask_code(new_phone(), **kept)


def test_R8_1_no_answer_needs_a_query_per_row(identity: Scenario) -> None:
    from sqlalchemy import event

    person_id, body = identity.register()
    for _ in range(3):
        identity.log_in(body["phone"])
    identity.db.run(load_authorities)
    statements: list[str] = []
    # The service runs in this process: every engine's statements pass here.
    from sqlalchemy import Engine

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        identity.call("list_sessions", person(person_id))
        identity.call("list_authorities", parent_id="au-130000", limit=100)
        identity.call("get_me", person(person_id))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    asked = [s for s in statements if "sessions" in s or "authorities" in s or "accounts" in s]
    assert len(asked) == 3


def test_R8_1_the_migrations_match_the_models(service_database: object) -> None:
    from alembic import command
    from chassis.migrate import alembic_config

    # Raises when a model and the migrated database differ.
    command.check(alembic_config("identity", service_database("identity")))  # type: ignore[operator]
