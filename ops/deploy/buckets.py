"""Private buckets, and one object-store user for each program that stores or reads files.

Users and policies are MinIO's; on another S3 server the operator sets them up with its own tools
and this job makes only the buckets (`AUSM_S3_USERS=0`).
"""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from minio import Minio
from minio.credentials.providers import StaticProvider
from minio.minioadmin import MinioAdmin
from native.preparation import BUCKETS
from tenacity import retry, stop_after_delay, wait_fixed

from deploy import mounted

PREFIX = os.environ.get("AUSM_S3_BUCKET_PREFIX", "ausm-")
_READ = ("s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation")
_TAKE = (*_READ, "s3:DeleteObject")
_WRITE = (*_TAKE, "s3:PutObject")


@dataclass(frozen=True, slots=True)
class Access:
    """Buckets that a user may write, from which it takes what others put there, that it reads."""

    written: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    read: tuple[str, ...] = ()


ACCESS: dict[str, Access] = {
    "gateway": Access(("staging",), read=("identity", "collection", "changes", "transfer")),
    # Identity puts people's files into the exports of their data.
    "identity": Access(
        ("identity",), taken=("staging",), read=("collection", "changes", "transfer")
    ),
    # What a change brought with it, collection copies into the record.
    "collection": Access(("collection",), taken=("staging",), read=("changes",)),
    "changes": Access(("changes",), taken=("staging",)),
    "transfer": Access(("transfer",), taken=("staging",)),
    # A restore writes everywhere and is the administrator's.
    "backup": Access(read=BUCKETS),
}


def set_up(secrets: Path) -> str:
    """Create buckets, users and policies; safe to repeat."""
    address = urlsplit(mounted.read(secrets, "s3_admin_url"))
    host = address.netloc.rpartition("@")[2]
    key, secret = _keys_of(address)
    secure = address.scheme == "https"
    _make_buckets(Minio(host, access_key=key, secret_key=secret, secure=secure))
    if os.environ.get("AUSM_S3_USERS", "1") == "0":
        return f"{len(BUCKETS)} buckets"
    admin = MinioAdmin(endpoint=host, credentials=StaticProvider(key, secret), secure=secure)
    for user in ACCESS:
        _make_user(admin, user, urlsplit(mounted.read(secrets, f"{user}_s3_url")))
    return f"{len(BUCKETS)} buckets, {len(ACCESS)} users"


@retry(stop=stop_after_delay(60), wait=wait_fixed(1), reraise=True)
def _make_buckets(client: Minio) -> None:
    present = {bucket.name for bucket in client.list_buckets()}
    for name in BUCKETS:
        if PREFIX + name not in present:
            client.make_bucket(PREFIX + name)


def _make_user(admin: MinioAdmin, user: str, address: SplitResult) -> None:
    key, secret = _keys_of(address)
    admin.policy_add(policy_name=f"ausm-{user}", policy=policy_of(user))
    admin.user_add(access_key=key, secret_key=secret)
    admin.policy_set(policy_name=f"ausm-{user}", user=key)


def _keys_of(address: SplitResult) -> tuple[str, str]:
    return unquote(address.username or ""), unquote(address.password or "")


def policy_of(user: str) -> dict[str, object]:
    """Return what a user may do, as an S3 policy document."""
    access = ACCESS[user]
    groups = ((_WRITE, access.written), (_TAKE, access.taken), (_READ, access.read))
    statements = [_statement(actions, buckets) for actions, buckets in groups if buckets]
    return {"Version": "2012-10-17", "Statement": statements}


def _statement(actions: tuple[str, ...], buckets: tuple[str, ...]) -> dict[str, object]:
    resources = [f"arn:aws:s3:::{PREFIX}{bucket}{end}" for bucket in buckets for end in ("", "/*")]
    return {"Effect": "Allow", "Action": list(actions), "Resource": resources}
