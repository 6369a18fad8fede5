"""The secrets of a new deployment, one file each: `python -m deploy secrets FOLDER`.

Files that exist are kept, so that running it again adds only what a newer version needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from native import keys
from native.layout import BROKER_USERS, S3_USERS, SERVICES

from deploy.names import GIVEN, OPTIONAL, REQUIRED

_VHOST = "ausm"


@dataclass(frozen=True, slots=True)
class _Folder:
    """What `native.keys` needs to know of a place for secrets."""

    secrets: Path


def make(folder: Path) -> list[str]:
    """Write every secret that is missing and return the names of all.

    The folder is closed to others; the files in it can be read by whoever gets one mounted,
    since containers run under accounts that the host does not know.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in (*REQUIRED, *OPTIONAL, *GIVEN):
        _clear(folder / name)
    kept = keys.Keys(_Folder(folder))
    for name, text in _texts(kept).items():
        path = folder / name
        if not path.exists():
            path.write_text(text + "\n", encoding="utf-8")
    for name in GIVEN:
        (folder / name).touch()
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    for name in names:
        (folder / name).chmod(0o644 if name in GIVEN else 0o444)
    (folder / "passwords.json").chmod(0o600)
    return names


def _clear(path: Path) -> None:
    """Remove what holds nothing, such as the folder that an engine mounted for a missing file."""
    if path.is_dir() and not any(path.iterdir()):
        path.rmdir()
    elif path.is_file() and not path.read_bytes().strip():
        path.unlink()


def _texts(kept: keys.Keys) -> Mapping[str, str]:
    minio_root = kept.password("s3")
    broker_admin = kept.password("broker:admin")
    texts = {
        "postgres_password": kept.password("postgres"),
        "postgres_admin_url": _database_url("postgres", kept.password("postgres"), "postgres"),
        "rabbitmq_user.conf": f"default_user = admin\ndefault_pass = {broker_admin}",
        "rabbitmq_api_url": f"http://admin:{broker_admin}@rabbitmq:15672",
        "broker_admin_uri": _broker_uri("admin", broker_admin),
        "minio_root_user": "root",
        "minio_root_password": minio_root,
        "s3_admin_url": _s3_url("root", minio_root),
        "redis.conf": f"requirepass {kept.password('redis')}",
        "grafana_password": kept.password("grafana"),
        "redis_url": f"redis://:{kept.password('redis')}@valkey:6379/0",
    }
    for user in BROKER_USERS:
        texts[f"{user}_amqp_uri"] = _broker_uri(user, kept.password(f"broker:{user}"))
    for service in SERVICES:
        role, word = f"ausm_{service}", kept.password(f"database:{service}")
        texts[f"{service}_database_url"] = _database_url(role, word, role)
    for user in S3_USERS:
        texts[f"{user}_s3_url"] = _s3_url(f"ausm-{user}", kept.password(f"s3:{user}"))
    return texts


def _database_url(user: str, password: str, database: str) -> str:
    return f"postgresql://{user}:{password}@postgres:5432/{database}"


def _broker_uri(user: str, password: str) -> str:
    return f"amqp://{user}:{password}@rabbitmq:5672/{_VHOST}"


def _s3_url(user: str, password: str) -> str:
    return f"http://{user}:{password}@minio:9000"
