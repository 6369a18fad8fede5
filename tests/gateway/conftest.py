"""Fixtures of the gateway's tests: private vhosts, buckets and a Redis database of their own."""

import os
import random
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import httpx
import pika
import pytest
import redis
from chassis.storage.object_store import ObjectStore
from gateway.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))

from gateway_fakes import (
    GENEROUS,
    FakeServices,
    Running,
    Signer,
    declare_services,
    running_gateway,
)

BUCKETS = ("staging", "identity", "collection")


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer()


@pytest.fixture(scope="session")
def make_vhost() -> Iterator[Callable[[], str]]:
    api, amqp = os.environ["AUSM_TEST_AMQP_API"], os.environ["AUSM_TEST_AMQP"]
    made: list[str] = []

    def make() -> str:
        name = f"gateway-{uuid.uuid4().hex[:10]}"
        httpx.put(f"{api}/api/vhosts/{name}").raise_for_status()
        made.append(name)
        user = httpx.URL(api).username or "guest"
        full = {"configure": ".*", "write": ".*", "read": ".*"}
        httpx.put(f"{api}/api/permissions/{name}/{user}", json=full).raise_for_status()
        return amqp.rstrip("/") + "/" + quote(name, safe="")

    yield make
    for name in made:
        httpx.delete(f"{api}/api/vhosts/{name}")


@pytest.fixture(scope="session")
def vhost(make_vhost: Callable[[], str]) -> str:
    return make_vhost()


@pytest.fixture(scope="session")
def bucket_prefix() -> Iterator[str]:
    prefix = f"gw{uuid.uuid4().hex[:8]}-"
    store = ObjectStore(os.environ["AUSM_TEST_S3"], prefix)
    for bucket in BUCKETS:
        store.make_bucket(bucket)
    yield prefix
    for bucket in BUCKETS:
        store.remove_bucket(bucket)


@pytest.fixture(scope="session")
def object_store(bucket_prefix: str) -> ObjectStore:
    return ObjectStore(os.environ["AUSM_TEST_S3"], bucket_prefix)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    base = os.environ["AUSM_TEST_REDIS"].rpartition("/")[0]
    url = f"{base}/{random.randint(1, 15)}"
    before = set(redis.Redis.from_url(url).scan_iter())
    yield url
    client = redis.Redis.from_url(url)
    ours = set(client.scan_iter(match="*ausm*")) - before
    if ours:
        client.delete(*ours)


@pytest.fixture(scope="session")
def settings(vhost: str, bucket_prefix: str, redis_url: str, signer: Signer) -> Settings:
    return Settings(
        amqp_uri=vhost,
        s3_url=os.environ["AUSM_TEST_S3"],
        jwt_public_key=signer.public_pem,
        redis_url=redis_url,
        bucket_prefix=bucket_prefix,
        sandbox=True,
        secure_cookies=False,
        limits=GENEROUS,
        heartbeat_seconds=0.3,
        optional_seconds=5.0,
    )


@pytest.fixture(scope="session")
def started_services(vhost: str) -> Iterator[FakeServices]:
    services = FakeServices(vhost)
    services.start()
    yield services
    services.stop()


@pytest.fixture(scope="session")
def gateway(settings: Settings, started_services: FakeServices) -> Iterator[Running]:
    with running_gateway(settings) as running:
        yield running


@pytest.fixture
def services(started_services: FakeServices) -> Iterator[FakeServices]:
    started_services.reset()
    yield started_services
    started_services.reset()


@pytest.fixture
def client(gateway: Running) -> Iterator[httpx.Client]:
    with gateway.client() as client:
        yield client


@pytest.fixture
def person(gateway: Running, signer: Signer) -> Iterator[httpx.Client]:
    with gateway.client(headers=signer.bearer()) as client:
        yield client


@pytest.fixture
def staff(gateway: Running, signer: Signer) -> Iterator[httpx.Client]:
    with gateway.client(headers=signer.bearer("staff")) as client:
        yield client


@pytest.fixture(scope="session")
def absent_services_gateway(make_vhost: Callable[[], str], settings: Settings) -> Iterator[Running]:
    """A gateway on a broker where no service ever started."""
    with running_gateway(replace(settings, amqp_uri=make_vhost())) as running:
        yield running


@pytest.fixture(scope="session")
def silent_services_gateway(make_vhost: Callable[[], str], settings: Settings) -> Iterator[Running]:
    """A gateway whose services have queues but never answer."""
    uri = make_vhost()
    connection = pika.BlockingConnection(pika.URLParameters(uri))
    declare_services(connection.channel())
    connection.close()
    with running_gateway(replace(settings, amqp_uri=uri, rpc_timeout=0.3)) as running:
        yield running
