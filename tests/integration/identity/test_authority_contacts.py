"""R6.6: an authority says how it is reached; its own administrators write it, and it is recorded."""

import pytest
from audit_factories import wait_for
from contracts.errors import (
    Forbidden,
    NotFound,
    PreconditionFailed,
    Unauthenticated,
    ValidationFailed,
)
from contracts.schemas.identity import Authority, AuthorityContact
from identity_factories import Scenario, person

CONTACT = {
    "phone": "010-12345678",
    "address": "北京市海淀区四季青路6号",
    "office_hours": "工作日 9:00—17:00",
}


def test_R6_6_a_contact_is_public_once_it_is_written(identity: Scenario) -> None:
    admin = identity.employ("au-110000", "authority_admin")
    before = identity.call("get_authority", authority_id="au-110108")
    assert Authority().validate(before) == {}
    assert [before[name] for name in CONTACT] == [None, None, None]
    written = identity.call(
        "update_authority_contact", admin, authority_id="au-110108", body=CONTACT
    )
    assert AuthorityContact().validate(written) == {}
    assert written["version"] == 1
    assert written == identity.call("get_authority_contact", admin, authority_id="au-110108")
    shown = identity.call("get_authority", authority_id="au-110108")
    assert {name: shown[name] for name in CONTACT} == CONTACT
    [entry] = wait_for(identity.db, "authority_contact_changed")
    assert sorted(entry.fields) == sorted(CONTACT)
    assert CONTACT["phone"] not in str(entry.details)


def test_R6_6_writing_the_same_again_changes_nothing(identity: Scenario) -> None:
    admin = identity.employ("au-110000", "platform_admin")
    for _ in range(2):
        written = identity.call(
            "update_authority_contact", admin, authority_id="au-110108", body=CONTACT
        )
    assert written["version"] == 1
    emptied = identity.call("update_authority_contact", admin, authority_id="au-110108", body={})
    assert (emptied["version"], emptied["phone"]) == (2, None)


def test_R8_2_a_stale_contact_is_refused(identity: Scenario) -> None:
    admin = identity.employ("au-110108", "authority_admin")
    wanted = {"authority_id": "au-110108", "body": CONTACT, "expected_version": 0}
    identity.call("update_authority_contact", admin, **wanted)
    with pytest.raises(PreconditionFailed) as refusal:
        identity.call("update_authority_contact", admin, **wanted)
    assert refusal.value.details == {"current_version": 1}


@pytest.mark.parametrize("method", ["update_authority_contact", "get_authority_contact"])
def test_R6_1_a_contact_belongs_to_its_own_administrators(identity: Scenario, method: str) -> None:
    wanted = {"authority_id": "au-110108"}
    wanted |= {"body": CONTACT} if method.startswith("update") else {}
    reviewer = identity.employ("au-110108")
    elsewhere = identity.employ("au-130000", "authority_admin")
    somebody = person(identity.register()[0])
    for caller, code in (
        (reviewer, "identity.contact_admin_only"),
        (somebody, "identity.contact_admin_only"),
        (elsewhere, "identity.authority_out_of_scope"),
    ):
        with pytest.raises(Forbidden) as refusal:
            identity.call(method, caller, **wanted)
        assert refusal.value.code == code
    with pytest.raises(Unauthenticated):
        identity.call(method, **wanted)
    with pytest.raises(NotFound):
        identity.call(method, elsewhere, **{**wanted, "authority_id": "au-999999"})


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "123"), ("address", "甲"), ("office_hours", "长" * 101)]
)
def test_R6_6_a_wrong_contact_names_its_field(identity: Scenario, field: str, value: str) -> None:
    admin = identity.employ("au-110108", "authority_admin")
    with pytest.raises(ValidationFailed) as refusal:
        identity.call(
            "update_authority_contact",
            admin,
            authority_id="au-110108",
            body={**CONTACT, field: value},
        )
    assert [one["field"] for one in refusal.value.details["errors"]] == [field]
