"""R6.4: log-ins of staff and reviews of real names are written down; nobody reviews themselves."""

import pytest
from audit_factories import log_of, wait_for
from chassis import passwords
from chassis.testing.waiting import wait_until
from contracts.context import CallContext
from contracts.errors import Conflict, Forbidden, TooManyRequests, Unauthenticated, ValidationFailed
from contracts.schemas.identity import StaffMe
from identity_factories import PASSWORD, Scenario, new_number, person, visitor

BUREAU = "12100000400002558M"


def come_in(identity: Scenario, username: str, password: str = PASSWORD) -> dict:
    return identity.log_in_staff(username, password, context=visitor("198.51.100.9"))


def test_R6_4_log_ins_of_staff_are_in_the_log(identity: Scenario) -> None:
    hashed = passwords.hash(PASSWORD)
    staff = identity.employ("au-110108", username="haidian", password_hash=hashed)
    come_in(identity, "haidian")
    [entered] = wait_for(identity.db, "staff_logged_in")
    assert (entered.actor_id, entered.actor_name) == (staff.actor_id, "王审核")
    assert (entered.authority_id, entered.client_ip) == ("au-110108", "198.51.100.9")
    for _ in range(5):
        with pytest.raises((Unauthenticated, TooManyRequests)):
            come_in(identity, "haidian", "Wrong#2026")
    with pytest.raises(TooManyRequests):
        come_in(identity, "haidian")
    failed = wait_for(identity.db, "staff_log_in_failed", 5)
    assert {one.actor_id for one in failed} == {staff.actor_id}
    assert [one.actor_id for one in wait_for(identity.db, "staff_log_in_locked")] == [
        staff.actor_id
    ]


def test_R6_4_what_was_typed_for_a_name_is_not_kept(identity: Scenario) -> None:
    with pytest.raises(Unauthenticated):
        come_in(identity, "11010519491231002X")
    [failed] = wait_for(identity.db, "staff_log_in_failed")
    assert (failed.actor_id, failed.actor_kind, failed.details) == (None, "anonymous", {})
    assert "11010519491231002X" not in str(vars(failed))


def test_R6_4_persons_log_in_without_an_entry(identity: Scenario) -> None:
    _, form = identity.register(consenting=False)
    identity.log_in(form["phone"])
    come_in_fails = pytest.raises(Unauthenticated)
    with come_in_fails:
        come_in(identity, "nobody")
    wait_for(identity.db, "staff_log_in_failed")
    assert len(log_of(identity.db)) == 1


@pytest.fixture
def owner(identity: Scenario) -> CallContext:
    """A person whose real-name case is open."""
    context = person(identity.register(id_number=new_number())[0])
    photos = identity.photos(context.actor_id or "")
    identity.call("submit_real_name", context, body={**photos, "authority_id": "au-110000"})
    return context


def case_of(identity: Scenario, owner: CallContext) -> dict:
    return {"kind": "real_name", "case_id": identity.call("get_real_name", owner)["case_id"]}


def steps_of(identity: Scenario) -> list:
    """Return what is in the log beside the consents of the person."""
    return [one for one in log_of(identity.db) if one.action != "consent_given"]


def test_R6_4_every_step_of_a_real_name_review_is_in_the_log(
    identity: Scenario, owner: CallContext
) -> None:
    case, reviewer = case_of(identity, owner), identity.employ("au-110000")
    for step in ("get", "claim", "release", "claim", "approve"):
        identity.call(f"{step}_review", reviewer, **case)
    photo = identity.call("get_real_name", owner)["images"][0]["attachment_id"]
    identity.call("open_attachment", reviewer, attachment_id=photo)
    identity.call("open_attachment", owner, attachment_id=photo)
    [opened] = wait_for(identity.db, "attachment_opened")
    assert opened.details == {"attachment_id": photo, "kind": "id_portrait"}
    # What was published earlier need not have arrived earlier.
    wait_until(lambda: len(steps_of(identity)) >= 6)
    steps = [one.action for one in steps_of(identity)]
    assert sorted(steps) == sorted(
        [
            "review_opened",
            "case_claim",
            "case_release",
            "case_claim",
            "case_approve",
            "attachment_opened",
        ]
    )
    assert {one.person_id for one in log_of(identity.db)} == {owner.actor_id}
    assert {one.case_id for one in steps_of(identity)} == {case["case_id"]}


def declare(identity: Scenario, staff: CallContext, **body: object) -> dict:
    return identity.call("declare_interests", staff, body={"employer_usccs": [], **body})


@pytest.fixture
def own_case(identity: Scenario) -> tuple[CallContext, dict, str]:
    """A reviewer who declared who they are before they registered, their case, a photo of it."""
    staff, number = identity.employ("au-110000"), new_number()
    answer = declare(identity, staff, id_type="resident_id", id_number=number)
    assert (answer["identity_declared"], answer["person_id"]) == (True, None)
    owner = person(identity.register(id_number=number)[0])
    assert identity.call("get_staff_me", staff)["person_id"] == owner.actor_id
    body = {**identity.photos(owner.actor_id or ""), "authority_id": "au-110000"}
    photo = identity.call("submit_real_name", owner, body=body)["images"][0]["attachment_id"]
    return staff, case_of(identity, owner), photo


def test_R6_4_nobody_reviews_their_own_real_name(
    identity: Scenario, own_case: tuple[CallContext, dict, str]
) -> None:
    staff, case, photo = own_case
    reason = {"item": "holding", "code": "other", "note": "x"}
    attempts = {
        "get_review": case,
        "claim_review": case,
        "unclaim_review": case,
        "approve_review": case,
        "return_review": {**case, "body": {"reasons": [reason]}},
        "forward_review": {**case, "body": {"authority_id": "au-130000", "note": "x"}},
        "open_attachment": {"attachment_id": photo},
    }
    for method, arguments in attempts.items():
        with pytest.raises(Forbidden) as refused:
            identity.call(method, staff, **arguments)
        assert refused.value.code == "casework.own_file", method
    refusals = wait_for(identity.db, "review_refused", len(attempts))
    assert {(one.actor_id, one.details["code"]) for one in refusals} == {
        (staff.actor_id, "casework.own_file")
    }


def test_R6_4_own_case_is_listed_with_the_reason(
    identity: Scenario, own_case: tuple[CallContext, dict, str]
) -> None:
    [listed] = identity.call("list_reviews", own_case[0], kind="real_name")["items"]
    assert (listed["conflict"]["code"], listed["available_actions"]) == ("casework.own_file", [])
    colleague = identity.employ("au-110000")
    [listed] = identity.call("list_reviews", colleague, kind="real_name")["items"]
    assert (listed["conflict"], listed["available_actions"]) == (None, ["claim", "forward"])


def test_R6_4_own_identity_stays_as_declared(identity: Scenario) -> None:
    staff, number = identity.employ("au-110000"), new_number()
    declare(identity, staff, id_type="resident_id", id_number=number)
    declare(
        identity, staff, id_type="resident_id", id_number=number.lower(), employer_usccs=[BUREAU]
    )
    with pytest.raises(Conflict) as refused:
        declare(identity, staff, id_type="resident_id", id_number=new_number())
    assert refused.value.code == "identity.identity_declared"
    after = declare(identity, staff, employer_usccs=[BUREAU, BUREAU.lower()])
    assert StaffMe().validate(after) == {}
    assert (after["identity_declared"], after["employer_usccs"]) == (True, [BUREAU])
    assert number not in str(identity.scalar("SELECT json_agg(staff)::text FROM staff"))


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        pytest.param(
            {"id_type": "resident_id"}, "id_number", "common.required", id="R6.4-no-number"
        ),
        pytest.param({"id_number": "110"}, "id_type", "common.required", id="R6.4-no-type"),
        pytest.param(
            {"employer_usccs": ["12100000400002558A"]},
            "employer_usccs[0]",
            "value.uscc_check_digit",
            id="R6.4-uscc",
        ),
        pytest.param(
            {"employer_usccs": None}, "employer_usccs", "common.required", id="R6.4-nothing"
        ),
    ],
)
def test_declarations_are_checked(identity: Scenario, body: dict, field: str, code: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        declare(identity, identity.employ("au-110000"), **body)
    [error] = refused.value.details["errors"]
    assert (error["field"], error["code"]) == (field, code)


def test_R6_4_only_staff_declare(identity: Scenario) -> None:
    owner, _ = identity.register()
    with pytest.raises(Forbidden):
        identity.call("declare_interests", person(owner), body={"employer_usccs": []})
    with pytest.raises(Unauthenticated):
        identity.call("declare_interests", body={"employer_usccs": []})
