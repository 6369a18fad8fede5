"""R6.4: who looked and who decided is written down; nobody reviews themselves or a colleague."""

import pytest
from changes_fakes import CHAOYANG, FakeIdentity
from contracts.errors import Forbidden, NotFound
from support.staff import UNDECLARED

BUREAU = "12100000400002558M"
KINDS = ("change", "credit", "reward_penalty")
REASONS = {
    "change": [{"item": "change", "code": "other", "note": "身份证号 11010519491231002X 有误"}],
    "credit": [{"item": "application", "code": "other", "note": "不符"}],
    "reward_penalty": [{"item": "entry", "code": "other", "note": "不符"}],
}


def open_one(scenario, person, kind):
    """Open a case of a kind and return its id; other staff recorded what staff record."""
    if kind == "change":
        return person.change_education()["change_id"]
    if kind == "credit":
        return person.credit()["application_id"]
    return scenario.staff("recorder").record(person.person_id)["entry_id"]


def attempts(kind):
    """Return every way to handle a case, with what it needs."""
    return {
        "get": {},
        "claim": {},
        "release": {},
        "approve": {},
        "return": {"body": {"reasons": REASONS[kind]}},
        "forward": {"body": {"authority_id": CHAOYANG, "note": "转办"}},
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"R6.4-{kind}")
def test_every_step_is_in_the_log_with_who_and_whose(scenario, person, kind):
    case_id, staff = open_one(scenario, person, kind), scenario.staff()
    for step in ("get", "claim", "release", "claim"):
        staff.on(kind, case_id, step)
    staff.on(kind, case_id, "return", body={"reasons": REASONS[kind], "note": "请重新提交"})
    for action in ("review_opened", "case_release", "case_return"):
        [act] = scenario.audit_entries(action)
        assert (act["person_id"], act["case_kind"]) == (person.person_id, kind)
        assert (act["case_id"], act["actor_id"], act["roles"]) == (case_id, "s1", ["reviewer"])
        assert (act["authority_id"], act["client_ip"]) == ("au-110108", "192.0.2.9")
    assert len(scenario.audit_entries("case_claim")) == 2
    assert len(scenario.audit_entries("case_submit")) == (1 if kind == "reward_penalty" else 0)
    wanted = {name: REASONS[kind][0][name] for name in ("item", "code")}
    assert scenario.audit_entries("case_return")[0]["details"]["reasons"] == [wanted]


def test_R6_4_free_text_stays_out_of_the_log(scenario, person):
    case_id = person.change_education()["change_id"]
    body = {"reasons": REASONS["change"], "note": "电话 13800001234"}
    scenario.staff().decide("change", case_id, "return", body=body)
    forwarded = person.change_basic(id_portrait_id=person.stage("id_portrait"))["change_id"]
    note = {"authority_id": CHAOYANG, "note": "本人 𬸚三丰 在朝阳"}
    scenario.staff().on("change", forwarded, "forward", body=note)
    kept = str(scenario.rows("SELECT body FROM outbox_events WHERE event_type = 'audit_recorded'"))
    assert "case_forward" in kept
    for datum in ("11010519491231002X", "13800001234", "𬸚三丰", "北京大学"):
        assert datum not in kept


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"R6.4-{kind}")
def test_nobody_handles_their_own_case_by_any_path(scenario, person, kind):
    case_id = open_one(scenario, person, kind)
    FakeIdentity.staff_files = {"s1": person.person_id}
    for step, more in attempts(kind).items():
        with pytest.raises(Forbidden) as refused:
            scenario.staff().on(kind, case_id, step, **more)
        assert refused.value.code == "casework.own_file", step
    assert len(scenario.audit_entries("review_refused")) == len(attempts(kind))
    assert scenario.audit_entries("review_opened") == []
    [listed] = scenario.staff().call("list_reviews", kind=kind)["items"]
    assert (listed["conflict"]["code"], listed["available_actions"]) == ("casework.own_file", [])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"R6.4-{kind}")
def test_nobody_decides_about_a_colleague(scenario, person, kind):
    scenario.collection.employers = ["91110000600037341L", BUREAU]
    case_id = open_one(scenario, person, kind)
    FakeIdentity.staff_employers = {"s1": [BUREAU]}
    steps = attempts(kind)
    assert scenario.staff().on(kind, case_id, "get")["conflict"]["code"] == "casework.own_employer"
    for step in set(steps) - {"get"}:
        with pytest.raises(Forbidden) as refused:
            scenario.staff().on(kind, case_id, step, **steps[step])
        assert refused.value.code == "casework.own_employer", step
    [listed] = scenario.staff().call("list_reviews", kind=kind)["items"]
    assert "须回避" in listed["conflict"]["text"]
    scenario.staff("s2").decide(kind, case_id, "approve")
    assert BUREAU not in str(scenario.rows(f"SELECT * FROM {kind}_cases"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"R6.4-{kind}")
def test_nobody_takes_a_case_before_having_declared(scenario, person, kind):
    case_id = open_one(scenario, person, kind)
    FakeIdentity.staff_facts = {"s1": UNDECLARED}
    steps = attempts(kind)
    assert scenario.staff().on(kind, case_id, "get")["available_actions"] == []
    for step in set(steps) - {"get"}:
        with pytest.raises(Forbidden) as refused:
            scenario.staff().on(kind, case_id, step, **steps[step])
        assert refused.value.code == "casework.interests_undeclared", step
    FakeIdentity.staff_facts = {}
    scenario.staff().decide(kind, case_id, "approve")


def test_R6_4_nobody_records_before_having_declared_who_they_are(scenario, person):
    """Nobody knows otherwise whether the entry is about themselves."""
    FakeIdentity.staff_facts = {"s1": UNDECLARED}
    with pytest.raises(Forbidden) as refused:
        scenario.staff().record(person.person_id)
    assert refused.value.code == "casework.interests_undeclared"
    assert refused.value.details["declare_at"] == "/api/v1/staff/me/interests"
    FakeIdentity.staff_facts = {}
    scenario.staff().record(person.person_id)


def test_R6_4_staff_opens_files_on_the_record_and_none_of_their_own(scenario, person):
    proof = person.stage("credit_proof")
    case_id = person.credit(proof_ids=[proof])["application_id"]
    person.call("open_attachment", attachment_id=proof)
    assert scenario.audit_entries("attachment_opened") == []
    found = scenario.staff().call("open_attachment", attachment_id=proof)
    assert set(found) == {"bucket", "key", "media_type", "file_name", "size", "sha256"}
    [entry] = scenario.audit_entries("attachment_opened")
    assert (entry["person_id"], entry["case_kind"], entry["case_id"]) == (
        person.person_id,
        "credit",
        case_id,
    )
    assert entry["details"] == {"attachment_id": proof, "kind": "credit_proof"}
    FakeIdentity.staff_files = {"s1": person.person_id}
    with pytest.raises(Forbidden):
        scenario.staff().call("open_attachment", attachment_id=proof)
    with pytest.raises(NotFound):
        scenario.staff(authority_id=CHAOYANG).call("open_attachment", attachment_id=proof)
    assert len(scenario.audit_entries("attachment_opened")) == 1


def test_R6_4_searches_and_policies_are_in_the_log(scenario, person):
    scenario.staff().call("list_recorded_rewards_penalties")
    scenario.staff().call("list_recorded_rewards_penalties", person_id=person.person_id)
    [search] = scenario.audit_entries("rewards_searched")
    assert search["person_id"] == person.person_id
    with pytest.raises(NotFound):
        scenario.staff().call("list_recorded_rewards_penalties", person_id="somebody")
    admin = scenario.staff("admin", roles=("platform_admin",))
    change = {"section": "basic", "field": "email"}
    for mode in ("manual", "manual"):
        admin.call("update_field_policy", **change, body={"review_mode": mode})
    [decided] = scenario.audit_entries("field_policy_changed")
    assert decided["details"] == {**change, "before": "automatic", "after": "manual", "version": 2}
    assert decided["actor_id"] == "admin"
