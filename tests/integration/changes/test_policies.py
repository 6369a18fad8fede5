"""Field policies are versioned, audited, and count from the next change on."""

import pytest
from changes import models
from contracts.errors import Conflict, Forbidden, NotFound, PreconditionFailed
from contracts.record_fields import RECORD_FIELDS
from contracts.schemas.changes import FieldPolicy, FieldPolicyChangeList
from sqlalchemy import delete


@pytest.fixture
def admin(scenario):
    return scenario.staff("p1", "au-110000", roles=("platform_admin",))


def set_mode(staff, mode, section="basic", field="email", **more):
    body = {"review_mode": mode, "note": "试行"}
    return staff.call("update_field_policy", section=section, field=field, body=body, **more)


def test_R4_3_2_a_new_policy_counts_from_the_next_change_on(scenario, person, admin):
    policy = set_mode(admin, "manual", expected_version=1)
    assert FieldPolicy().validate(policy) == {}
    assert (policy["review_mode"], policy["version"]) == ("manual", 2)
    assert person.change_basic(email="a@example.com")["status"] == "submitted"


def test_R4_3_2_a_policy_may_become_automatic(person, admin):
    set_mode(admin, "automatic", "education", "major")
    assert person.change_education()["status"] == "approved"


def test_R6_6_every_decision_is_kept(scenario, admin):
    set_mode(admin, "manual")
    set_mode(admin, "manual")
    set_mode(admin, "automatic")
    kept = admin.call("list_policy_changes")
    assert FieldPolicyChangeList().validate(kept) == {}
    shown = [
        (one["version"], one["review_mode_before"], one["review_mode"]) for one in kept["items"]
    ]
    assert shown == [(3, "manual", "automatic"), (2, "automatic", "manual")]
    assert {(one["changed_by"], one["note"]) for one in kept["items"]} == {("p1", "试行")}


def test_R6_6_a_stale_version_is_refused(admin):
    set_mode(admin, "manual", expected_version=1)
    with pytest.raises(PreconditionFailed) as caught:
        set_mode(admin, "automatic", expected_version=1)
    assert caught.value.details == {"current_version": 2}


@pytest.mark.parametrize(
    ("section", "field"), [("basic", "photo_id"), ("education", "attachments"), ("basic", "name")]
)
def test_R4_3_2_documents_are_always_reviewed(admin, section, field):
    with pytest.raises(Conflict) as caught:
        set_mode(admin, "automatic", section, field)
    assert caught.value.code == "changes.policy_fixed"


def test_R6_6_only_the_platforms_administrator_decides(scenario, admin):
    for roles in (("auditor",), ("authority_admin", "reviewer")):
        with pytest.raises(Forbidden):
            set_mode(scenario.staff(roles=roles), "manual")
    with pytest.raises(NotFound):
        set_mode(admin, "manual", "basic", "shoe_size")


def test_R6_6_fields_say_whether_they_may_be_changed(admin):
    items = admin.call("list_field_policies")["items"]
    fixed = {one["field"] for one in items if one["fixed"]}
    assert "email" not in fixed
    assert {"photo_id", "attachments"} <= fixed
    assert len(items) == sum(map(len, RECORD_FIELDS.values()))


@pytest.fixture
def newcomer(scenario):
    """Return a field that came after the migrations: its policy has no row."""
    statement = delete(models.FieldPolicy).where(models.FieldPolicy.field == "email")
    with scenario.db.unit_of_work() as uow:
        uow.session.execute(statement)
    return "email"


def test_R4_3_2_a_field_without_a_row_has_its_first_policy(person, admin, newcomer):
    [listed] = [
        one for one in admin.call("list_field_policies")["items"] if one["field"] == newcomer
    ]
    assert FieldPolicy().validate(listed) == {}
    assert (listed["review_mode"], listed["version"]) == ("automatic", 1)
    assert person.change_basic(email="a@example.com")["status"] == "approved"


def test_R6_6_a_field_without_a_row_gets_one_with_the_first_decision(person, admin, newcomer):
    policy = set_mode(admin, "manual", expected_version=1)
    assert (policy["review_mode"], policy["version"]) == ("manual", 2)
    assert person.change_basic(email="a@example.com")["status"] == "submitted"
