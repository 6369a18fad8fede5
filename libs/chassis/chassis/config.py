"""Settings from the environment; secrets may come from files (`AUSM_X_FILE` names the file)."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SETTINGS_KEY = "ausm"
OPTIONAL_SECONDS = 0.3


class SettingMissing(RuntimeError):
    """A setting that this process needs is not there; the text names it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not set: set it, or {name}_FILE to a file that holds it")


class SecretMissing(SettingMissing):
    """A setting's file is not there, cannot be read or is empty; the text names the secret."""

    def __init__(self, name: str, path: Path, reason: str) -> None:
        RuntimeError.__init__(
            self, f"the secret {path.name} is missing: {name}_FILE names {path}, {reason}"
        )


@contextmanager
def named_if_missing(program: str) -> Iterator[None]:
    """End the program with a sentence and code 2 when a setting that it needs is missing."""
    try:
        yield
    except SettingMissing as missing:
        sys.stderr.write(f"{program}: {missing}\n")
        raise SystemExit(2) from None


@dataclass(frozen=True)
class Settings:
    """Settings of one process; what is not needed may be absent until it is asked for."""

    values: Mapping[str, str] = field(repr=False)

    @classmethod
    def load(cls, **overrides: str) -> "Settings":
        """Return the settings of this process's environment, with some replaced.

        Raises SecretMissing when a file that one of them names holds nothing: a program that lacks
        a secret is not to start, even if it would ask for it only later.
        """
        settings = cls({**os.environ, **overrides})
        for name in sorted(settings.values):
            if name.startswith("AUSM_") and name.endswith("_FILE") and settings.values[name]:
                settings.text(name.removesuffix("_FILE"))
        return settings

    def text(self, name: str, default: str | None = None) -> str:
        """Return a setting, from its file if `<name>_FILE` is given.

        Raises SettingMissing when there is neither value nor default, and when the file is empty.
        """
        if value := self.values.get(name):
            return value
        if path := self.values.get(f"{name}_FILE"):
            return _held_by(Path(path), name)
        if default is None:
            raise SettingMissing(name)
        return default

    def number(self, name: str, default: int) -> int:
        """Return a whole number."""
        return int(self.text(name, str(default)))

    def flag(self, name: str) -> bool:
        """Return whether a switch is on."""
        return self.text(name, "0").lower() in ("1", "true", "yes", "on")

    @property
    def amqp_uri(self) -> str:
        """Address of the broker with user and virtual host."""
        return self.text("AUSM_AMQP_URI")

    @property
    def database_url(self) -> str:
        """Address of the service's own database."""
        return self.text("AUSM_DATABASE_URL")

    @property
    def s3_url(self) -> str:
        """Address of the object store: `http://key:secret@host:port`."""
        return self.text("AUSM_S3_URL")

    @property
    def s3_bucket_prefix(self) -> str:
        """What every bucket's name begins with."""
        return self.text("AUSM_S3_BUCKET_PREFIX", "ausm-")

    @property
    def redis_url(self) -> str:
        """Address of the store of rate limits."""
        return self.text("AUSM_REDIS_URL")

    @property
    def master_keys(self) -> str:
        """Key ring of the field cipher: `id:base64,…`, the current key first."""
        return self.text("AUSM_MASTER_KEYS")

    @property
    def index_key(self) -> str:
        """Base64 key of the blind index."""
        return self.text("AUSM_INDEX_KEY")

    @property
    def jwt_private_key(self) -> str:
        """PEM of the key that signs access tokens."""
        return self.text("AUSM_JWT_PRIVATE_KEY")

    @property
    def jwt_public_key(self) -> str:
        """PEM of the key that checks access tokens."""
        return self.text("AUSM_JWT_PUBLIC_KEY")

    @property
    def sandbox(self) -> bool:
        """Return whether the sandbox (readable SMS and captchas, demo people) is open."""
        return self.flag("AUSM_SANDBOX")

    @property
    def max_workers(self) -> int:
        """How many calls and events one process works on at a time."""
        return self.number("AUSM_MAX_WORKERS", 10)

    @property
    def optional_seconds(self) -> float:
        """How long an answer waits for what it can do without."""
        return float(self.text("AUSM_OPTIONAL_SECONDS", str(OPTIONAL_SECONDS)))

    @property
    def metrics_port(self) -> int:
        """Port of the metrics page; 0 means none."""
        return self.number("AUSM_METRICS_PORT", 0)

    @property
    def metrics_host(self) -> str:
        """Address that the metrics page listens on."""
        return self.text("AUSM_METRICS_HOST", "127.0.0.1")

    @property
    def log_level(self) -> str:
        """Least severity that is logged."""
        return self.text("AUSM_LOG_LEVEL", "INFO").upper()


def _held_by(path: Path, name: str) -> str:
    """Return what a setting's file holds; an engine may mount an empty folder for a lost file."""
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretMissing(name, path, getattr(error, "strerror", None) or "no text") from error
    if not text:
        raise SecretMissing(name, path, "which is empty")
    return text
