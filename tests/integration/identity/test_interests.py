"""R6.4: interests are declared before anything is claimed, by staff themselves or their administrator."""

from dataclasses import replace
from datetime import timedelta

import pytest
from audit_factories import wait_for
from chassis.clock import utc_now
from contracts.context import CallContext
from contracts.errors import (
    Conflict,
    Forbidden,
    NotFound,
    PreconditionFailed,
    Unauthenticated,
    ValidationFailed,
)
from contracts.platform import local_date
from contracts.schemas.identity import StaffDeclaration, StaffDeclarationList, StaffMe
from identity.domain.interests import COOLING_OFF_DAYS, MOST_WITHDRAWN
from identity.seed.authorities import load_authorities
from identity_factories import Scenario, code_of, new_number, person
from real_name_factories import act, submit

BUREAU, OFFICE = "12100000400002558M", "91110000600037341L"


def declare(identity: Scenario, staff: CallContext, *usccs: str, **more: object) -> dict:
    return identity.call("declare_interests", staff, body={"employer_usccs": usccs}, **more)


def enter(identity: Scenario, admin: CallContext, staff: CallContext, **body: object) -> dict:
    whole = {"employer_usccs": [], **body}
    version = whole.pop("expected_version", None)
    return identity.call(
        "enter_staff_interests",
        admin,
        staff_id=staff.actor_id,
        body=whole,
        expected_version=version,
    )


def read(identity: Scenario, admin: CallContext, staff: CallContext) -> dict:
    return identity.call("get_staff_interests", admin, staff_id=staff.actor_id)


@pytest.fixture
def newcomer(identity: Scenario) -> CallContext:
    """A reviewer who has not declared anything yet."""
    return identity.employ("au-110000", interests_declared_at=None)


@pytest.fixture
def admin(identity: Scenario) -> CallContext:
    return identity.employ("au-110000", "authority_admin")


def test_R6_4_nobody_claims_a_real_name_case_before_having_declared(
    identity: Scenario, applicant: CallContext, newcomer: CallContext
) -> None:
    case_id = submit(identity, applicant)["case_id"]
    assert identity.call("get_staff_me", newcomer)["interests_declared_at"] is None
    with pytest.raises(Forbidden) as refused:
        act(identity, newcomer, "claim", case_id)
    assert refused.value.code == "casework.interests_undeclared"
    assert refused.value.details["declare_at"] == "/api/v1/staff/me/interests"
    answer = declare(identity, newcomer)
    assert StaffMe().validate(answer) == {}
    assert (answer["employer_usccs"], answer["identity_declared"]) == ([], False)
    assert answer["interests_declared_at"] is not None
    assert act(identity, newcomer, "claim", case_id)["status"] == "under_review"


def test_R6_4_staff_of_before_the_upgrade_have_not_declared(identity: Scenario) -> None:
    """A row as the version before wrote it, with employers, too."""
    staff = identity.employ("au-110000", interests_declared_at=None, employer_usccs=[BUREAU])
    me = identity.call("get_staff_me", staff)
    assert (me["interests_declared_at"], me["employer_usccs"]) == (None, [BUREAU])
    assert (me["withdrawn_employers"], me["version"]) == ([], 1)


def age(identity: Scenario, staff: CallContext, days: int) -> None:
    """Let days pass since every withdrawal."""
    identity.execute(
        "UPDATE staff SET withdrawn_employers = (SELECT jsonb_object_agg(key, "
        "to_jsonb((value::timestamptz - make_interval(days => :days))::text)) "
        "FROM jsonb_each_text(withdrawn_employers)) WHERE staff_id = :staff_id",
        days=days,
        staff_id=staff.actor_id,
    )


def test_R6_4_a_withdrawn_employer_is_shown_until_it_binds_no_more(identity: Scenario) -> None:
    staff = identity.employ("au-110000")
    declare(identity, staff, BUREAU, OFFICE)
    answer = declare(identity, staff, OFFICE)
    assert answer["employer_usccs"] == [OFFICE]
    [withdrawn] = answer["withdrawn_employers"]
    until = local_date(utc_now()) + timedelta(days=COOLING_OFF_DAYS)
    assert (withdrawn["uscc"], withdrawn["binds_until"]) == (BUREAU, until.isoformat())
    assert withdrawn["withdrawn_at"] == answer["interests_declared_at"]
    age(identity, staff, COOLING_OFF_DAYS)
    assert len(declare(identity, staff, OFFICE)["withdrawn_employers"]) == 1
    age(identity, staff, 1)
    assert identity.call("get_staff_me", staff)["withdrawn_employers"] == []


def test_R6_4_declared_again_it_is_a_present_employer(identity: Scenario) -> None:
    staff = identity.employ("au-110000")
    for usccs in ((BUREAU,), (), (BUREAU,)):
        answer = declare(identity, staff, *usccs)
    assert (answer["employer_usccs"], answer["withdrawn_employers"]) == ([BUREAU], [])


def test_R6_4_withdrawals_are_bounded(identity: Scenario) -> None:
    now = utc_now().isoformat()
    withdrawn = {f"{number:018d}": now for number in range(MOST_WITHDRAWN)}
    staff = identity.employ(
        "au-110000", withdrawn_employers=withdrawn, employer_usccs=[BUREAU], interests_version=3
    )
    with pytest.raises(Conflict) as refused:
        declare(identity, staff)
    assert refused.value.code == "identity.too_many_withdrawn"
    assert identity.call("get_staff_me", staff)["version"] == 3


def test_R6_4_two_declarations_at_once_do_not_overwrite_each_other(identity: Scenario) -> None:
    staff = identity.employ("au-110000")
    version = identity.call("get_staff_me", staff)["version"]
    assert declare(identity, staff, BUREAU, expected_version=version)["version"] == version + 1
    with pytest.raises(PreconditionFailed) as refused:
        declare(identity, staff, expected_version=version)
    assert refused.value.details == {"current_version": version + 1}
    assert declare(identity, staff)["version"] == version + 2


def test_R6_4_a_declaration_sent_twice_is_one(identity: Scenario) -> None:
    staff = replace(identity.employ("au-110000"), idempotency_key="k1", request_hash="h")
    version = identity.call("get_staff_me", staff)["version"]
    answers = [declare(identity, staff, BUREAU, expected_version=version) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(wait_for(identity.db, "interests_declared")) == 1


def test_R6_4_an_administrator_enters_what_a_reviewer_must_leave_to_others(
    identity: Scenario, admin: CallContext, newcomer: CallContext
) -> None:
    number = new_number()
    before = read(identity, admin, newcomer)
    assert StaffDeclaration().validate(before) == {}
    assert before["interests_declared_at"] is None
    own = {"id_type": "resident_id", "id_number": number, "employer_usccs": [BUREAU]}
    answer = enter(identity, admin, newcomer, **own, expected_version=before["version"])
    assert (answer["identity_declared"], answer["employer_usccs"]) == (True, [BUREAU])
    assert answer["version"] == before["version"] + 1
    owner = person(identity.register(id_number=number)[0])
    me = identity.call("get_staff_me", newcomer)
    assert (me["person_id"], me["employer_usccs"]) == (owner.actor_id, [BUREAU])
    assert me["interests_declared_at"] == answer["interests_declared_at"]
    case_id = submit(identity, owner)["case_id"]
    with pytest.raises(Forbidden) as refused:
        act(identity, newcomer, "claim", case_id)
    assert refused.value.code == "casework.own_file"
    [entry] = wait_for(identity.db, "interests_entered")
    assert (entry.actor_id, entry.details["staff_id"]) == (admin.actor_id, newcomer.actor_id)
    assert (entry.details["employers_before"], entry.details["employers"]) == ([], [BUREAU])
    assert number not in str(entry.details)
    [opened] = wait_for(identity.db, "interests_opened")
    assert opened.details == {"staff_id": newcomer.actor_id}


def test_R6_4_an_administrator_withdraws_nothing_at_once(
    identity: Scenario, admin: CallContext
) -> None:
    staff = identity.employ("au-110108")
    declare(identity, staff, BUREAU)
    answer = enter(identity, admin, staff)
    assert [one["uscc"] for one in answer["withdrawn_employers"]] == [BUREAU]


def test_R6_4_an_entry_made_on_an_older_declaration_is_refused(
    identity: Scenario, admin: CallContext, newcomer: CallContext
) -> None:
    version = read(identity, admin, newcomer)["version"]
    declare(identity, newcomer, BUREAU)
    with pytest.raises(PreconditionFailed):
        enter(identity, admin, newcomer, expected_version=version)
    assert identity.call("get_staff_me", newcomer)["employer_usccs"] == [BUREAU]


def test_R6_4_an_entry_sent_twice_is_one(
    identity: Scenario, admin: CallContext, newcomer: CallContext
) -> None:
    sender = replace(admin, idempotency_key="k1", request_hash="h")
    answers = [enter(identity, sender, newcomer, expected_version=1) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(wait_for(identity.db, "interests_entered")) == 1


def test_R6_4_only_the_platform_corrects_a_wrong_identity(
    identity: Scenario, admin: CallContext, newcomer: CallContext
) -> None:
    identity.db.run(load_authorities)
    wrong, right = new_number(), new_number()
    enter(identity, admin, newcomer, id_type="resident_id", id_number=wrong)
    mine = identity.employ("au-000000", "platform_admin", "reviewer")
    correction = {"id_type": "resident_id", "id_number": right}
    with pytest.raises(Conflict) as refused:
        enter(identity, admin, newcomer, **correction)
    assert refused.value.code == "identity.staff_identity_declared"
    enter(identity, mine, newcomer, **correction)
    owner = identity.register(id_number=right)[0]
    assert identity.call("get_staff_me", newcomer)["person_id"] == owner
    entries = wait_for(identity.db, "interests_entered", 2)
    assert sorted(one.details["identity_replaced"] for one in entries) == [False, True]
    enter(identity, mine, mine, id_type="resident_id", id_number=wrong)
    assert code_of(enter, identity, mine, mine, **correction) == "identity.staff_identity_declared"


def test_R6_4_administrators_see_their_own_staff_and_those_below(
    identity: Scenario, admin: CallContext, newcomer: CallContext
) -> None:
    identity.db.run(load_authorities)
    below = identity.employ("au-110108", employer_usccs=[BUREAU])
    gone = identity.employ("au-110108", active=False)
    elsewhere = identity.employ("au-130000")
    listed = identity.call("list_staff_interests", admin)
    assert StaffDeclarationList().validate(listed) == {}
    ids = {one["staff_id"] for one in listed["items"]}
    assert ids == {admin.actor_id, newcomer.actor_id, below.actor_id}
    assert BUREAU not in str(listed)
    waiting = identity.call("list_staff_interests", admin, declared=False)["items"]
    assert [one["staff_id"] for one in waiting] == [newcomer.actor_id]
    county = identity.call("list_staff_interests", admin, authority_id="au-110108")["items"]
    assert [one["staff_id"] for one in county] == [below.actor_id]
    for hidden in (gone, elsewhere):
        assert code_of(read, identity, admin, hidden) == "identity.staff_not_found"
        assert code_of(enter, identity, admin, hidden) == "identity.staff_not_found"
    platform = identity.employ("au-000000", "platform_admin")
    assert read(identity, platform, elsewhere)["staff_id"] == elsewhere.actor_id
    everybody = identity.call("list_staff_interests", platform, limit=2)
    rest = identity.call("list_staff_interests", platform, cursor=everybody["next_cursor"])
    assert len(everybody["items"]) + len(rest["items"]) == 5


@pytest.mark.parametrize(
    "staff_id", [pytest.param("x", id="R6.4-no-id"), pytest.param("0" * 8, id="R6.4-short")]
)
def test_what_is_no_id_names_nobody(identity: Scenario, admin: CallContext, staff_id: str) -> None:
    with pytest.raises(NotFound):
        identity.call("get_staff_interests", admin, staff_id=staff_id)


def test_R6_4_an_administrator_below_sees_nothing_above(
    identity: Scenario, newcomer: CallContext
) -> None:
    below = identity.employ("au-110108", "authority_admin")
    assert code_of(enter, identity, below, newcomer) == "identity.staff_not_found"


@pytest.mark.parametrize("role", ["reviewer", "auditor"], ids=lambda role: f"R6.4-{role}")
def test_only_administrators_enter_declarations(
    identity: Scenario, newcomer: CallContext, role: str
) -> None:
    other = identity.employ("au-110000", role)
    for attempt in (read, enter):
        assert code_of(attempt, identity, other, newcomer) == "identity.staff_admin_only"
    with pytest.raises(Forbidden):
        identity.call("list_staff_interests", other)
    with pytest.raises(Unauthenticated):
        identity.call("list_staff_interests")


def test_R6_4_entries_are_checked_like_declarations(
    identity: Scenario, admin: CallContext, newcomer: CallContext
) -> None:
    with pytest.raises(ValidationFailed) as refused:
        enter(identity, admin, newcomer, employer_usccs=["12100000400002558A"])
    [error] = refused.value.details["errors"]
    assert error["field"] == "employer_usccs[0]"
