"""R6.6: administrators of the platform add and rename authorities; an upgrade leaves these alone."""

from typing import Any

import pytest
from audit_factories import wait_for
from contracts.context import CallContext
from contracts.errors import Forbidden, NotFound, PreconditionFailed, Unauthenticated
from contracts.schemas.identity import EditedAuthority
from identity.seed.authorities import load_authorities
from identity_factories import Scenario, code_of, person

ZONE: dict[str, Any] = {
    "authority_id": "au-zone-110108",
    "name": "北京市海淀新区财政局",
    "short_name": "海淀新区",
    "parent_id": "au-110000",
    "region_code": None,
    "level": "county",
    "kind": "development_zone",
    "is_leaf_selectable": True,
}
CHANGE = {"name": "北京市海淀新区财政金融局", "short_name": "新区", "is_leaf_selectable": False}


def create(identity: Scenario, who: CallContext, **changes: Any) -> dict:
    return identity.call("create_authority", who, body=ZONE | changes)


def test_R6_6_an_added_authority_is_in_the_tree_at_once(
    identity: Scenario, platform: CallContext
) -> None:
    made = create(identity, platform)
    assert EditedAuthority().validate(made) == {}
    assert made["path"] == "/au-110000/au-zone-110108/"
    listed = identity.call("list_authorities", parent_id="au-110000", limit=100)["items"]
    assert "au-zone-110108" in {one["authority_id"] for one in listed}
    admin = identity.employ("au-110000", "authority_admin", password_hash="x")
    body = {"username": "zone_one", "name": "李新区", "authority_id": "au-zone-110108"}
    invited = identity.call("invite_staff", admin, body={**body, "roles": ["reviewer"]})
    assert invited["authority"]["authority_id"] == "au-zone-110108"
    [entry] = wait_for(identity.db, "authority_created")
    assert entry.details["authority_id"] == "au-zone-110108"


def test_R3_5_1_an_added_or_renamed_authority_is_found_by_letters(
    identity: Scenario, platform: CallContext
) -> None:
    def found(q: str) -> list[str]:
        return [one["authority_id"] for one in identity.call("list_authorities", q=q)["items"]]

    made = create(identity, platform)["authority_id"]
    assert found("haidianxinqu") == [made]
    assert found("haidianxinqucaizhengjinrong") == []
    identity.call("update_authority", platform, authority_id=made, body=CHANGE)
    assert found("haidianxinqucaizhengjinrong") == found("czjrj") == [made]


def test_R6_6_an_upgrade_leaves_what_was_edited(identity: Scenario, platform: CallContext) -> None:
    create(identity, platform)
    identity.call("update_authority", platform, authority_id="au-110105", body=CHANGE)
    identity.db.run(load_authorities)
    assert identity.call("get_authority", authority_id="au-zone-110108")["active"]
    assert identity.call("get_authority", authority_id="au-110105")["name"] == CHANGE["name"]


def test_R6_6_a_rename_is_for_who_has_read_the_latest(
    identity: Scenario, platform: CallContext
) -> None:
    one = {"authority_id": create(identity, platform)["authority_id"]}
    seen = identity.call("get_edited_authority", platform, **one)
    version = {"expected_version": seen["version"]}
    after = identity.call("update_authority", platform, **one, body=CHANGE, **version)
    assert (after["name"], after["is_leaf_selectable"]) == (CHANGE["name"], False)
    assert after["version"] == seen["version"] + 1
    with pytest.raises(PreconditionFailed):
        identity.call("update_authority", platform, **one, body=CHANGE, **version)
    again = identity.call("update_authority", platform, **one, body=CHANGE)
    assert again["version"] == after["version"]
    [entry] = wait_for(identity.db, "authority_updated")
    assert entry.details["before"]["name"] == ZONE["name"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"authority_id": "au-110108"}, "identity.authority_id_taken", id="R6.6-taken"),
        pytest.param({"authority_id": "zone"}, "common.invalid", id="R6.6-id"),
        pytest.param({"parent_id": "au-none"}, "identity.authority_not_found", id="R6.6-parent"),
        pytest.param(
            {"parent_id": "au-000000"}, "identity.authority_not_found", id="R6.6-platform"
        ),
        pytest.param({"level": "street"}, "common.invalid_choice", id="R6.6-level"),
        pytest.param({"region_code": "11"}, "common.invalid", id="R6.6-region"),
    ],
)
def test_authorities_refused(
    identity: Scenario, platform: CallContext, changes: dict, code: str
) -> None:
    assert code_of(create, identity, platform, **changes) == code


def test_R6_6_only_the_platform_edits_the_tree(identity: Scenario, platform: CallContext) -> None:
    owner, _ = identity.register()
    others = [identity.employ("au-110000", role) for role in ("authority_admin", "reviewer")]
    for who in (*others, person(owner)):
        with pytest.raises(Forbidden):
            create(identity, who)
        with pytest.raises(Forbidden):
            identity.call("update_authority", who, authority_id="au-110108", body=CHANGE)
    with pytest.raises(Unauthenticated):
        identity.call("create_authority", body=ZONE)
    for authority_id in ("au-000000", "au-none", "x y"):
        with pytest.raises(NotFound):
            identity.call("update_authority", platform, authority_id=authority_id, body=CHANGE)
