"""An object store whose buckets belong to this test session."""

from collections.abc import Iterator

import pytest

from chassis.storage.object_store import ObjectStore
from chassis.testing.servers import RUN_ID, server

TEST_BUCKET_PREFIX = f"ausm-test-{RUN_ID}-"
_BUCKETS = ("staging", "identity", "collection", "changes", "transfer")


@pytest.fixture(scope="session")
def object_store() -> Iterator[ObjectStore]:
    """The store that services of this session use, its buckets made."""
    store = ObjectStore(server("AUSM_TEST_S3"), TEST_BUCKET_PREFIX)
    for bucket in _BUCKETS:
        store.make_bucket(bucket)
    yield store
    for bucket in _BUCKETS:
        store.remove_bucket(bucket)
