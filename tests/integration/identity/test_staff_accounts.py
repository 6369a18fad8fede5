"""R6.1, R6.6: staff are invited, changed, suspended and reset by their administrators."""

from dataclasses import replace

import pytest
from audit_factories import wait_for
from chassis import passwords
from contracts.context import CallContext
from contracts.errors import (
    Conflict,
    Forbidden,
    NotFound,
    Unauthenticated,
)
from contracts.schemas.identity import (
    StaffAccount,
    StaffAccountList,
    StaffAccountWithLink,
)
from identity_factories import PASSWORD, Scenario, code_of, person
from staff_factories import NEW, activate, invite


def employed(identity: Scenario, authority_id: str = "au-110108", *roles: str) -> CallContext:
    hashed = passwords.hash(PASSWORD)
    return identity.employ(authority_id, *roles, username="employed", password_hash=hashed)


def test_R6_6_an_invited_reviewer_sets_a_password_and_comes_in(
    identity: Scenario, admin: CallContext
) -> None:
    made = invite(identity, admin, username="Newcomer", phone="13800138000")
    assert StaffAccountWithLink().validate(made) == {}
    assert (made["username"], made["status"]) == ("newcomer", "invited")
    assert made["masked_phone"] == "138****8000"
    assert made["link"]["path"].endswith(f"#{made['link']['token']}")
    assert code_of(identity.log_in_staff, "newcomer", NEW) == "identity.login_failed"
    done = activate(identity, made["link"])
    assert (done["username"], done["authority"]["authority_id"]) == ("newcomer", "au-110108")
    session = identity.log_in_staff("newcomer", NEW)
    assert session["staff"]["roles"] == ["reviewer"]
    assert session["staff"]["interests_declared_at"] is None
    seen = identity.call("get_staff_account", admin, staff_id=made["staff_id"])
    assert StaffAccount().validate(seen) == {}
    assert (seen["status"], seen["link_expires_at"]) == ("active", None)
    assert seen["totp_enrolled_at"]
    [entry] = wait_for(identity.db, "staff_invited")
    assert (entry.actor_id, entry.details["staff_id"]) == (admin.actor_id, made["staff_id"])
    assert wait_for(identity.db, "staff_password_set")[0].actor_id == made["staff_id"]


def test_R6_6_a_link_is_good_once(identity: Scenario, admin: CallContext) -> None:
    link = invite(identity, admin)["link"]
    assert link["token"] not in identity.scalar("SELECT json_agg(l)::text FROM staff_links l")
    assert code_of(activate, identity, link, password="short") == "value.password_too_short"
    activate(identity, link)
    for bad in (link, {"token": "made-up"}):
        assert code_of(activate, identity, bad) == "identity.link_invalid"


def test_R6_6_a_link_ends_after_72_hours(identity: Scenario, admin: CallContext) -> None:
    link = invite(identity, admin)["link"]
    identity.execute("UPDATE staff_links SET expires_at = expires_at - interval '72 hours'")
    assert code_of(activate, identity, link) == "identity.link_invalid"


def test_R6_6_another_link_voids_the_former(identity: Scenario, admin: CallContext) -> None:
    made = invite(identity, admin)
    again = identity.call("reissue_staff_link", admin, staff_id=made["staff_id"])
    assert code_of(activate, identity, made["link"]) == "identity.link_invalid"
    activate(identity, again["link"])
    with pytest.raises(Conflict) as refused:
        identity.call("reissue_staff_link", admin, staff_id=made["staff_id"])
    assert refused.value.code == "identity.staff_activated"


def test_R6_6_an_invitation_sent_twice_is_one(identity: Scenario, admin: CallContext) -> None:
    keyed = replace(admin, idempotency_key="k", request_hash="h")
    first, second = invite(identity, keyed), invite(identity, keyed)
    assert first == second
    assert first["link"]["token"] not in (
        identity.scalar("SELECT json_agg(t)::text FROM idempotent_commands t") or ""
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"username": "bjadmin"}, "identity.username_taken", id="R6.6-taken"),
        pytest.param({"username": "1"}, "identity.username_form", id="R6.6-username"),
        pytest.param(
            {"authority_id": "au-130000"}, "identity.authority_not_yours", id="R6.1-aside"
        ),
        pytest.param({"authority_id": "au-no"}, "identity.authority_not_yours", id="R6.6-unknown"),
        pytest.param({"roles": ["king"]}, "common.invalid_choice", id="R6.6-role"),
        pytest.param({"roles": []}, "common.invalid_length", id="R6.6-no-role"),
        pytest.param(
            {"roles": ["platform_admin"]}, "identity.role_needs_platform", id="R6.1-above"
        ),
    ],
)
def test_invitations_refused(
    identity: Scenario, admin: CallContext, changes: dict, code: str
) -> None:
    assert code_of(invite, identity, admin, **changes) == code


METHODS = (
    "get_staff_account",
    "reissue_staff_link",
    "reset_staff_password",
    "reset_staff_totp",
    "suspend_staff",
    "reinstate_staff",
)


@pytest.mark.parametrize("method", METHODS)
def test_R6_1_only_administrators_above_reach_an_account(
    identity: Scenario, platform: CallContext, method: str
) -> None:
    target = employed(identity)
    for who in ("reviewer", "auditor"):
        with pytest.raises(Forbidden):
            identity.call(method, identity.employ("au-110000", who), staff_id=target.actor_id)
    beside = identity.employ("au-130000", "authority_admin", password_hash="x")
    with pytest.raises(NotFound):
        identity.call(method, beside, staff_id=target.actor_id)
    owner, _ = identity.register()
    with pytest.raises(Forbidden):
        identity.call(method, person(owner), staff_id=target.actor_id)
    with pytest.raises(Unauthenticated):
        identity.call(method, staff_id=target.actor_id)
    below = identity.employ("au-110108", "authority_admin", password_hash="x")
    with pytest.raises((Forbidden, NotFound)):
        identity.call(method, below, staff_id=platform.actor_id)


def test_R6_6_an_administrator_lists_the_staff_below(
    identity: Scenario, admin: CallContext
) -> None:
    made = invite(identity, admin)
    identity.employ("au-130000")
    listed = identity.call("list_staff", admin, limit=10)
    assert StaffAccountList().validate(listed) == {}
    assert [one["username"] for one in listed["items"]] == ["bjadmin", "newcomer"]
    for filters, found in (
        ({"status": "invited"}, ["newcomer"]),
        ({"status": "suspended"}, []),
        ({"role": "authority_admin"}, ["bjadmin"]),
        ({"q": "李新"}, ["newcomer"]),
        ({"q": "NEW"}, ["newcomer"]),
        ({"authority_id": "au-110000"}, ["bjadmin"]),
    ):
        items = identity.call("list_staff", admin, limit=10, **filters)["items"]
        assert [one["username"] for one in items] == found, filters
    with pytest.raises(Forbidden):
        identity.call("list_staff", identity.employ("au-110000"))
    assert made["version"] == 1
