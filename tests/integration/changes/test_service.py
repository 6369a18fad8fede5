"""The changes service on a real database and broker."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from changes.models import Base
from changes.service import ChangesService
from chassis.testing.waiting import wait_for_health
from contracts.context import CallContext
from contracts.errors import Forbidden, Unauthenticated
from contracts.record_fields import RECORD_FIELDS
from contracts.schemas.changes import ChangePolicies, FieldPolicyList
from sqlalchemy import create_engine


def staff(*roles):
    return CallContext(actor_id="staff-1", actor_kind="staff", roles=roles)


@pytest.fixture
def changes(run_service, rpc_client, object_store):
    run_service(ChangesService)
    return rpc_client("changes")


def test_R4_3_2_every_field_has_a_policy(changes):
    answer = changes.call("list_field_policies", context=staff("platform_admin"))
    listed = [(item["section"], item["field"]) for item in answer["items"]]
    assert listed == [
        (section, field) for section in RECORD_FIELDS for field in RECORD_FIELDS[section]
    ]
    assert FieldPolicyList().validate(answer) == {}


def test_R4_3_2_only_low_risk_fields_are_automatic(changes):
    answer = changes.call("list_field_policies", context=staff("auditor"))
    automatic = [item["field"] for item in answer["items"] if item["review_mode"] == "automatic"]
    assert automatic == [
        "ethnicity",
        "political_status",
        "email",
        "postal_address",
        "employer_address",
        "employer_phone",
    ]


@pytest.mark.parametrize(
    "context",
    [
        pytest.param(CallContext(actor_id="p", actor_kind="person"), id="R6.6-person"),
        pytest.param(staff("reviewer", "authority_admin"), id="R6.6-other-staff"),
    ],
)
def test_policies_are_for_platform_staff(changes, context):
    with pytest.raises(Forbidden) as caught:
        changes.call("list_field_policies", context=context)
    assert caught.value.code == "changes.platform_staff_only"


def test_R6_6_policies_are_not_for_nobody(changes):
    with pytest.raises(Unauthenticated):
        changes.call("list_field_policies", context=CallContext())


def test_R8_1_health_names_what_is_needed(changes):
    wait_for_health(changes)


def test_models_are_what_the_migrations_make(service_database):
    engine = create_engine(service_database("changes"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_R4_3_2_anybody_reads_which_fields_change_at_once(changes):
    answer = changes.call("list_change_policies", context=CallContext())
    assert ChangePolicies().validate(answer) == {}
    modes = {(one["section"], one["field"]): one for one in answer["items"]}
    assert list(modes) == [(section, name) for section, fs in RECORD_FIELDS.items() for name in fs]
    assert modes["basic", "email"]["review_mode"] == "automatic"
    assert modes["basic", "email"]["proofs"] == []
    school = modes["education", "school_name"]
    assert (school["review_mode"], school["review_mode_name"]) == ("manual", "人工审核")
    assert [one["kind"] for one in school["proofs"]] == ["level_certificate"]
    assert {one["review_mode"] for one in answer["rows"]} == {"manual"}
    assert "changed_at" not in str(answer)


def test_R4_3_2_a_new_policy_is_what_everybody_reads(changes):
    admin = staff("platform_admin")
    values = {"section": "basic", "field": "email", "body": {"review_mode": "manual"}}
    changes.call("update_field_policy", context=admin, **values)
    [email] = [
        one
        for one in changes.call("list_change_policies", context=CallContext())["items"]
        if one["field"] == "email"
    ]
    assert email["review_mode"] == "manual"
