"""Files in a real S3 server, and what is taken over from staging."""

import io
import uuid

import pytest
from chassis.storage import object_store as module
from chassis.storage.bucket import BucketStorage, Wanted
from chassis.storage.object_store import ObjectStore
from chassis.storage.staging import StagedFile, discard, find_staged, stage
from chassis.testing.waiting import wait_until
from contracts.errors import NotFound, Unavailable, ValidationFailed

JPEG = b"\xff\xd8" + b"x" * 200_000


@pytest.fixture
def bucket(object_store):
    return BucketStorage(object_store, "collection")


@pytest.fixture
def staged(object_store):
    file = StagedFile(
        attachment_id=str(uuid.uuid4()),
        owner_id=str(uuid.uuid4()),
        kind="photo",
        file_name="证件照𬸚.jpg",
        media_type="image/jpeg",
        size=len(JPEG),
        sha256="0" * 64,
        width=295,
        height=413,
        uploaded_at="2026-11-23T00:00:00+00:00",
    )
    stage(object_store, file, io.BytesIO(JPEG))
    return file


def test_put_get_stream_list_remove(bucket):
    key = str(uuid.uuid4())
    bucket.put(key, JPEG, "image/jpeg")
    assert bucket.get(key) == JPEG
    assert b"".join(bucket.stream(key)) == JPEG
    assert bucket.exists(key)
    assert [(o.key, o.size) for o in bucket.list(key)] == [(key, len(JPEG))]
    bucket.remove(key)
    assert not bucket.exists(key)
    bucket.remove(key)


def test_what_is_not_there_is_not_found(bucket):
    with pytest.raises(NotFound):
        bucket.get("nothing")
    with pytest.raises(NotFound):
        bucket.stream("nothing")
    with pytest.raises(NotFound):
        bucket.copy_from("staging", "nothing", "new")


def test_a_server_that_is_away_is_unavailable():
    store = ObjectStore("http://a:b@127.0.0.1:1", "p-")
    with pytest.raises(Unavailable):
        store.get("x", "y")


def test_claiming_copies_once_and_may_be_repeated(bucket, staged):
    assert (
        bucket.claim_staged(staged.owner_id, staged.attachment_id, {"photo"}, "photo_id") == staged
    )
    assert (
        bucket.claim_staged(staged.owner_id, staged.attachment_id, {"photo"}, "photo_id") == staged
    )
    assert bucket.get(staged.attachment_id) == JPEG


def problem(raised):
    [error] = raised.value.details["errors"]
    return error["field"], error["code"]


def test_another_persons_upload_is_not_found(bucket, staged):
    with pytest.raises(ValidationFailed) as raised:
        bucket.claim_staged(str(uuid.uuid4()), staged.attachment_id, {"photo"}, field="photo_id")
    assert problem(raised) == ("photo_id", "attachment.not_found")
    assert not bucket.exists(staged.attachment_id)


def test_an_upload_of_another_kind_is_refused(bucket, staged):
    with pytest.raises(ValidationFailed) as raised:
        bucket.claim_staged(staged.owner_id, staged.attachment_id, {"id_portrait"}, field="f")
    assert problem(raised) == ("f", "attachment.kind_mismatch")
    assert not bucket.exists(staged.attachment_id)


def test_R8_2_an_upload_that_goes_between_the_look_and_the_copy_is_not_found(
    bucket, object_store, staged
):
    object_store.remove("staging", staged.key)
    with pytest.raises(ValidationFailed) as raised:
        bucket.claim_staged(staged.owner_id, staged.attachment_id, {"photo"}, "photo_id")
    assert problem(raised) == ("photo_id", "attachment.not_found")


@pytest.mark.parametrize("crooked", ["../{owner}/{id}", "..", "", "{id}.json", "a/b", "%2e%2e"])
def test_an_id_cannot_reach_out_of_the_owners_folder(object_store, staged, crooked):
    attachment_id = crooked.format(owner=staged.owner_id, id=staged.attachment_id)
    assert find_staged(object_store, str(uuid.uuid4()), attachment_id) is None
    assert find_staged(object_store, staged.owner_id, attachment_id) is None


def test_discarded_is_gone_from_staging_but_stays_where_it_was_claimed(
    bucket, object_store, staged
):
    bucket.claim_staged(staged.owner_id, staged.attachment_id, {"photo"}, "photo_id")
    discard(object_store, staged.owner_id, staged.attachment_id)
    assert find_staged(object_store, staged.owner_id, staged.attachment_id) is None
    assert object_store.list("staging", staged.owner_id) == []
    assert bucket.exists(staged.attachment_id)


def stage_another(object_store, owner_id, kind="photo"):
    attachment_id = str(uuid.uuid4())
    file = StagedFile(attachment_id, owner_id, kind, "a.jpg", "image/jpeg", 3, "0" * 64)
    stage(object_store, file, io.BytesIO(b"abc"))
    return attachment_id


def test_R3_2_1_many_are_claimed_at_once_and_every_refusal_is_reported(
    bucket, object_store, staged
):
    owner_id = staged.owner_id
    good = [stage_another(object_store, owner_id) for _ in range(6)]
    wrong_kind = stage_another(object_store, owner_id, "id_portrait")
    wanted = [Wanted(one, {"photo"}, f"f[{n}]") for n, one in enumerate([*good, wrong_kind, "no"])]
    claimed, refused = bucket.claim_many(owner_id, wanted)
    assert list(claimed) == good
    assert [(v.field, v.code) for v in refused] == [
        ("f[6]", "attachment.kind_mismatch"),
        ("f[7]", "attachment.not_found"),
    ]
    assert all(bucket.get(one) == b"abc" for one in good)
    assert bucket.claim_many(owner_id, []) == ({}, [])


def test_R3_2_1_what_was_claimed_leaves_staging_without_keeping_the_caller(
    bucket, object_store, staged
):
    ids = [stage_another(object_store, staged.owner_id) for _ in range(6)]
    bucket.discard_later(staged.owner_id, ids)
    wait_until(lambda: len(object_store.list("staging", staged.owner_id)) == 2)
    assert find_staged(object_store, staged.owner_id, staged.attachment_id) == staged


def test_R3_2_1_a_staging_area_that_cannot_be_cleared_is_no_error(bucket, monkeypatch, caplog):
    def away(*_):
        raise Unavailable()

    monkeypatch.setattr(BucketStorage, "discard_staged", away)
    bucket.discard_later("owner", ["a"])
    wait_until(lambda: "swept" in caplog.text)


def test_R8_5_a_file_is_claimed_by_two_requests(bucket, staged, monkeypatch):
    """Each costs as much as a statement of the database, and a command names several files."""
    asked = []
    urlopen = module._PlainErrors.urlopen

    def counted(self, method, *rest, **named):
        asked.append(method)
        return urlopen(self, method, *rest, **named)

    monkeypatch.setattr(module._PlainErrors, "urlopen", counted)
    bucket.claim_staged(staged.owner_id, staged.attachment_id, {"photo"}, "photo_id")
    assert asked == ["GET", "PUT"]


def test_a_bucket_with_what_the_server_left_behind_stays_and_fails_nobody(
    object_store, monkeypatch
):
    object_store.make_bucket("kept")
    object_store.put("kept", "left-behind", JPEG, "image/jpeg")
    with monkeypatch.context() as patched:
        patched.setattr(ObjectStore, "remove", lambda *_: None)
        object_store.remove_bucket("kept")
    assert object_store.bucket_exists("kept")
    object_store.remove_bucket("kept")
    assert not object_store.bucket_exists("kept")
