"""Files that no transfer names do not stay: R5.1.3, R8.4."""

from datetime import timedelta

import pytest
from chassis.clock import utc_now
from chassis.storage.bucket import BucketStorage
from chassis.storage.sweeping import remove_orphans
from contracts.errors import Conflict
from transfer.queries.files import find_referenced
from transfer_factories import Stage


def sweep(stage: Stage, **age: int) -> list[str]:
    bucket = BucketStorage(stage.store, "transfer")
    remove_orphans(stage.db, bucket, utc_now() - timedelta(**age), find_referenced)
    return [found.key for found in bucket.list()]


def test_R5_1_3_what_a_refused_request_left_behind_is_swept(stage: Stage) -> None:
    kept = stage.submit(stage.settle())["proofs"][0]["attachment_id"]
    person = stage.settle()
    left = stage.upload(person)
    stage.arbiter.hold_lasts = timedelta(0)
    with pytest.raises(Conflict):
        stage.submit(person, proof_ids=[left])
    assert {kept, left} <= set(sweep(stage, hours=24))
    after = sweep(stage, hours=-1)
    assert kept in after
    assert left not in after
    # The upload itself is still staged, so the person can send the form again.
    stage.arbiter.hold_lasts = timedelta(minutes=2)
    stage.arbiter.open.clear()
    assert stage.submit(person, proof_ids=[left])["status"] == "submitted"
