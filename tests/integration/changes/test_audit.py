"""R6.4: who looked and who decided is written down; nobody reviews themselves or a colleague."""

import pytest
from changes_fakes import CHAOYANG, FakeIdentity
from contracts.errors import Forbidden, NotFound

BUREAU = "12100000400002558M"
KINDS = ("change", "credit", "reward_penalty")
REASONS = {
    "change": [{"item": "change", "code": "other", "note": "身份证号 11010519491231002X 有误"}],
    "credit": [{"item": "application", "code": "other", "note": "不符"}],
    "reward_penalty": [{"item": "entry", "code": "other", "note": "不符"}],
}


def open_one(world, person, kind):
    """Open a case of a kind and return its id; other staff recorded what staff record."""
    if kind == "change":
        return person.change_education()["change_id"]
    if kind == "credit":
        return person.credit()["application_id"]
    return world.staff("recorder").record(person.person_id)["entry_id"]


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
def test_every_step_is_in_the_log_with_who_and_whose(world, person, kind):
    case_id, staff = open_one(world, person, kind), world.staff()
    for step in ("get", "claim", "release", "claim"):
        staff.on(kind, case_id, step)
    staff.on(kind, case_id, "return", body={"reasons": REASONS[kind], "note": "请重新提交"})
    for action in ("review_opened", "case_release", "case_return"):
        [act] = world.log(action)
        assert (act["person_id"], act["case_kind"]) == (person.person_id, kind)
        assert (act["case_id"], act["actor_id"], act["roles"]) == (case_id, "s1", ["reviewer"])
        assert (act["authority_id"], act["client_ip"]) == ("au-110108", "192.0.2.9")
    assert len(world.log("case_claim")) == 2
    assert len(world.log("case_submit")) == (1 if kind == "reward_penalty" else 0)
    wanted = {name: REASONS[kind][0][name] for name in ("item", "code")}
    assert world.log("case_return")[0]["details"]["reasons"] == [wanted]


def test_R6_4_free_text_stays_out_of_the_log(world, person):
    case_id = person.change_education()["change_id"]
    body = {"reasons": REASONS["change"], "note": "电话 13800001234"}
    world.staff().decide("change", case_id, "return", body=body)
    forwarded = person.change_basic(id_portrait_id=person.stage("id_portrait"))["change_id"]
    note = {"authority_id": CHAOYANG, "note": "本人 𬸚三丰 在朝阳"}
    world.staff().on("change", forwarded, "forward", body=note)
    kept = str(world.rows("SELECT body FROM outbox_events WHERE event_type = 'audit_recorded'"))
    assert "case_forward" in kept
    for datum in ("11010519491231002X", "13800001234", "𬸚三丰", "北京大学"):
        assert datum not in kept


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"R6.4-{kind}")
def test_nobody_handles_their_own_case_by_any_path(world, person, kind):
    case_id = open_one(world, person, kind)
    FakeIdentity.staff_files = {"s1": person.person_id}
    for step, more in attempts(kind).items():
        with pytest.raises(Forbidden) as refused:
            world.staff().on(kind, case_id, step, **more)
        assert refused.value.code == "casework.own_file", step
    assert len(world.log("review_refused")) == len(attempts(kind))
    assert world.log("review_opened") == []
    [listed] = world.staff().call("list_reviews", kind=kind)["items"]
    assert (listed["conflict"]["code"], listed["available_actions"]) == ("casework.own_file", [])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"R6.4-{kind}")
def test_nobody_decides_about_a_colleague(world, person, kind):
    world.arbiter.employers = ["91110000600037341L", BUREAU]
    case_id = open_one(world, person, kind)
    FakeIdentity.staff_employers = {"s1": [BUREAU]}
    steps = attempts(kind)
    assert world.staff().on(kind, case_id, "get")["conflict"]["code"] == "casework.own_employer"
    for step in set(steps) - {"get"}:
        with pytest.raises(Forbidden) as refused:
            world.staff().on(kind, case_id, step, **steps[step])
        assert refused.value.code == "casework.own_employer", step
    [listed] = world.staff().call("list_reviews", kind=kind)["items"]
    assert "须回避" in listed["conflict"]["text"]
    world.staff("s2").decide(kind, case_id, "approve")
    assert BUREAU not in str(world.rows(f"SELECT * FROM {kind}_cases"))


def test_R6_4_staff_opens_files_on_the_record_and_none_of_their_own(world, person):
    proof = person.stage("credit_proof")
    case_id = person.credit(proof_ids=[proof])["application_id"]
    person.call("open_attachment", attachment_id=proof)
    assert world.log("attachment_opened") == []
    found = world.staff().call("open_attachment", attachment_id=proof)
    assert set(found) == {"bucket", "key", "media_type", "file_name", "size", "sha256"}
    [look] = world.log("attachment_opened")
    assert (look["person_id"], look["case_kind"], look["case_id"]) == (
        person.person_id,
        "credit",
        case_id,
    )
    assert look["details"] == {"attachment_id": proof, "kind": "credit_proof"}
    FakeIdentity.staff_files = {"s1": person.person_id}
    with pytest.raises(Forbidden):
        world.staff().call("open_attachment", attachment_id=proof)
    with pytest.raises(NotFound):
        world.staff(place=CHAOYANG).call("open_attachment", attachment_id=proof)
    assert len(world.log("attachment_opened")) == 1


def test_R6_4_searches_and_policies_are_in_the_log(world, person):
    world.staff().call("list_recorded_rewards_penalties")
    world.staff().call("list_recorded_rewards_penalties", person_id=person.person_id)
    [search] = world.log("rewards_searched")
    assert search["person_id"] == person.person_id
    with pytest.raises(NotFound):
        world.staff().call("list_recorded_rewards_penalties", person_id="somebody")
    admin = world.staff("admin", roles=("platform_admin",))
    change = {"section": "basic", "field": "email"}
    for mode in ("manual", "manual"):
        admin.call("update_field_policy", **change, body={"review_mode": mode})
    [decided] = world.log("field_policy_changed")
    assert decided["details"] == {**change, "before": "automatic", "after": "manual", "version": 2}
    assert decided["actor_id"] == "admin"
