"""Real-name verification by photos, from submission to decision: R2.3.1, R2.3.3, R6.2–R6.4."""

import hashlib
from datetime import timedelta
from functools import partial

import eventlet
import pytest
from casework.attachments.sweeping import find_referenced
from chassis.clock import utc_now
from chassis.storage.bucket import BucketStorage
from chassis.storage.sweeping import remove_orphans
from chassis.testing.waiting import wait_until
from contracts.context import CallContext
from contracts.errors import Conflict, NotFound, ValidationFailed
from identity.models import RealNamePhoto
from identity_factories import Scenario, person
from real_name_factories import REASON, act, submit, violations


def test_R2_3_3_submitted_reviewed_approved(identity: Scenario, applicant: CallContext) -> None:
    before = identity.call("get_real_name", applicant)
    assert (before["status"], before["case_id"]) == ("unverified", None)
    assert before["available_actions"] == ["submit_real_name", "correct_identity"]
    answer = submit(identity, applicant)
    assert answer["status"] == "under_review"
    assert answer["authority"] == {"authority_id": "au-110000", "name": "北京市财政局"}
    assert (answer["queue_position"], answer["round"]) == (1, 1)
    assert answer["available_actions"] == []
    reviewer = identity.employ("au-110000")
    act(identity, reviewer, "claim", answer["case_id"])
    detail = act(identity, reviewer, "get", answer["case_id"])
    assert detail["data"]["person"]["name"] == "古丽·买买提"
    act(identity, reviewer, "approve", answer["case_id"], expected_version=detail["version"])
    after = identity.call("get_real_name", applicant)
    assert (after["status"], after["method"]) == ("verified", "manual")
    assert identity.call("get_me", applicant)["real_name_status"] == "verified"
    event = identity.events.wait_for("identity_verified")[0]["data"]
    assert event["person_id"] == applicant.actor_id
    assert len(identity.events.wait_for("real_name_submitted")) == 1


def test_R2_3_3_returned_with_reasons_and_sent_again(
    identity: Scenario, applicant: CallContext
) -> None:
    first = submit(identity, applicant)
    reviewer = identity.employ("au-110000")
    act(identity, reviewer, "claim", first["case_id"])
    act(identity, reviewer, "return", first["case_id"], body={"reasons": [REASON]})
    returned = identity.call("get_real_name", applicant)
    assert returned["status"] == "returned"
    assert returned["reasons"][0]["item_label"] == "手持证件人像面"
    assert returned["available_actions"] == ["submit_real_name", "correct_identity"]
    assert identity.events.wait_for("real_name_returned")[0]["data"]["reasons"]
    kept = {image["slot"]: image["attachment_id"] for image in first["images"]}
    kept["holding"] = identity.upload(applicant.actor_id or "", "id_holding")
    again = identity.call("submit_real_name", applicant, body={**kept, "authority_id": "au-130100"})
    assert (again["status"], again["round"], again["reasons"]) == ("under_review", 2, [])
    assert {i["slot"]: i["attachment_id"] for i in again["images"]} == kept
    assert again["authority"]["authority_id"] == "au-130100"


@pytest.mark.parametrize(
    ("authority_id", "code"),
    [
        pytest.param("au-nowhere", "identity.authority_not_found", id="R2.3.3-unknown"),
        pytest.param("au-110108", "identity.authority_not_for_real_name", id="R2.3.3-county"),
        pytest.param("au-guoguan", "identity.authority_not_for_real_name", id="R2.3.3-central"),
    ],
)
def test_authority_must_be_province_or_city(
    identity: Scenario, applicant: CallContext, authority_id: str, code: str
) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        submit(identity, applicant, authority_id=authority_id)
    assert violations(refusal) == {"authority_id": code}


def test_R2_3_3_all_wrong_photos_are_reported_together(
    identity: Scenario, applicant: CallContext
) -> None:
    stranger = identity.upload("00000000-0000-4000-8000-000000000001", "id_reverse")
    own_photo = identity.upload(applicant.actor_id or "", "photo")
    with pytest.raises(ValidationFailed) as refusal:
        submit(identity, applicant, reverse_side=stranger, holding=own_photo)
    assert violations(refusal) == {
        "reverse_side": "attachment.not_found",
        "holding": "attachment.kind_mismatch",
    }
    assert identity.call("get_real_name", applicant)["status"] == "unverified"


PASSPORT = {
    "id_type": "passport",
    "id_number": "H12345678",
    "nationality": "FRA",
    "gender": "male",
    "birth_date": "1980-01-01",
    "name": "JEAN DUPONT",
}


def test_R2_3_3_a_passport_has_one_page(identity: Scenario) -> None:
    traveller = person(identity.register(**PASSPORT)[0])
    photos = identity.photos(traveller.actor_id or "")
    del photos["reverse_side"]
    body = {**photos, "authority_id": "au-110000"}
    submitted = identity.call("submit_real_name", traveller, body=body)
    assert submitted["status"] == "under_review"
    assert {image["slot"] for image in submitted["images"]} == {"portrait_side", "holding"}
    reviewer = identity.employ("au-110000")
    case = act(identity, reviewer, "get", submitted["case_id"])
    assert "reverse_side" not in {item["item"] for item in case["items"]}


@pytest.mark.parametrize("given", [{}, {"reverse_side": None}], ids=["absent", "null"])
def test_R2_3_3_other_certificates_have_two_sides(
    identity: Scenario, applicant: CallContext, given: dict
) -> None:
    photos = identity.photos(applicant.actor_id or "")
    del photos["reverse_side"], photos["holding"]
    with pytest.raises(ValidationFailed) as refusal:
        identity.call("submit_real_name", applicant, body={**photos, **given})
    assert violations(refusal) == dict.fromkeys(
        ("reverse_side", "holding", "authority_id"), "common.required"
    )


def test_R2_3_3_one_image_cannot_serve_twice(identity: Scenario, applicant: CallContext) -> None:
    same = b"the same image"
    portrait = identity.upload(applicant.actor_id or "", "id_portrait", same)
    holding = identity.upload(applicant.actor_id or "", "id_holding", same)
    with pytest.raises(ValidationFailed) as refusal:
        submit(identity, applicant, portrait_side=portrait, holding=holding)
    assert violations(refusal) == {"holding": "identity.real_name_same_image"}
    # The upload can be used again.
    assert submit(identity, applicant, portrait_side=portrait)["status"] == "under_review"


def test_R2_3_3_a_second_submission_waits_for_the_first(
    identity: Scenario, applicant: CallContext
) -> None:
    bodies = [
        {**identity.photos(applicant.actor_id or ""), "authority_id": "au-110000"} for _ in range(3)
    ]

    def send(body: dict) -> str:
        try:
            return identity.call("submit_real_name", applicant, body=body)["status"]
        except Conflict as refusal:
            return refusal.code

    answers = sorted(t.wait() for t in [eventlet.spawn(send, body) for body in bodies])
    assert answers == ["identity.real_name_under_review"] * 2 + ["under_review"]
    assert identity.scalar("SELECT count(*) FROM real_name_cases") == 1


def test_R2_3_3_the_photos_move_to_the_services_own_bucket(
    identity: Scenario, applicant: CallContext
) -> None:
    content = b"portrait" * 100
    portrait = identity.upload(applicant.actor_id or "", "id_portrait", content)
    submit(identity, applicant, portrait_side=portrait)
    found = identity.call("open_attachment", applicant, attachment_id=portrait)
    assert found["sha256"] == hashlib.sha256(content).hexdigest()
    assert (found["bucket"], found["file_name"]) == ("identity", "照片.jpg")
    assert identity.store.get(found["bucket"], found["key"]) == content
    staged = f"{applicant.actor_id}/{portrait}"
    wait_until(lambda: not identity.store.list("staging", staged))


def test_R2_3_3_photos_and_authority_are_judged_together(
    identity: Scenario, applicant: CallContext
) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        submit(identity, applicant, holding="nothing", authority_id="au-110108")
    assert violations(refusal) == {
        "holding": "attachment.not_found",
        "authority_id": "identity.authority_not_for_real_name",
    }


def test_R8_4_unclaimed_photos_are_deleted(identity: Scenario, applicant: CallContext) -> None:
    named = identity.upload(applicant.actor_id or "", "id_portrait")
    refused = identity.upload(applicant.actor_id or "", "id_portrait")
    with pytest.raises(ValidationFailed):
        submit(identity, applicant, portrait_side=refused, authority_id="au-nowhere")
    submit(identity, applicant, portrait_side=named)
    storage = BucketStorage(identity.store, "identity")
    assert {refused, named} <= {found.key for found in storage.list()}
    find_photos = partial(find_referenced, key=RealNamePhoto.object_key)
    remove_orphans(identity.db, storage, utc_now() + timedelta(minutes=1), find_photos)
    left = {found.key for found in storage.list()}
    assert named in left
    assert refused not in left


@pytest.mark.parametrize(
    ("authority_id", "role", "allowed"),
    [
        pytest.param("au-110000", "reviewer", True, id="R6.1-own-authority"),
        pytest.param("au-110000", "auditor", True, id="R6.1-auditor"),
        pytest.param("au-110000", "authority_admin", False, id="R6.1-admin-does-not-review"),
        pytest.param("au-110108", "reviewer", False, id="R6.1-authority-below"),
        pytest.param("au-130000", "reviewer", False, id="R6.1-other-authority"),
    ],
)
def test_who_may_see_the_photos(
    identity: Scenario, applicant: CallContext, authority_id: str, role: str, allowed: bool
) -> None:
    image = submit(identity, applicant)["images"][0]["attachment_id"]
    staff = identity.employ(authority_id, role)
    if allowed:
        assert identity.call("open_attachment", staff, attachment_id=image)["size"] > 0
        return
    with pytest.raises(NotFound):
        identity.call("open_attachment", staff, attachment_id=image)


def test_R6_1_no_stranger_sees_a_photo(identity: Scenario, applicant: CallContext) -> None:
    image = submit(identity, applicant)["images"][0]["attachment_id"]
    for stranger in (CallContext(), person(identity.register()[0])):
        with pytest.raises(NotFound):
            identity.call("open_attachment", stranger, attachment_id=image)
    with pytest.raises(NotFound):
        identity.call("open_attachment", applicant, attachment_id="not-an-id")
