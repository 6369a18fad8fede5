"""Who may call: the checks with which entrypoints begin."""

import pytest
from contracts.context import CallContext
from contracts.errors import Forbidden, Unauthenticated

NOBODY = CallContext()
PERSON = CallContext(actor_id="p1", actor_kind="person")
STAFF = CallContext(
    actor_id="s1", actor_kind="staff", roles=("reviewer",), authority_path="/au-110000/"
)
SERVICE = CallContext(actor_id="changes", actor_kind="service")


def refused(check, *args, **options):
    with pytest.raises(Forbidden) as caught:
        check(*args, **options)
    return caught.value.code


def test_R6_1_a_person_is_known_by_their_id():
    assert PERSON.require_person() == "p1"


@pytest.mark.parametrize("context", [STAFF, SERVICE, CallContext(actor_kind="person")])
def test_R6_1_nobody_else_calls_as_a_person(context):
    assert refused(context.require_person) == "common.persons_only"


def test_R6_1_staff_with_one_of_the_roles_calls():
    assert STAFF.require_staff() == "s1"
    assert STAFF.require_staff("auditor", "reviewer") == "s1"
    assert STAFF.require_authority("reviewer") == "/au-110000/"


@pytest.mark.parametrize("context", [PERSON, SERVICE])
def test_R6_1_nobody_else_calls_as_staff(context):
    assert refused(context.require_staff) == "common.forbidden"


def test_R6_1_staff_without_the_role_learns_whose_it_is():
    code = "casework.reviewer_only"
    assert refused(STAFF.require_staff, "auditor", code=code) == code
    assert refused(STAFF.require_authority, "auditor", code=code) == code


def test_R6_1_staff_without_an_authority_has_no_queue():
    lonely = CallContext(actor_id="s1", actor_kind="staff", roles=("reviewer",))
    assert refused(lonely.require_authority, "reviewer") == "common.forbidden"


@pytest.mark.parametrize("check", ["require_person", "require_staff", "require_authority"])
def test_R6_1_whoever_is_not_logged_in_is_asked_to(check):
    with pytest.raises(Unauthenticated):
        getattr(NOBODY, check)()


@pytest.mark.parametrize("context", [NOBODY, PERSON, STAFF])
def test_R6_1_what_is_not_masked_is_for_services(context):
    assert SERVICE.require_service() is None
    assert refused(context.require_service) == "common.internal_only"
