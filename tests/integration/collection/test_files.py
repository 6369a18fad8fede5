"""Files: claimed from staging, put in their place, replaced, removed, opened."""

from datetime import timedelta

import pytest
from chassis.storage.bucket import BucketStorage
from chassis.storage.staging import find_staged
from chassis.testing.waiting import wait_until
from contracts.errors import NotFound, Unavailable, ValidationFailed
from nameko.testing.services import entrypoint_hook
from sqlalchemy import text


def refusal(call, *args, **kwargs):
    with pytest.raises(ValidationFailed) as refused:
        call(*args, **kwargs)
    return [(entry["field"], entry["code"]) for entry in refused.value.details["errors"]]


def test_R3_2_1_a_file_is_claimed_and_leaves_staging(scenario, person):
    body = person.basic()
    answer = person.call("save_basic", body=body)
    kinds = {one["attachment_id"]: one["kind"] for one in answer["attachments"]}
    assert kinds[body["photo_id"]] == "photo"
    assert body["photo_id"] in scenario.object_keys()
    wait_until(lambda: find_staged(scenario.store, person.person_id, body["photo_id"]) is None)


def test_R3_2_1_files_are_checked_for_their_field(scenario, person):
    other = scenario.person()
    body = person.basic(photo_id=person.stage("id_reverse"), id_portrait_id=other.stage("photo"))
    wrong = refusal(person.call, "save_basic", body=body)
    assert [field for field, _ in wrong] == ["photo_id", "id_portrait_id"]
    assert wrong[1][1] == "attachment.not_found"
    assert refusal(person.call, "save_basic", body={"photo_id": "../../etc"}) != []


def test_R3_3_1_one_file_of_a_kind_and_one_place_for_a_file(person):
    twice = person.education(kinds=("level_certificate", "level_certificate"))
    assert refusal(person.call, "add_education", body=twice) == [
        ("attachments[1].attachment_id", "collection.attachment_kind_twice")
    ]
    first = person.education()
    person.call("add_education", body=first)
    again = person.education(
        start_month="2010-01", end_month="2012-01", attachments=first["attachments"]
    )
    assert refusal(person.call, "add_education", body=again) == [
        ("attachments[0].attachment_id", "collection.attachment_in_use"),
        ("attachments[1].attachment_id", "collection.attachment_in_use"),
    ]


def test_R3_2_1_one_upload_cannot_be_two_files_of_the_form(person):
    photo_id = person.stage("photo")
    wrong = refusal(
        person.call, "save_basic", body={"photo_id": photo_id, "id_portrait_id": photo_id}
    )
    assert ("id_portrait_id", "collection.attachment_in_use") in wrong


def test_R3_2_1_what_was_saved_counts_though_staging_cannot_be_cleared(
    scenario, person, monkeypatch
):
    def away(*_):
        raise Unavailable()

    monkeypatch.setattr(BucketStorage, "discard_staged", away)
    body = person.basic()
    assert person.call("save_basic", body=body)["basic"]["photo_id"] == body["photo_id"]
    assert find_staged(scenario.store, person.person_id, body["photo_id"]) is not None


def test_R3_2_1_a_replaced_file_may_come_back(person):
    first = person.basic()
    person.call("save_basic", body=first)
    second = {**first, "photo_id": person.stage("photo")}
    assert person.call("save_basic", body=second)["basic"]["photo_id"] == second["photo_id"]
    assert person.call("save_basic", body=first)["basic"]["photo_id"] == first["photo_id"]


def test_R3_2_1_a_file_moves_only_to_where_its_kind_belongs(person):
    first = person.education()
    added = person.call("add_education", body=first)
    certificate = first["attachments"][0]["attachment_id"]
    person.call("delete_education", education_id=added["created_id"])
    wrong = {"attachments": [{"kind": "student_status", "attachment_id": certificate}]}
    assert refusal(person.call, "add_education", body=wrong) == [
        ("attachments[0].attachment_id", "attachment.kind_mismatch")
    ]
    assert person.call("add_education", body=first)["educations"][0]["attachments"]


def test_R3_6_2_a_refused_write_keeps_the_upload(scenario, person):
    body = person.education(start_month="2030-01")
    refusal(person.call, "add_education", body=body)
    right = {**body, "start_month": "2005-09"}
    assert len(person.call("add_education", body=right)["attachments"]) == 2


def make_old(scenario):
    scenario.execute("UPDATE attachments SET detached_at = detached_at - interval '25 hours'")


@pytest.fixture
def sweep(scenario):
    """Run the sweep as the service's timer does."""

    def sweep():
        with entrypoint_hook(scenario.container, "sweep_files") as run:
            run()

    return sweep


def test_R3_2_1_replaced_files_go_after_a_day(scenario, person, sweep):
    body = person.basic()
    person.call("save_basic", body=body)
    person.call("save_basic", body={**body, "photo_id": None})
    sweep()
    assert body["photo_id"] in scenario.object_keys()
    make_old(scenario)
    sweep()
    assert body["photo_id"] not in scenario.object_keys()
    assert body["id_portrait_id"] in scenario.object_keys()
    assert scenario.rows("SELECT 1 FROM attachments WHERE key = :key", key=body["photo_id"]) == []


def test_R6_3_what_was_submitted_stays(scenario, submitted, sweep):
    photo_id = submitted.collection()["basic"]["photo_id"]
    submitted.call("withdraw_collection")
    submitted.call("save_basic", body={})
    make_old(scenario)
    sweep()
    assert photo_id in scenario.object_keys()
    case = scenario.reviewer().on(submitted.case_id, "get_review")
    assert case["data"]["basic"]["photo_id"] == photo_id


def test_R3_2_1_objects_that_no_row_names_go_after_a_day(scenario, person, sweep, monkeypatch):
    person.call("save_basic", body=person.basic())
    named = {row["key"] for row in scenario.rows("SELECT key FROM attachments")}
    scenario.store.put("collection", "ab-left-by-a-failed-command", b"x", "image/jpeg")
    sweep()
    assert "ab-left-by-a-failed-command" in scenario.object_keys()
    monkeypatch.setattr("casework.attachments.sweeping.ORPHANED_AFTER", timedelta(minutes=-1))
    sweep()
    assert "ab-left-by-a-failed-command" not in scenario.object_keys()
    assert named <= scenario.object_keys()


def test_R6_1_who_may_open_a_file(scenario, submitted):
    photo_id = submitted.collection()["basic"]["photo_id"]
    mine = submitted.call("open_attachment", attachment_id=photo_id)
    assert (mine["bucket"], mine["media_type"], mine["file_name"]) == (
        "collection",
        "image/jpeg",
        "photo.jpg",
    )
    for reader in (
        scenario.reviewer(),
        scenario.reviewer("au-110000", roles=("authority_admin",)),
        scenario.reviewer(roles=("auditor",)),
    ):
        assert reader.call("open_attachment", attachment_id=photo_id)["key"] == mine["key"]
    for stranger in (
        scenario.person(),
        scenario.reviewer("au-110105"),
        scenario.reviewer(roles=("platform_admin",)),
    ):
        with pytest.raises(NotFound):
            stranger.call("open_attachment", attachment_id=photo_id)


def test_R6_1_staff_see_no_file_that_was_not_submitted(scenario, submitted):
    submitted.call("withdraw_collection")
    new_photo = submitted.stage("photo")
    submitted.call("save_basic", body=submitted.basic(photo_id=new_photo))
    with pytest.raises(NotFound):
        scenario.reviewer().call("open_attachment", attachment_id=new_photo)
    assert submitted.call("open_attachment", attachment_id=new_photo)["key"] == new_photo


def test_R8_4_personal_texts_rest_sealed(scenario, submitted):
    with scenario.db.engine.connect() as connection:
        stored = connection.execute(
            text(
                "SELECT r.email, r.postal_address, e.employer_address, e.employer_phone,"
                " s.content, p.facts FROM records r JOIN employments e USING (record_id)"
                " JOIN snapshots s USING (record_id) JOIN persons p USING (person_id)"
            )
        ).one()
    assert all(value.startswith("v1.test.") for value in stored)
