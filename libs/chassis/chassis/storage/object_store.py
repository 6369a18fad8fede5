"""Files in an S3 store; only what every S3 server does alike: put, get, head, list, copy, delete."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import urllib3
from contracts.errors import NotFound, Unavailable

from chassis.config import Settings

CHUNK = 64 * 1024
# What S3 asks its clients to repeat. rclone's server answers so where a file is put into a folder
# from which the last other one is just being removed.
_PASSING = (500, 502, 503)
# Connecting twice and one silence are shorter together than any call's deadline. The first is
# also the time for sending a whole file.
_TIMEOUT = urllib3.Timeout(connect=2, read=3)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What is known of an object without reading it."""

    key: str
    size: int
    media_type: str | None = None
    modified_at: datetime | None = None


class _OnceMore(urllib3.Retry):
    """Tries a broken connection again, since the server may have closed an idle one.

    So it does with an answer that says to come back, twice.

    A server that was silent for the whole time-out is not asked again: whoever waits for the
    answer does not wait twice.
    """

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: Any = None,
        error: Exception | None = None,
        *rest: Any,
        **named: Any,
    ) -> "_OnceMore":
        """Return what is left, or raise the error."""
        if isinstance(error, urllib3.exceptions.ReadTimeoutError):
            raise error
        return super().increment(method, url, response, error, *rest, **named)


class _PlainErrors(urllib3.PoolManager):
    """Lets errors of servers that say `text/xml` be understood as S3 errors."""

    def urlopen(self, *args: Any, **kwargs: Any) -> Any:
        response = super().urlopen(*args, **kwargs)
        if response.headers.get("content-type", "").startswith("text/xml"):
            response.headers["content-type"] = "application/xml"
        return response


def _new_client(url: str) -> Any:
    from minio import Minio

    class Client(Minio):
        """Copies without looking at the size first, which only matters beyond 5 GiB."""

        def copy_whole(self, bucket: str, key: str, source: Any) -> None:
            self._execute("PUT", bucket, key, headers=source.gen_copy_headers())

    parts = urlsplit(url)
    secure = parts.scheme == "https"
    return Client(
        f"{parts.hostname}:{parts.port or (443 if secure else 80)}",
        access_key=unquote(parts.username or ""),
        secret_key=unquote(parts.password or ""),
        secure=secure,
        region="us-east-1",
        http_client=_PlainErrors(
            timeout=_TIMEOUT,
            maxsize=16,
            retries=_OnceMore(
                total=2, connect=1, read=1, status=2, backoff_factor=0.1, status_forcelist=_PASSING
            ),
        ),
    )


class ObjectStore:
    """One S3 server as this platform uses it; safe to share between threads and greenlets.

    Bucket names are given without the installation's prefix. An object that is not there is
    NotFound; a server that does not answer is Unavailable.
    """

    def __init__(self, url: str, prefix: str) -> None:
        self._prefix = prefix
        self._client = _new_client(url)

    @classmethod
    def from_settings(cls, settings: Settings) -> "ObjectStore":
        """Return the store that the settings name."""
        return cls(settings.s3_url, settings.s3_bucket_prefix)

    def bucket_name(self, bucket: str) -> str:
        """Return the bucket's full name on the server."""
        return f"{self._prefix}{bucket}"

    def make_bucket(self, bucket: str) -> None:
        """Create a bucket unless it exists."""
        name = self.bucket_name(bucket)
        with _translated():
            if not self._client.bucket_exists(name):
                self._client.make_bucket(name)

    def remove_bucket(self, bucket: str) -> None:
        """Delete a bucket with everything in it.

        It stays where a server keeps what two copies or removals of one object at once left behind.
        """
        for found in self.list(bucket):
            self.remove(bucket, found.key)
        with suppress(Unavailable), _translated():
            self._client.remove_bucket(self.bucket_name(bucket))

    def bucket_exists(self, bucket: str) -> bool:
        """Return whether the bucket is there."""
        with _translated():
            return bool(self._client.bucket_exists(self.bucket_name(bucket)))

    def put(self, bucket: str, key: str, data: bytes, media_type: str) -> None:
        """Store an object; one of that key is replaced."""
        self.put_stream(bucket, key, io.BytesIO(data), len(data), media_type)

    def put_stream(self, bucket: str, key: str, data: Any, size: int, media_type: str) -> None:
        """Store what a file object holds, `size` bytes."""
        with _translated():
            self._client.put_object(self.bucket_name(bucket), key, data, size, media_type)

    def get(self, bucket: str, key: str) -> bytes:
        """Return a whole object."""
        return b"".join(self.stream(bucket, key))

    def stream(self, bucket: str, key: str) -> Iterator[bytes]:
        """Yield an object in pieces; raises NotFound before the first piece."""
        return self.fetch(bucket, key)[1]

    def fetch(self, bucket: str, key: str) -> tuple[StoredObject, Iterator[bytes]]:
        """Return what one answer says of an object, and its pieces; raises NotFound."""
        with _translated():
            response = self._client.get_object(self.bucket_name(bucket), key)
        size = int(response.headers.get("content-length", 0))
        return StoredObject(key, size, response.headers.get("content-type")), _pieces(response)

    def stat(self, bucket: str, key: str) -> StoredObject:
        """Return size and type of an object."""
        with _translated():
            found = self._client.stat_object(self.bucket_name(bucket), key)
        return StoredObject(key, found.size or 0, found.content_type)

    def exists(self, bucket: str, key: str) -> bool:
        """Return whether the object is there."""
        try:
            self.stat(bucket, key)
        except NotFound:
            return False
        return True

    def copy(self, from_bucket: str, key: str, to_bucket: str, new_key: str) -> None:
        """Copy an object on the server."""
        from minio.commonconfig import CopySource

        source = CopySource(self.bucket_name(from_bucket), key)
        with _translated():
            self._client.copy_whole(self.bucket_name(to_bucket), new_key, source)

    def remove(self, bucket: str, key: str) -> None:
        """Delete an object; one that is not there is fine."""
        with _translated():
            self._client.remove_object(self.bucket_name(bucket), key)

    def list(self, bucket: str, prefix: str = "") -> list[StoredObject]:
        """Return the objects whose keys begin with the prefix, in order of keys."""
        return list(self.iterate(bucket, prefix))

    def iterate(self, bucket: str, prefix: str = "") -> Iterator[StoredObject]:
        """Yield the objects of a bucket page by page, however many there are."""
        with _translated():
            found = self._client.list_objects(self.bucket_name(bucket), prefix, recursive=True)
            for each in found:
                yield StoredObject(
                    each.object_name or "", each.size or 0, modified_at=each.last_modified
                )


def _pieces(response: Any) -> Iterator[bytes]:
    try:
        yield from response.stream(CHUNK)
    finally:
        response.close()
        response.release_conn()


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the client's errors into ours."""
    from minio.error import MinioException, S3Error

    try:
        yield
    except S3Error as error:
        if error.code in ("NoSuchKey", "NoSuchBucket", "NoSuchObject"):
            raise NotFound() from error
        raise Unavailable() from error
    except (MinioException, urllib3.exceptions.HTTPError, OSError) as error:
        raise Unavailable() from error
