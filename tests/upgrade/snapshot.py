"""A whole installation of an earlier version in one small file: tables as they were, files, keys.

<service>.sql      schema and rows, as pg_dump writes them
objects.json       every object of every bucket; the bytes lie in objects/<sha256>
secrets/…          the keys that read them; all people are made up
people.json        who is in it, and how far each had come
"""

import hashlib
import io
import json
import re
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chassis.config import Settings
from chassis.storage.object_store import ObjectStore
from native.keys import AUDIT_KEYS, INDEX_KEY, MASTER_KEYS
from native.layout import SERVICES
from native.preparation import BUCKETS
from native.stack import Stack

FILE = Path(__file__).parent / "before.tar.xz"
_KEYS = (MASTER_KEYS, INDEX_KEY, AUDIT_KEYS)
_PEOPLE = "people.json"
# Restricts what psql runs, by a random word; servers before 15.14 do not know it.
_RESTRICTION = re.compile(rb"^\\(un)?restrict .*\n", re.MULTILINE)


def write(stack: Stack, people: dict[str, Any], path: Path) -> None:
    """Write what a stack holds, which must have come to rest."""
    with tarfile.open(path, "w:xz", preset=9) as archive:
        for service in SERVICES:
            _add(archive, f"{service}.sql", _dump(stack, service))
        for name in _KEYS:
            _add(archive, f"secrets/{name}", (stack.layout.secrets / name).read_bytes())
        _add(archive, _PEOPLE, _json(people))
        _add_objects(archive, _store(stack))


def has_anchor(stack: Stack) -> bool:
    """Tell whether the audit log is anchored."""
    return bool(_store(stack).list("identity", "audit-anchors/"))


def read_people(path: Path = FILE) -> dict[str, Any]:
    """Return who is in a snapshot."""
    with tarfile.open(path) as archive:
        return _load(archive, _PEOPLE)


def put_keys(stack: Stack, path: Path = FILE) -> None:
    """Give a stack that has never run the keys of a snapshot."""
    stack.layout.create()
    with tarfile.open(path) as archive:
        for name in _KEYS:
            target = stack.layout.secrets / name
            target.write_bytes(_content(archive, f"secrets/{name}"))
            target.chmod(0o600)


def restore(stack: Stack, path: Path = FILE) -> None:
    """Fill the databases and buckets of a stack of which nothing but its servers runs."""
    store = _store(stack)
    with tarfile.open(path) as archive:
        for service in SERVICES:
            _load_sql(stack, service, _content(archive, f"{service}.sql"))
        for one in _load(archive, "objects.json"):
            content = _content(archive, f"objects/{one['sha256']}")
            store.put(one["bucket"], one["key"], content, one["media_type"])


def _dump(stack: Stack, service: str) -> bytes:
    command = ["pg_dump", "--no-owner", "--no-privileges", _address(stack, service)]
    done = subprocess.run(command, check=True, capture_output=True)
    return _RESTRICTION.sub(b"", done.stdout)


def _load_sql(stack: Stack, service: str, statements: bytes) -> None:
    command = ["psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    done = subprocess.run(
        [*command, _address(stack, service)], input=statements, check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()


def _address(stack: Stack, service: str) -> str:
    return stack.env(service)["AUSM_DATABASE_URL"].replace("+psycopg2", "")


def _store(stack: Stack) -> ObjectStore:
    # Identity's user sees its own bucket alone where an S3 server has users; here there is one.
    return ObjectStore.from_settings(Settings(stack.env("identity")))


def _add_objects(archive: tarfile.TarFile, store: ObjectStore) -> None:
    listed, known = [], set()
    for bucket, key in _keys_of(store):
        content = store.get(bucket, key)
        digest = hashlib.sha256(content).hexdigest()
        media_type = store.stat(bucket, key).media_type
        listed.append({"bucket": bucket, "key": key, "media_type": media_type, "sha256": digest})
        if digest not in known:
            known.add(digest)
            _add(archive, f"objects/{digest}", content)
    _add(archive, "objects.json", _json(listed))


def _keys_of(store: ObjectStore) -> Iterator[tuple[str, str]]:
    for bucket in BUCKETS:
        for found in store.iterate(bucket):
            yield bucket, found.key


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _content(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    assert member is not None, name
    return member.read()


def _load(archive: tarfile.TarFile, name: str) -> Any:
    return json.loads(_content(archive, name))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()
