"""Files that no transfer names do not stay: R5.1.3, R8.4."""

from datetime import timedelta
from functools import partial

import pytest
from casework.attachments.sweeping import find_referenced
from chassis.clock import utc_now
from chassis.storage.bucket import BucketStorage
from chassis.storage.sweeping import remove_orphans
from contracts.errors import Conflict
from transfer.models import Proof
from transfer_factories import Scenario


def sweep(scenario: Scenario, **age: int) -> list[str]:
    find_by_key = partial(find_referenced, key=Proof.attachment_id)
    bucket = BucketStorage(scenario.store, "transfer")
    remove_orphans(scenario.db, bucket, utc_now() - timedelta(**age), find_by_key)
    return [found.key for found in bucket.list()]


def test_R5_1_3_what_a_refused_request_left_behind_is_swept(scenario: Scenario) -> None:
    kept = scenario.submit(scenario.add_person())["proofs"][0]["attachment_id"]
    person = scenario.add_person()
    left = scenario.upload(person)
    scenario.collection.reservation_lasts = timedelta(0)
    with pytest.raises(Conflict):
        scenario.submit(person, proof_ids=[left])
    assert {kept, left} <= set(sweep(scenario, hours=24))
    after = sweep(scenario, hours=-1)
    assert kept in after
    assert left not in after
    # The upload itself is still staged, so the person can send the form again.
    scenario.collection.reservation_lasts = timedelta(minutes=2)
    scenario.collection.open.clear()
    assert scenario.submit(person, proof_ids=[left])["status"] == "submitted"
