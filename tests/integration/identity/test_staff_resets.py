"""R6.1, R6.6: staff are changed, suspended and reset; the last administrator of the platform stays."""

from dataclasses import replace

import pytest
from audit_factories import wait_for
from chassis import passwords
from contracts.context import CallContext
from contracts.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    ValidationFailed,
)
from identity.administrators import create, list_administrators, reset_access
from identity.seed.authorities import load_authorities
from identity_factories import PASSWORD, Scenario, code_of
from staff_factories import NEW, POST, activate, invite, refresh_fails


def employed(identity: Scenario, authority_id: str = "au-110108", *roles: str) -> CallContext:
    hashed = passwords.hash(PASSWORD)
    return identity.employ(authority_id, *roles, username="employed", password_hash=hashed)


def test_R6_1_a_suspension_ends_every_session(identity: Scenario, admin: CallContext) -> None:
    target = employed(identity)
    tokens = identity.log_in_staff("employed")
    seen = identity.call("suspend_staff", admin, staff_id=target.actor_id)
    assert seen["status"] == "suspended"
    [ended] = identity.events.wait_for("session_ended")
    assert ended["data"]["session_id"] == tokens["session_id"]
    assert refresh_fails(identity, tokens)
    assert code_of(identity.log_in_staff, "employed") == "identity.login_failed"
    assert identity.call("suspend_staff", admin, staff_id=target.actor_id) == seen
    for method in ("reset_staff_password", "reissue_staff_link"):
        with pytest.raises(Conflict) as refused:
            identity.call(method, admin, staff_id=target.actor_id)
        assert refused.value.code == "identity.staff_suspended"
    again = identity.call("reinstate_staff", admin, staff_id=target.actor_id)
    assert again["status"] == "active"
    assert wait_for(identity.db, "staff_suspended")[0].actor_id == admin.actor_id


def test_R6_1_the_link_of_somebody_suspended_is_void(
    identity: Scenario, admin: CallContext
) -> None:
    made = invite(identity, admin)
    identity.call("suspend_staff", admin, staff_id=made["staff_id"])
    identity.call("reinstate_staff", admin, staff_id=made["staff_id"])
    assert code_of(activate, identity, made["link"]) == "identity.link_invalid"


def test_R6_1_a_reset_password_is_chosen_by_its_holder(
    identity: Scenario, admin: CallContext
) -> None:
    target = employed(identity)
    tokens = identity.log_in_staff("employed")
    link = identity.call("reset_staff_password", admin, staff_id=target.actor_id)["link"]
    assert refresh_fails(identity, tokens)
    assert code_of(identity.log_in_staff, "employed") == "identity.login_failed"
    activate(identity, link)
    form = {"username": "employed", "password": NEW, **identity.captcha()}
    # The second factor is the one of before.
    assert identity.call("log_in_staff", body=form)["challenge"]["next"] == "totp"


def test_R6_1_a_reset_second_factor_is_enrolled_anew(
    identity: Scenario, admin: CallContext
) -> None:
    target = employed(identity)
    tokens = identity.log_in_staff("employed")
    seen = identity.call("reset_staff_totp", admin, staff_id=target.actor_id)
    assert seen["totp_enrolled_at"] is None
    assert refresh_fails(identity, tokens)
    assert len(identity.log_in_staff("employed")["recovery_codes"]) == 10
    [entry] = wait_for(identity.db, "staff_totp_reset")
    assert (entry.actor_id, entry.details["staff_id"]) == (admin.actor_id, target.actor_id)


def test_R6_1_other_rights_end_the_sessions(identity: Scenario, admin: CallContext) -> None:
    target = employed(identity)
    tokens = identity.log_in_staff("employed")
    body = {**POST, "name": "王审核"}
    same = identity.call("update_staff", admin, staff_id=target.actor_id, body=body)
    assert not refresh_fails(identity, tokens)
    body["roles"] = ["reviewer", "auditor"]
    version = {"expected_version": same["version"]}
    seen = identity.call("update_staff", admin, staff_id=target.actor_id, body=body, **version)
    assert seen["roles"] == ["reviewer", "auditor"]
    assert refresh_fails(identity, tokens)
    with pytest.raises(PreconditionFailed):
        identity.call("update_staff", admin, staff_id=target.actor_id, body=body, **version)
    entries = wait_for(identity.db, "staff_updated", 2)
    after = [entry.details["after"]["roles"] for entry in entries]
    assert sorted(after, key=len)[-1] == ["reviewer", "auditor"]
    body["authority_id"] = "au-130000"
    assert (
        code_of(identity.call, "update_staff", admin, staff_id=target.actor_id, body=body)
        == "identity.authority_not_yours"
    )


def test_R6_1_nobody_administers_oneself(identity: Scenario, admin: CallContext) -> None:
    for method in ("suspend_staff", "reset_staff_password", "reset_staff_totp"):
        with pytest.raises(Conflict) as refused:
            identity.call(method, admin, staff_id=admin.actor_id)
        assert refused.value.code == "identity.own_account"
    body = {"name": "周京管", "authority_id": "au-110000", "roles": ["reviewer", "authority_admin"]}
    assert (
        code_of(identity.call, "update_staff", admin, staff_id=admin.actor_id, body=body)
        == "identity.own_account"
    )
    body["roles"] = ["authority_admin"]
    seen = identity.call("update_staff", admin, staff_id=admin.actor_id, body=body)
    assert seen["name"] == "周京管"


def test_R6_1_the_last_platform_administrator_stays(
    identity: Scenario, platform: CallContext
) -> None:
    body = {"name": "吴平管", "authority_id": "au-000000", "roles": ["auditor"]}
    for method, more in (("suspend_staff", {}), ("update_staff", {"body": body})):
        with pytest.raises(Conflict) as refused:
            identity.call(method, platform, staff_id=platform.actor_id, **more)
        assert refused.value.code == "identity.last_platform_admin", method
    roles = ["platform_admin"]
    made = invite(identity, platform, authority_id="au-000000", roles=roles)
    # Who has no password yet administers nothing.
    with pytest.raises(Conflict) as refused:
        identity.call("suspend_staff", platform, staff_id=platform.actor_id)
    assert refused.value.code == "identity.last_platform_admin"
    activate(identity, made["link"])
    other = replace(platform, actor_id=made["staff_id"])
    identity.call("suspend_staff", other, staff_id=platform.actor_id)
    # Their token is still in date, their office is not.
    with pytest.raises(Forbidden):
        identity.call("suspend_staff", platform, staff_id=made["staff_id"])


def test_R6_1_the_ministrys_own_administrator_does_not_reach_the_platforms(
    identity: Scenario, platform: CallContext
) -> None:
    within = identity.employ("au-000000", "authority_admin", password_hash="x")
    with pytest.raises(Forbidden) as refused:
        identity.call("suspend_staff", within, staff_id=platform.actor_id)
    assert refused.value.code == "identity.role_not_yours"
    changes = {"authority_id": "au-000000", "roles": ["platform_admin"]}
    assert code_of(invite, identity, within, **changes) == "identity.role_not_yours"


def test_R6_6_the_first_administrator_is_made_by_a_command(identity: Scenario) -> None:
    from identity.use_cases.staff_links import shown_link

    identity.db.run(load_authorities)
    first = identity.db.run(create, "root", "吴平管")
    again = identity.db.run(create, "root", "吴平管")
    assert code_of(activate, identity, shown_link(first)) == "identity.link_invalid"
    activate(identity, shown_link(again))
    session = identity.log_in_staff("root", NEW)
    assert session["staff"]["roles"] == ["platform_admin"]
    with pytest.raises(Conflict) as refused:
        identity.db.run(create, "other", "吴平管")
    assert refused.value.code == "identity.platform_admin_there"
    lost = identity.db.run(reset_access, "root")
    assert refresh_fails(identity, session)
    assert identity.db.read(list_administrators) == [("root", "吴平管", "invited")]
    activate(identity, shown_link(lost))
    form = {"username": "root", "password": NEW, **identity.captcha()}
    assert identity.call("log_in_staff", body=form)["challenge"]["next"] == "enrol"
    with pytest.raises(NotFound):
        identity.db.run(reset_access, "nobody")
    assert wait_for(identity.db, "staff_access_reset")[0].details["staff_id"]


@pytest.mark.parametrize("name", ["", "7"])
def test_R6_6_an_administrator_needs_a_name(identity: Scenario, name: str) -> None:
    identity.db.run(load_authorities)
    with pytest.raises(ValidationFailed):
        identity.db.run(create, "root", name)
