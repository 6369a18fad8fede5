"""R8.4: every log-in of the composition may do its work and nothing else: what must be refused is tried."""

import io
import uuid
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

import pika
import psycopg2
import pytest
import requests
from deploy.buckets import ACCESS
from minio import Minio
from minio.credentials.providers import StaticProvider
from minio.error import MinioAdminException, S3Error
from minio.minioadmin import MinioAdmin
from native.layout import BROKER_USERS, SERVICES
from native.preparation import BUCKETS
from support.compose.addresses import address_of
from support.compose.composition import Composition

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120, func_only=True)]

ADMIN = "admin"


def connect(
    stack: Composition, service: str, database: str = ""
) -> "psycopg2.extensions.connection":
    address = address_of(stack, f"{service}_database_url")
    if database:
        address = address.rpartition("/")[0] + f"/{database}"
    connection = psycopg2.connect(address, connect_timeout=10)
    connection.autocommit = True
    return connection


@pytest.mark.parametrize("service", [pytest.param(s, id=f"R8.4-{s}") for s in SERVICES])
class TestDatabaseRole:
    def test_it_enters_its_own_database_only(self, stack: Composition, service: str) -> None:
        connect(stack, service).close()
        others = [f"ausm_{other}" for other in SERVICES if other != service]
        for database in (*others, "postgres", "template1"):
            with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
                connect(stack, service, database)

    @pytest.mark.parametrize(
        "statement",
        [
            pytest.param("CREATE DATABASE mine", id="makes-databases"),
            pytest.param("CREATE ROLE mine LOGIN SUPERUSER", id="makes-roles"),
            pytest.param("ALTER ROLE CURRENT_USER SUPERUSER", id="raises-itself"),
            pytest.param("COPY (SELECT 1) TO PROGRAM 'true'", id="starts-programs"),
            pytest.param("SELECT pg_read_file('/etc/passwd')", id="reads-files"),
            pytest.param("SELECT rolpassword FROM pg_authid", id="reads-passwords"),
        ],
    )
    def test_it_has_no_right_beyond_its_tables(
        self, stack: Composition, service: str, statement: str
    ) -> None:
        connection = connect(stack, service)
        with connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(statement)
        connection.close()


@pytest.fixture
def channel_of(stack: Composition) -> Iterator[object]:
    opened = []

    def channel(user: str) -> "pika.adapters.blocking_connection.BlockingChannel":
        connection = pika.BlockingConnection(
            pika.URLParameters(address_of(stack, f"{user}_amqp_uri"))
        )
        opened.append(connection)
        return connection.channel()

    yield channel
    for connection in opened:
        if connection.is_open:
            connection.close()


def refused(
    channel: "pika.adapters.blocking_connection.BlockingChannel", action: str, target: str
) -> bool:
    """Try something; tell whether the broker closed the channel over it for want of rights."""
    try:
        if action == "read":
            channel.basic_get(target)
        elif action == "declare":
            channel.queue_declare(target, durable=True)
        else:
            channel.confirm_delivery()
            channel.basic_publish(target, "nobody.listens", b"{}")
    except pika.exceptions.ChannelClosedByBroker as error:
        return bool(error.reply_code == 403)
    return False


@pytest.mark.parametrize("user", [pytest.param(u, id=f"R8.4-{u}") for u in BROKER_USERS])
def test_a_broker_user_reads_nobody_elses_calls_nor_speaks_in_another_name(
    stack: Composition, channel_of: object, user: str
) -> None:
    for other in SERVICES:
        if other != user:
            assert refused(channel_of(user), "read", f"rpc-{other}"), other  # type: ignore[operator]
            assert refused(channel_of(user), "publish", f"{other}.events"), other  # type: ignore[operator]
    assert refused(channel_of(user), "declare", "of-nobody")  # type: ignore[operator]
    own = f"rpc.reply-{user}-{uuid.uuid4()}"
    channel = channel_of(user)  # type: ignore[operator]
    channel.queue_declare(own, exclusive=True)


@pytest.mark.parametrize("user", [pytest.param(u, id=f"R8.4-{u}") for u in BROKER_USERS])
def test_a_broker_user_does_not_manage_the_broker(stack: Composition, user: str) -> None:
    parts = urlsplit(address_of(stack, f"{user}_amqp_uri"))
    answer = requests.get(
        f"http://{parts.hostname}:15672/api/overview",
        auth=(parts.username or "", parts.password or ""),
        timeout=10,
    )
    assert answer.status_code == 401


def test_R8_4_the_brokers_well_known_user_is_not_let_in(stack: Composition) -> None:
    parts = urlsplit(address_of(stack, "gateway_amqp_uri"))
    credentials = pika.PlainCredentials("guest", "guest")
    with pytest.raises(pika.exceptions.ProbableAuthenticationError):
        pika.BlockingConnection(
            pika.ConnectionParameters(parts.hostname, 5672, credentials=credentials)
        )


def s3_address_of(stack: Composition, user: str) -> SplitResult:
    secret = "s3_admin_url" if user == ADMIN else f"{user}_s3_url"
    return urlsplit(address_of(stack, secret))


def client_of(stack: Composition, user: str) -> Minio:
    parts = s3_address_of(stack, user)
    host = f"{parts.hostname}:{parts.port}"
    return Minio(host, access_key=parts.username, secret_key=parts.password, secure=False)


def managing(stack: Composition, user: str) -> MinioAdmin:
    parts = s3_address_of(stack, user)
    credentials = StaticProvider(parts.username or "", parts.password or "")
    host = f"{parts.hostname}:{parts.port}"
    return MinioAdmin(endpoint=host, credentials=credentials, secure=False)


def may(client: Minio, action: str, bucket: str, key: str) -> bool:
    """Try something with an object; tell whether the store lets it be done."""
    try:
        if action == "put":
            client.put_object(bucket, key, io.BytesIO(b"x"), 1)
        elif action == "remove":
            client.remove_object(bucket, key)
        else:
            client.get_object(bucket, key).close()
    except S3Error as error:
        if error.code not in ("AccessDenied", "NoSuchKey"):
            raise
        return bool(error.code == "NoSuchKey")
    return True


@pytest.mark.parametrize("user", [pytest.param(u, id=f"R8.4-{u}") for u in ACCESS])
@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_user_of_the_object_store_reaches_its_buckets_only(
    stack: Composition, user: str, bucket: str
) -> None:
    access, key = ACCESS[user], f"test/{uuid.uuid4()}"
    written, taken, read = access.written, access.taken, access.read
    client, name = client_of(stack, user), f"ausm-{bucket}"
    assert may(client, "put", name, key) == (bucket in written)
    assert may(client, "get", name, key) == (bucket in (*written, *taken, *read))
    assert may(client, "remove", name, key) == (bucket in (*written, *taken))


def test_R8_4_a_user_of_the_object_store_makes_no_buckets(stack: Composition) -> None:
    for user in ACCESS:
        with pytest.raises(S3Error) as refusal:
            client_of(stack, user).make_bucket(f"ausm-{uuid.uuid4()}")
        assert refusal.value.code == "AccessDenied"


def test_R8_4_a_user_of_the_object_store_manages_no_users(stack: Composition) -> None:
    # What is refused below is answered to the administrator.
    assert "ausm-backup" in managing(stack, ADMIN).user_list()
    for user in ACCESS:
        with pytest.raises(MinioAdminException, match="Status: 403"):
            managing(stack, user).user_list()
        with pytest.raises(MinioAdminException, match="Status: 403"):
            managing(stack, user).policy_set(policy_name="readwrite", user=f"ausm-{user}")


@pytest.fixture
def kept(stack: Composition) -> Iterator[tuple[Minio, str]]:
    """Put an object of the same key into every bucket, and return who may read it and the key."""
    admin, key = client_of(stack, ADMIN), f"test/{uuid.uuid4()}"
    for bucket in BUCKETS:
        admin.put_object(f"ausm-{bucket}", key, io.BytesIO(b"kept"), 4)
    yield admin, key
    for bucket in BUCKETS:
        admin.remove_object(f"ausm-{bucket}", key)


def content_of(client: Minio, bucket: str, key: str) -> bytes:
    with client.get_object(bucket, key) as answer:
        return bytes(answer.read())


def test_R8_4_the_user_of_backups_lists_and_reads_every_bucket_and_changes_none(
    stack: Composition, kept: tuple[Minio, str]
) -> None:
    admin, key = kept
    client = client_of(stack, "backup")
    for bucket in (f"ausm-{bucket}" for bucket in BUCKETS):
        listed = {found.object_name for found in client.list_objects(bucket, recursive=True)}
        assert key in listed, bucket
        assert content_of(client, bucket, key) == b"kept"
        assert not may(client, "put", bucket, key), bucket
        assert not may(client, "remove", bucket, key), bucket
        with pytest.raises(S3Error, match="AccessDenied"):
            client.remove_bucket(bucket)
        assert content_of(admin, bucket, key) == b"kept"


def test_R8_4_nobody_sees_an_object_without_logging_in(stack: Composition) -> None:
    parts = urlsplit(address_of(stack, "s3_admin_url"))
    for bucket in BUCKETS:
        answer = requests.get(f"http://{parts.hostname}:{parts.port}/ausm-{bucket}", timeout=10)
        assert answer.status_code == 403
