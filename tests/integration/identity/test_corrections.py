"""What was registered wrongly is mended before the verification: R1.1.2–R1.1.4, R2.3.3."""

import pytest
from audit_factories import wait_for
from contracts.context import CallContext
from contracts.errors import Conflict, ServiceError, TooManyRequests, ValidationFailed
from identity_factories import Scenario, new_number, person
from identity_factories import service as our_service
from real_name_factories import act, submit, violations

TRAVELLER = {
    "id_type": "passport",
    "id_number": "H12345678",
    "nationality": "FRA",
    "gender": "male",
    "birth_date": "1980-01-01",
    "name": "JEAN DUPONT",
}


def registered(identity: Scenario, **changes: str) -> tuple[CallContext, dict]:
    """Return somebody registered, and what identifies them as a form would send it back."""
    person_id, body = identity.register(**changes)
    names = ("id_type", "id_number", "name", "nationality", "gender", "birth_date")
    return person(person_id), {name: body[name] for name in names if name in body}


def correct(identity: Scenario, who: CallContext, body: dict, **more: object) -> dict:
    return identity.call("correct_identity", who, body=body, **more)


def stored(identity: Scenario, who: CallContext) -> dict:
    return identity.call("get_person", our_service(), person_id=who.actor_id)


def returned(identity: Scenario, who: CallContext, *items: str) -> None:
    """Have the person's verification returned with these items of the registration."""
    case_id = submit(identity, who)["case_id"]
    reviewer = identity.employ("au-110000")
    act(identity, reviewer, "claim", case_id)
    reasons = [{"item": f"person.{item}", "code": "id_differs"} for item in items]
    act(identity, reviewer, "return", case_id, body={"reasons": reasons})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("name", "𮯠𪛖", id="R1.1.3-name"),
        pytest.param("id_number", new_number(), id="R1.1.2-number"),
    ],
)
def test_a_slip_is_mended(identity: Scenario, field: str, value: str) -> None:
    who, own = registered(identity)
    answer = correct(identity, who, own | {field: value})
    assert stored(identity, who)[field] == value
    assert answer["corrections_left"] == 2
    assert answer["corrections"][0]["fields"][0]["field"] == field
    assert value not in str(answer)
    assert own[field] not in str(answer)


def test_R1_1_4_gender_and_birth_date_of_a_passport_are_mended(identity: Scenario) -> None:
    who, own = registered(identity, **TRAVELLER)
    correct(identity, who, own | {"gender": "female", "birth_date": "1981-02-03"})
    now = stored(identity, who)
    assert (now["gender"], now["birth_date"]) == ("female", "1981-02-03")


def test_R1_1_1_the_type_of_certificate_is_mended(identity: Scenario) -> None:
    who, own = registered(identity, **TRAVELLER)
    number = new_number()
    correct(identity, who, own | {"id_type": "resident_id", "id_number": number, "name": "杜邦"})
    now = stored(identity, who)
    assert (now["id_type"], now["nationality"]) == ("resident_id", None)
    assert now["birth_date"] == f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


def test_R1_1_4_a_mended_number_brings_its_gender_and_birth_date(identity: Scenario) -> None:
    who, own = registered(identity)
    shown = identity.call("get_identity", who)
    number = "11010519491231002X"
    body = own | {"id_number": number, "gender": shown["gender"], "birth_date": shown["birth_date"]}
    correct(identity, who, body)
    assert stored(identity, who)["birth_date"] == "1949-12-31"


def test_R8_4_a_mask_of_today_is_the_value_of_today(identity: Scenario) -> None:
    who, own = registered(identity)
    shown = identity.call("get_identity", who)
    masked = {"name": shown["masked_name"], "id_number": shown["masked_id_number"]}
    answer = correct(identity, who, own | masked)
    assert (answer["corrections_left"], answer["corrections"]) == (3, [])
    assert stored(identity, who)["name"] == own["name"]
    correct(identity, who, own | masked | {"name": "李明"})
    now = stored(identity, who)
    assert (now["name"], now["id_number"]) == ("李明", own["id_number"])


@pytest.mark.parametrize(("field", "mask"), [("name", "李*"), ("id_number", "110****0002")])
def test_R8_4_any_other_mask_is_refused(identity: Scenario, field: str, mask: str) -> None:
    who, own = registered(identity)
    with pytest.raises(ValidationFailed) as refusal:
        correct(identity, who, own | {field: mask})
    assert violations(refusal) == {field: "value.masked"}


def test_R1_1_3_names_are_judged_by_the_new_type(identity: Scenario) -> None:
    who, own = registered(identity)
    with pytest.raises(ValidationFailed) as refusal:
        correct(identity, who, own | {"name": "MUTHU S/O RAM"})
    assert violations(refusal) == {"name": "value.name_character"}
    printed = TRAVELLER | {"name": "MUTHU S/O RAM"}
    correct(identity, who, printed)
    assert stored(identity, who)["name"] == "MUTHU S/O RAM"


def test_R1_1_3_three_times_and_no_more(identity: Scenario) -> None:
    who, own = registered(identity)
    for left, name in ((2, "李一"), (1, "李二"), (0, "李三")):
        assert correct(identity, who, own | {"name": name})["corrections_left"] == left
    with pytest.raises(Conflict) as refusal:
        correct(identity, who, own | {"name": "李四"})
    assert refusal.value.code == "identity.corrections_used_up"
    assert correct(identity, who, own | {"name": "李三"})["corrections_left"] == 0
    assert "correct_identity" not in identity.call("get_me", who)["available_actions"]


def test_R2_3_3_not_while_under_review_nor_after_it(identity: Scenario) -> None:
    who, own = registered(identity)
    case_id = submit(identity, who)["case_id"]
    with pytest.raises(Conflict) as refusal:
        correct(identity, who, own | {"name": "李明"})
    assert refusal.value.code == "identity.correction_under_review"
    reviewer = identity.employ("au-110000")
    act(identity, reviewer, "claim", case_id)
    act(identity, reviewer, "approve", case_id)
    with pytest.raises(Conflict) as refusal:
        correct(identity, who, own | {"name": "李明"})
    assert refusal.value.code == "identity.correction_after_verification"
    assert identity.call("get_me", who)["available_actions"] == ["change_phone"]


def test_R6_3_a_reviewer_returns_exactly_what_is_wrong(identity: Scenario) -> None:
    who, own = registered(identity)
    for name in ("李一", "李二", "李三"):
        correct(identity, who, own | {"name": name})
    returned(identity, who, "name")
    state = identity.call("get_real_name", who)
    assert [reason["item_label"] for reason in state["reasons"]] == ["姓名"]
    assert state["to_correct"] == ["name"]
    assert state["available_actions"] == ["correct_identity", "submit_real_name"]
    with pytest.raises(Conflict) as refusal:
        correct(identity, who, own | {"name": "李四", "id_number": new_number()})
    assert refusal.value.code == "identity.corrections_used_up"
    answer = correct(identity, who, own | {"name": "李四"})
    assert (answer["to_correct"], answer["corrections_left"]) == ([], 0)
    assert submit(identity, who)["status"] == "under_review"


def test_R6_3_the_reviewer_sees_what_was_mended(identity: Scenario) -> None:
    who, own = registered(identity)
    correct(identity, who, own | {"name": "李明"})
    case_id = submit(identity, who)["case_id"]
    reviewer = identity.employ("au-110000")
    act(identity, reviewer, "claim", case_id)
    detail = act(identity, reviewer, "get", case_id)
    items = {one["item"]: one["label"] for one in detail["items"]}
    assert items["person.name"] == "姓名"
    assert items["person.id_number"] == "证件号码"
    assert items["person.birth_date"] == "出生日期"
    [mended] = detail["data"]["corrections"]
    assert mended["fields"] == [
        {"field": "name", "title": "姓名", "before": "欧*䶮", "after": "李*"}
    ]


def test_R6_2_a_mended_name_finds_the_case(identity: Scenario) -> None:
    who, own = registered(identity)
    correct(identity, who, own | {"name": "𮯠𪛖𠀀"})
    submit(identity, who)
    reviewer = identity.employ("au-110000")
    found = identity.call("list_reviews", reviewer, kind="real_name", q="𮯠𪛖𠀀")["items"]
    assert [case["masked_name"] for case in found] == ["𮯠*𠀀"]


def test_R6_4_a_correction_is_in_the_audit_log_without_its_values(identity: Scenario) -> None:
    who, own = registered(identity)
    correct(identity, who, own | {"name": "李明"})
    [entry] = wait_for(identity.db, "identity_corrected")
    assert (entry.person_id, entry.fields) == (who.actor_id, ["name"])
    assert "李明" not in str(entry.details)


def test_R1_1_2_a_verified_number_cannot_be_taken_and_asking_is_limited(identity: Scenario) -> None:
    owner, _ = registered(identity)
    case_id = submit(identity, owner)["case_id"]
    reviewer = identity.employ("au-110000")
    act(identity, reviewer, "claim", case_id)
    act(identity, reviewer, "approve", case_id)
    number = stored(identity, owner)["id_number"]
    who, own = registered(identity)
    for _ in range(5):
        with pytest.raises(ValidationFailed) as refusal:
            correct(identity, who, own | {"id_number": number})
        assert violations(refusal) == {"id_number": "identity.id_number_registered"}
    with pytest.raises(TooManyRequests) as limited:
        correct(identity, who, own | {"id_number": number})
    assert limited.value.code == "identity.correction_limit"
    assert identity.call("get_identity", who)["corrections_left"] == 3


def test_R1_1_2_the_number_of_an_unverified_account_may_be_entered(identity: Scenario) -> None:
    _, squatted = registered(identity)
    who, own = registered(identity)
    correct(identity, who, own | {"id_number": squatted["id_number"]})
    assert stored(identity, who)["id_number"] == squatted["id_number"]


def test_R8_2_a_correction_sent_twice_counts_once(identity: Scenario) -> None:
    who, own = registered(identity)
    key = CallContext(
        actor_id=who.actor_id, actor_kind="person", idempotency_key="k", request_hash="h"
    )
    body = own | {"name": "李明"}
    assert correct(identity, key, body) == correct(identity, key, body)
    assert identity.scalar("SELECT count(*) FROM identity_corrections") == 1


def test_R8_2_a_stale_correction_is_refused(identity: Scenario) -> None:
    who, own = registered(identity)
    version = identity.call("get_identity", who)["version"]
    correct(identity, who, own | {"name": "李明"}, expected_version=version)
    with pytest.raises(ServiceError) as refusal:
        correct(identity, who, own | {"name": "李四"}, expected_version=version)
    assert refusal.value.details["current_version"] == version + 1


def test_R8_4_corrections_are_stored_sealed(identity: Scenario) -> None:
    who, own = registered(identity)
    correct(identity, who, own | {"name": "李明"})
    row = identity.scalar(
        "SELECT row_to_json(identity_corrections)::text FROM identity_corrections"
    )
    assert "李明" not in row
    assert own["name"] not in row
